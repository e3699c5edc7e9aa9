"""二次验证: the step of a sign-in after the password, by a code or, where the telephone is lost, by a recovery code."""

from datetime import datetime

from tracker import clock
from tracker.domain.account_events import AccountEvent
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.second_factor import clean_code, clean_recovery_code
from tracker.domain.sessions import SessionStep
from tracker.domain.words import N_
from tracker.store import factors, guards, notices, people, sessions, tables
from tracker.store.db import transaction
from tracker.store.models import Person, PersonSession
from tracker.store.story import journal
from tracker.usecases.guarding import let_pass
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, advance

OVER = N_("这次登录已失效，请重新登录。")


def at_step(session_id: int, step: SessionStep) -> PersonSession:
    """The session for changing it, if its sign-in has come to that step; raises NotFound."""
    held = sessions.locked(session_id)
    if held is None or held.ended_at is not None or held.step is not step:
        raise NotFound(OVER)
    return held


def pass_second_step(session_id: int, typed: str, *, is_recovery: bool, now: datetime) -> SignedIn:
    """Go on with the sign-in when the code is the person's and has not counted before.

    Raises Invalid for any other, and TooManyFailures; what cannot be a code at all is no attempt.
    """
    code = clean_recovery_code(typed) if is_recovery else clean_code(typed)
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    with transaction():
        held = at_step(session_id, SessionStep.SECOND_STEP)
        person_id, actor, address = held.person_id, people.actor(held.person), held.address
        name = held.person.sign_in_name
    counted = guards.own_codes(person_id)
    let_pass(counted, in_force, name, actor, now, address=address)
    fitting = factors.fitting_code(person_id, code) if is_recovery else None  # slow: no lock is held
    with transaction():
        held = at_step(session_id, SessionStep.SECOND_STEP)
        person = locked_person(held.person_id)
        if spend(person, code, fitting, is_recovery, now):
            guards.succeeded(counted, in_force, now)
            return advance(held, SessionStep.SECOND_STEP, person, now)
        journal("factor.refused", name, actor, now, address=address, recovery=is_recovery)
    raise Invalid(wrong(is_recovery), field="code")  # outside, so that the attempt stays in the journal


def spend(person: Person, code: str, fitting: int | None, is_recovery: bool, now: datetime) -> bool:
    """Inside a transaction: use the code up, telling the person of a recovery code that is gone."""
    if not is_recovery:
        return factors.spend(person.id, code, now)
    if fitting is None or not factors.spend_recovery(fitting, now):
        return False
    left = factors.codes_left(person.id)
    notices.tell_of_account(person, AccountEvent.RECOVERY_USED, now, left=left)
    journal("recovery.used", person.sign_in_name, people.actor(person), now, left=left)
    return True


def wrong(is_recovery: bool) -> str:
    """What is said of a code that does not count."""
    if is_recovery:
        return N_("这个恢复码不对，或者已经用过。请换一个，或联系安全管理员重置验证器。")
    return N_("动态验证码不对或已用过，请等验证器显示下一个再输入。反复不对请检查手机时间是否准确。")
