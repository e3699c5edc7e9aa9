"""How long things of an account last: a password by the office's period, an account that nobody uses."""

from datetime import datetime, timedelta

from tracker.domain.settings import Settings


def lasts_until(set_at: datetime, in_force: Settings) -> datetime | None:
    """When a password set then must be changed; None where the office asks for no change by period."""
    return set_at + timedelta(days=in_force.password_days) if in_force.password_days else None


def days_left(set_at: datetime, in_force: Settings, now: datetime) -> int | None:
    """How many days are left, once it is time to say so; None before, and where there is no period."""
    until = lasts_until(set_at, in_force)
    if until is None or until - now > timedelta(days=in_force.password_warn_days):
        return None
    return max((until - now).days, 0)


def is_dormant(used_at: datetime, in_force: Settings, now: datetime) -> bool:
    """Has nobody signed in for so long that the account is switched off? `used_at`: the latest use or switching on."""
    return bool(in_force.dormant_days) and now - used_at > timedelta(days=in_force.dormant_days)
