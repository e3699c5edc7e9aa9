"""重置验证器: for somebody whose telephone and recovery codes are lost, after the person was recognised face to face."""

from datetime import datetime

from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotPermitted, OutOfTurn
from tracker.domain.sessions import SessionEnd
from tracker.domain.words import N_
from tracker.store import factors, notices, sessions
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.staffing import locked_person

REASON_MAX = 200


def reset_factor(person_id: int, reason: str, *, by: Actor, now: datetime) -> None:
    """Take the person's second factor and recovery codes away and end every session; never one's own.

    Who must have one is led to enrolment at the next sign-in: the password alone opens nothing else.
    """
    require(by, Permission.MANAGE_ACCESS)
    if by.id == person_id:
        raise NotPermitted(N_("自己的验证器不能自己重置，请由另一位安全管理员办理，或在服务器上用命令重置。"))
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX:
        raise Invalid(N_("请写明重置原因，最多 %(most)d 个字。"), field="reason", most=REASON_MAX)
    with transaction():
        person = locked_person(person_id)
        if not factors.is_enrolled(person_id):
            raise OutOfTurn(N_("此人没有绑定验证器，无需重置。"))
        factors.forget(person_id)
        sessions.end_all(person_id, SessionEnd.FACTOR, now)
        notices.tell_of_account(person, AccountEvent.FACTOR_RESET, now, who=by.name)
        journal("factor.reset", person.sign_in_name, by, now, reason=reason)
