"""登录时绑定验证器: the step of a sign-in for who must have a second factor and has none."""

from datetime import datetime

from tracker.domain.refusals import Invalid
from tracker.domain.second_factor import clean_code, new_recovery_codes, shown
from tracker.domain.sessions import SessionStep
from tracker.store import factors, people
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.enrol_factor import WRONG, take_offer
from tracker.usecases.pass_second_step import at_step
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, advance


def enrol_at_sign_in(session_id: int, typed: str, *, now: datetime) -> tuple[SignedIn, list[str]]:
    """Enrol and go on with the sign-in; returns the recovery codes too, which are shown nowhere again."""
    code = clean_code(typed)
    codes = new_recovery_codes()
    kept = factors.hashed(codes)  # slow on purpose, so before the lock is taken
    with transaction():
        held = at_step(session_id, SessionStep.ENROL)
        person = locked_person(held.person_id)
        if take_offer(person, code, kept, now):
            return advance(held, SessionStep.ENROL, person, now), [shown(one) for one in codes]
        journal("factor.enrolment_refused", person.sign_in_name, people.actor(person), now, address=held.address)
    raise Invalid(WRONG, field="code")  # outside, so that the attempt stays in the journal
