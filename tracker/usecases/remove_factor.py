"""解除验证器: one's own, for whom nobody asks to have one. A lost one is reset by the security manager instead."""

from datetime import datetime

from tracker import clock
from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotPermitted, OutOfTurn
from tracker.domain.second_factor import has_to
from tracker.domain.words import N_
from tracker.store import factors, notices, people, tables
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.enrol_factor import own_id
from tracker.usecases.staffing import locked_person


def remove_factor(*, by: Actor, now: datetime) -> None:
    """Go back to the password alone; refused to whoever must have a second factor."""
    today = now.astimezone(clock.LOCAL).date()
    with transaction():
        person = locked_person(own_id(by))
        if not factors.is_enrolled(person.id):
            raise OutOfTurn(N_("您还没有绑定验证器。"))
        if has_to(people.actor(person, today).every_role, tables.settings_on(today).factor_roles):
            raise NotPermitted(N_("您的角色必须使用双因素认证，不能解除验证器。换手机请用“更换验证器”。"))
        factors.forget(person.id)
        notices.tell_of_account(person, AccountEvent.FACTOR_REMOVED, now)
        journal("factor.removed", person.sign_in_name, by, now)
