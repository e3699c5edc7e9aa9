"""绑定验证器: a secret is offered, and counts once the person has shown a code made with it.

The same for who chooses it, who is told to at a sign-in, and who changes telephones: the old one counts till the new
one has proved itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, OutOfTurn
from tracker.domain.second_factor import clean_code, new_recovery_codes, shown
from tracker.domain.words import N_
from tracker.store import factors, notices, people
from tracker.store.db import transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.staffing import locked_person

OFFER_LASTS = timedelta(minutes=30)
"A page that is loaded again shows the same secret so long."

SYSTEM = "热线工单"
"As the authenticator lists it: as the pages call themselves, and short, so that the picture can be scanned."

WRONG = N_("动态验证码不对。请确认手机时间准确，输入验证器上刚显示的 6 位数字。")


@dataclass(frozen=True)
class Offer:
    """What the authenticator is to be told: the key as text, and the address that its picture holds."""

    key: str
    address: str


def offer_factor(person_id: int, *, now: datetime) -> Offer:
    """The secret that waits for its first code, a fresh one where there is none."""
    with transaction():
        person = locked_person(person_id)
        row = factors.row_of(person_id)
        is_fresh = row.offered_at is not None and now - row.offered_at <= OFFER_LASTS
        secret = (factors.offered(row) if is_fresh else None) or factors.offer(row, now)
        return Offer(secret, factors.address(secret, person.sign_in_name, SYSTEM))


def confirm_factor(person_id: int, typed: str, *, now: datetime) -> list[str]:
    """Let the offered secret count, if the code is its; returns the recovery codes, which are shown nowhere again.

    Raises Invalid for a wrong code, OutOfTurn where nothing was offered. A code that was used to enrol does not
    count again.
    """
    code = clean_code(typed)
    codes = new_recovery_codes()
    kept = factors.hashed(codes)  # slow on purpose, so before the lock is taken
    with transaction():
        person = locked_person(person_id)
        is_right = take_offer(person, code, kept, now)
        if not is_right:
            journal("factor.enrolment_refused", person.sign_in_name, people.actor(person), now)
    if not is_right:  # raised outside, so that the attempt stays in the journal
        raise Invalid(WRONG, field="code")
    return [shown(one) for one in codes]


def take_offer(person: Person, code: str, kept: list[tuple[str, str]], now: datetime) -> bool:
    """Inside a transaction: the offered secret takes the earlier one's place, if the code is its."""
    row = factors.row_of(person.id)
    if row.offered_secret is None:
        raise OutOfTurn(N_("没有正在绑定的验证器，请重新打开绑定页面。"))
    had_one = row.secret is not None
    if not factors.take_over(row, code, now):
        return False
    factors.replace_codes(person.id, kept, now)
    event = AccountEvent.FACTOR_REPLACED if had_one else AccountEvent.FACTOR_ENROLLED
    notices.tell_of_account(person, event, now)
    journal(event.value, person.sign_in_name, people.actor(person), now)
    return True


def own_id(by: Actor) -> int:
    """The id of a person who acts for the own account; the program has none."""
    assert by.id is not None
    return by.id
