"""督办: a numbered notice to the lead with a due moment of its own; the unit's answer; its end by the supervisor."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.counting import Limit
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.texts import text_problems, written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step, Unit
from tracker.store import orders, promises, serials
from tracker.store.db import transaction
from tracker.store.facts import open_supervision
from tracker.store.models import Supervision
from tracker.store.orders import lead_of
from tracker.store.promiser import Promiser

TEXT_MAX = 2000
"Longest text of a notice, an instruction or an answer, characters."
NUMBERED = tuple(level for level in SupervisionLevel if level is not SupervisionLevel.URGE)
"Levels above 催办, lightest first."

BY_SETTING = N_("督办单要求的回复期限")


@dataclass(frozen=True)
class Notice:
    """What the supervisor writes. Without `due_on` the office's default limit counts."""

    level: SupervisionLevel
    message: str
    instruction: str = ""
    due_on: date | None = None


def _problems(notice: Notice, today: date) -> list[Invalid]:
    found = []
    if notice.level not in NUMBERED:
        found.append(Invalid(N_("催办不发督办单，请用“催办”。"), field="level"))
    found += text_problems(
        message=(notice.message, TEXT_MAX, N_("请写明督办的事由和要求。")), instruction=(notice.instruction, TEXT_MAX, ""))
    if notice.due_on is not None and notice.due_on < today:
        found.append(Invalid(N_("回复期限不能早于今天。"), field="due_on"))
    return found


def _give(order, notice: Notice, promiser: Promiser) -> datetime:  # type: ignore[no-untyped-def]
    if notice.due_on is not None:
        return promiser.give_by_day(order, Step.SUPERVISION, notice.due_on, BY_SETTING)
    limit = Limit(promiser.settings.supervision_days, Unit.WORKING_DAY)
    return promiser.give_limit(order, Step.SUPERVISION, promiser.now, limit, BY_SETTING).at


def supervise_order(order_id: int, notice: Notice, *, version: int | None = None, by: Actor, now: datetime) -> int:
    """Issue the notice to the order's lead and return its id. The handling and its deadline go on unchanged."""
    promiser = Promiser(now)
    with transaction() as session:
        order, _facts = orders.locked_for(order_id, Move.SUPERVISE, by, now, version)
        problems = _problems(notice, promiser.today)
        if problems:
            raise InvalidEntries(problems)
        lead = lead_of(order.id)
        assert lead is not None  # every stage that allows the move has one
        due_at = _give(order, notice, promiser)
        number = serials.supervision_number(now, promiser.settings.supervision_prefix)
        issued = Supervision(
            order_id=order.id, level=notice.level, number=number, department_id=lead.department_id,
            message=notice.message.strip(), instruction=notice.instruction.strip(), issued_at=now, issued_by=by.name,
            due_at=due_at,
        )
        session.add(issued)
        order.supervision_count += 1
        orders.move(
            order, Move.SUPERVISE, Entry.SUPERVISED, by, now, level=notice.level.label, unit=lead.department.name,
            unit_id=lead.department_id, number=number, due=due_at.isoformat(), message=notice.message.strip(),
            instruction=notice.instruction.strip(),
        )
        session.flush()
        return issued.id


def answer_supervision(order_id: int, answer: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """The lead answers the open notice."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ANSWER_SUPERVISION, by, now, version)
        answer = written(answer, "answer", TEXT_MAX, N_("请写明办理进展、原因和下一步措施。"))
        issued = open_supervision(order.id)
        assert issued is not None  # a hurdle refuses where there is none
        issued.answer, issued.answered_at, issued.answered_by = answer, now, by.name
        promises.keep(order.id, Step.SUPERVISION, now)
        orders.move(
            order, Move.ANSWER_SUPERVISION, Entry.SUPERVISION_ANSWERED, by, now, unit=issued.department.name,
            number=issued.number, answer=answer,
        )


def close_supervision(order_id: int, note: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """End the open notice; one that was never answered ends with its due moment missed or taken back."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.CLOSE_SUPERVISION, by, now, version)
        issued = open_supervision(order.id)
        assert issued is not None  # a hurdle refuses where there is none
        note = written(note, "note", TEXT_MAX, "" if issued.answered_at else N_("单位尚未回复，请写明办结督办的理由。"))
        issued.closed_at, issued.closed_by, issued.closing_note = now, by.name, note
        promises.supersede(order.id, now, Step.SUPERVISION)
        orders.move(
            order, Move.CLOSE_SUPERVISION, Entry.SUPERVISION_CLOSED, by, now, number=issued.number, note=note
        )
