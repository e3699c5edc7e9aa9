"""换发恢复码: ten new ones; the earlier ones are void."""

from datetime import datetime

from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor
from tracker.domain.refusals import OutOfTurn
from tracker.domain.second_factor import new_recovery_codes, shown
from tracker.domain.words import N_
from tracker.store import factors, notices
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.enrol_factor import own_id
from tracker.usecases.staffing import locked_person


def renew_recovery_codes(*, by: Actor, now: datetime) -> list[str]:
    """One's own recovery codes anew, as they are printed; they are shown nowhere again."""
    codes = new_recovery_codes()
    kept = factors.hashed(codes)
    with transaction():
        person = locked_person(own_id(by))
        if not factors.is_enrolled(person.id):
            raise OutOfTurn(N_("您还没有绑定验证器，请先绑定。"))
        factors.replace_codes(person.id, kept, now)
        notices.tell_of_account(person, AccountEvent.RECOVERY_RENEWED, now)
        journal("recovery.renewed", person.sign_in_name, by, now)
    return [shown(code) for code in codes]
