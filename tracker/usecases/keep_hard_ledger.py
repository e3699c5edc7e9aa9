"""挂账: the ledger of hard orders. In by petition and approval, followed by plan and date, out by approval.

The reply's clock is not touched: what is hard for long asks for an extension or a statutory limit besides.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.road_words import HardCause, PetitionKind, PetitionState
from tracker.domain.texts import text_problems, written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import orders, petitions, promises
from tracker.store.db import transaction
from tracker.store.facts import open_hard_case
from tracker.store.hard import turn_hard
from tracker.store.models import HardCase
from tracker.store.promiser import Promiser
from tracker.usecases.petitioning import NOTE_MAX

TEXT_MAX = 2000

BY_PLAN = N_("挂账台账约定的下次跟进日期")


@dataclass(frozen=True)
class Plan:
    """How a hard order is to be brought forward, and by when something must have happened."""

    plan: str
    next_on: date


def _problems(plan: Plan, promiser: Promiser) -> list[Invalid]:
    found = text_problems(plan=(plan.plan, TEXT_MAX, N_("请写明工作计划：谁、做什么、到什么程度。")))
    latest = promiser.today + timedelta(days=promiser.settings.hard_days)
    if not promiser.today < plan.next_on <= latest:
        found.append(Invalid(
            N_("下次跟进日期须在明天至 %(latest)s 之间。"), field="next_on", latest=latest.isoformat()))
    return found


def ask_hard(
    order_id: int, reason: str, plan: Plan, *, version: int | None = None, by: Actor, now: datetime
) -> None:
    """The lead asks to put the order on the ledger."""
    promiser = Promiser(now)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ASK_HARD, by, now, version)
        problems = text_problems(reason=(reason, TEXT_MAX, N_("请写明为什么暂时无法办结。"))) + _problems(plan, promiser)
        if problems:
            raise InvalidEntries(problems)
        petitions.ask(
            order, PetitionKind.HARD, reason, by, now, plan=plan.plan.strip(), next_on=plan.next_on)
        orders.move(
            order, Move.ASK_HARD, Entry.HARD_ASKED, by, now, unit=by.department_name, on=plan.next_on.isoformat(),
            reason=reason.strip(), plan=plan.plan.strip(),
        )


def grant_hard(order_id: int, *, note: str = "", version: int | None = None, by: Actor, now: datetime) -> None:
    """Put it on the ledger: it is 疑难 from now on, and the date of the next step is watched."""
    with transaction() as session:
        order, _facts = orders.locked_for(order_id, Move.GRANT_HARD, by, now, version)
        note = written(note, "note", NOTE_MAX)
        asked = petitions.decide(order.id, PetitionKind.HARD, PetitionState.GRANTED, note, by, now)
        assert asked.next_on is not None  # ask_hard writes it
        promiser = Promiser(now)
        # A date that passed while the petition waited is no date to wait for.
        next_on = max(asked.next_on, promiser.today + timedelta(days=1))
        session.add(HardCase(
            order_id=order.id, department_id=asked.department_id, reason=asked.reason, plan=asked.plan,
            next_on=next_on, began_at=now, began_by=by.name,
        ))
        promiser.give_by_day(order, Step.HARD, next_on, BY_PLAN)
        orders.move(
            order, Move.GRANT_HARD, Entry.HARD_GRANTED, by, now, on=next_on.isoformat(), note=note,
            unit_id=asked.department_id,
        )
        turn_hard(order, HardCause.LEDGER, by, now)


def deny_hard(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """It stays an ordinary order."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.DENY_HARD, by, now, version)
        note = written(note, "note", NOTE_MAX, N_("请写明驳回的理由。"))
        asked = petitions.decide(order.id, PetitionKind.HARD, PetitionState.DENIED, note, by, now)
        orders.move(
            order, Move.DENY_HARD, Entry.HARD_DENIED, by, now, note=note, unit_id=asked.department_id)


def plan_hard(order_id: int, plan: Plan, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """The lead tells how far it came and names the next date."""
    promiser = Promiser(now)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.PLAN_HARD, by, now, version)
        problems = _problems(plan, promiser)
        if problems:
            raise InvalidEntries(problems)
        case = open_hard_case(order.id)
        assert case is not None  # a hurdle refuses where there is none
        case.plan, case.next_on = plan.plan.strip(), plan.next_on
        promises.keep(order.id, Step.HARD, now)
        promiser.give_by_day(order, Step.HARD, plan.next_on, BY_PLAN)
        orders.move(
            order, Move.PLAN_HARD, Entry.HARD_PLANNED, by, now, on=plan.next_on.isoformat(), plan=plan.plan.strip())


def end_hard(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """销账: approved out of the ledger; that it was a hard order stays known."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.END_HARD, by, now, version)
        note = written(note, "note", NOTE_MAX, N_("请写明销账的理由：怎样解决的，或为什么不再挂账。"))
        case = open_hard_case(order.id)
        assert case is not None  # a hurdle refuses where there is none
        case.ended_at, case.ended_by, case.ending_note = now, by.name, note
        promises.keep(order.id, Step.HARD, now)
        orders.move(order, Move.END_HARD, Entry.HARD_ENDED, by, now, note=note)
