"""A telephone with an authenticator: shows the codes of the secret that a page gave it."""

from datetime import datetime, timedelta

import pyotp

from tracker.usecases.enrol_factor import confirm_factor, offer_factor


class Authenticator:
    """One entry of it."""

    def __init__(self, key: str) -> None:
        self.totp = pyotp.TOTP(key)

    def shows(self, now: datetime) -> str:
        """The six digits at that moment."""
        return self.totp.at(now)


def enrolled(person_id: int, now: datetime) -> tuple[Authenticator, list[str]]:
    """The person's telephone after enrolment some minutes ago, and the recovery codes on paper."""
    then = now - timedelta(minutes=5)
    phone = Authenticator(offer_factor(person_id, now=then).key)
    return phone, confirm_factor(person_id, phone.shows(then), now=then)
