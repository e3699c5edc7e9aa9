"""How a sign-in goes on after the password: which step comes next, and the opening once the last is taken.

A step is a line of STEPS: the page that takes it (web.doors.STEP_PAGES) calls its use case, which proves the step and
then calls `advance`. The session gets a new id with every step, so what was read before a step opens nothing after it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain import ageing
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotPermitted
from tracker.domain.sessions import Place, SessionEnd, SessionStep, SignInWay, WhenFull
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store import people, sessions, tables
from tracker.store.models import Person, PersonSession
from tracker.store.story import journal
from tracker.usecases.factor_steps import needs_enrolment, needs_second_step


@dataclass(frozen=True)
class SignedIn:
    """A sign-in on its way or at its end: the id that the cookie must carry from now on, and what is to be done next.

    Only with `step` OPEN is the person signed in.
    """

    token: str
    step: SessionStep
    actor: Actor
    locale: str
    password_days_left: int | None = None
    "None while it is too early to speak of it."


class TooManySessions(NotPermitted):
    """The person is signed in at as many places as the office allows."""


def needs_new_password(held: PersonSession, person: Person, in_force: Settings, now: datetime) -> bool:
    """Does somebody else know the password that was just used, or has it served its time?"""
    lasts_until = ageing.lasts_until(person.password_set_at or person.created_at, in_force)
    is_aged = lasts_until is not None and lasts_until <= now
    return held.way is SignInWay.PASSWORD and (person.must_change_password or is_aged)


Needed = Callable[[PersonSession, Person, Settings, datetime], bool]

STEPS: tuple[tuple[SessionStep, Needed], ...] = (
    (SessionStep.SECOND_STEP, needs_second_step),
    (SessionStep.NEW_PASSWORD, needs_new_password),
    (SessionStep.ENROL, needs_enrolment),
)
"Each step after the password, in the order in which they are taken, and who has to take it."


def _step_after(
    held: PersonSession, taken: SessionStep | None, person: Person, in_force: Settings, now: datetime
) -> SessionStep:
    order = [step for step, _is_needed in STEPS]
    left = STEPS[order.index(taken) + 1:] if taken else STEPS
    return next((step for step, is_needed in left if is_needed(held, person, in_force, now)), SessionStep.OPEN)


def begin(person: Person, place: Place, now: datetime, way: SignInWay = SignInWay.PASSWORD) -> SignedIn:
    """The password was right: a session that has its first step before it, or is open when there is none."""
    return advance(sessions.begin(person.id, place, now, way), None, person, now)


def advance(held: PersonSession, taken: SessionStep | None, person: Person, now: datetime) -> SignedIn:
    """Go on after the step `taken`; call inside the transaction that proved it. Raises TooManySessions."""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    held.step = _step_after(held, taken, person, in_force, now)
    held.seen_at = now
    actor = people.actor(person, now.astimezone(clock.LOCAL).date())
    if held.step is SessionStep.OPEN:
        _open(held, person, actor, in_force, now)
    left = ageing.days_left(person.password_set_at or person.created_at, in_force, now)
    return SignedIn(sessions.renew(held), held.step, actor, person.locale, left)


def _open(held: PersonSession, person: Person, actor: Actor, in_force: Settings, now: datetime) -> None:
    held.began_at = held.proved_at = now
    others = [one for one in sessions.running(person.id, now, sessions.lifetime(in_force)) if one is not held]
    over = len(others) + 1 - in_force.sessions_most
    if over > 0 and in_force.sessions_full is WhenFull.NEW_REFUSED:
        raise TooManySessions(
            N_("您已在 %(count)d 处登录，达到上限。请先在其中一处退出，或请系统管理员结束其他登录。"), count=len(others))
    crowded_out = others[:max(over, 0)]
    sessions.end(crowded_out, SessionEnd.CROWDED_OUT, now)
    person.signed_in_at = now
    journal(
        "person.signed_in", person.sign_in_name, actor, now, address=held.address, crowded_out=len(crowded_out),
        way=held.way.value)
