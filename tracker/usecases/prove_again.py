"""再次验证身份: before a sensitive act, when the last proof in this session lies too far back."""

from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.provider import Identity
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.second_factor import clean_code
from tracker.domain.sessions import SessionStep
from tracker.domain.words import N_
from tracker.store import factors, guards, passwords, provider_links, sessions, tables
from tracker.store.db import db, transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.enrol_factor import own_id
from tracker.usecases.guarding import let_pass
from tracker.usecases.pass_second_step import at_step, wrong
from tracker.usecases.staffing import locked_person


def prove_again(session_id: int, typed: str, *, by: Actor, now: datetime) -> str:
    """By a code where the person has an authenticator, else by the password; returns the session's new id.

    Raises Invalid, naming the field, and TooManyFailures.
    """
    kept = db.session.get_one(Person, own_id(by)).password_hash
    by_code = factors.is_enrolled(own_id(by))
    db.session.rollback()  # argon2 takes its time: nothing is held meanwhile
    code = clean_code(typed) if by_code else ""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    counted = guards.own_codes(own_id(by)) if by_code else guards.own_password(own_id(by))
    let_pass(counted, in_force, by.name, by, now)
    is_right, renewed = not by_code and passwords.verify_password(kept, typed), ""
    with transaction():
        held = at_step(session_id, SessionStep.OPEN)
        person = locked_person(held.person_id)
        is_right = factors.spend(person.id, code, now) if by_code else is_right
        if is_right:
            guards.succeeded(counted, in_force, now)
            held.proved_at, renewed = now, sessions.renew(held)
        else:
            journal("person.proof_refused", person.sign_in_name, by, now)
    if not is_right:  # outside, so that the attempt stays in the journal
        raise Invalid(wrong(False) if by_code else N_("密码不对，请重新输入。"), field="code" if by_code else "password")
    return renewed


def prove_by_provider(session_id: int, identity: Identity, *, by: Actor, now: datetime) -> str:
    """By signing in anew at the provider, as the one whom the account is bound to; raises NotFound for another.

    Returns the session's new id.
    """
    renewed = ""
    with transaction():
        held = at_step(session_id, SessionStep.OPEN)
        link = provider_links.bound_to(identity)
        is_right = link is not None and link.person_id == held.person_id
        if is_right:
            held.proved_at, renewed = now, sessions.renew(held)
        else:
            journal("person.proof_refused", by.name, by, now)
    if not is_right:
        raise NotFound(N_("这不是绑定在您账户上的统一身份认证账号，请换回自己的账号再试。"))
    return renewed
