"""The two ledgers: supervision notices (督办台账) and hard orders (疑难工单台账), each for those who may see the orders."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import Remaining, remaining
from tracker.domain.disclosure import veiled
from tracker.domain.lights import light
from tracker.domain.permissions import Actor
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.words import Light, Stage
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import HardCase, Promise, Supervision, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.secrecy import veils

MOST_SHOWN = 200
"Newest lines of a ledger; older ones are found by the order list's filters."


@dataclass(frozen=True)
class NoticeLine:
    """One supervision notice with its light."""

    order_id: int
    order_number: str
    title: str
    notice: Supervision
    light: Light
    remaining: Remaining | None


@dataclass(frozen=True)
class HardLine:
    """One hard order: the case where it is on the ledger, else only the mark."""

    order_id: int
    order_number: str
    title: str
    stage: Stage
    unit: str
    return_count: int
    redo_count: int
    case: HardCase | None
    is_behind: bool
    "The date of the next step has passed."


def _calendar(now: datetime) -> WorkingCalendar:
    return tables.working_calendar(tables.settings_on(now.astimezone(clock.LOCAL).date()))


def supervisions(is_open: bool = True, *, by: Actor, now: datetime) -> tuple[NoticeLine, ...]:
    """Numbered notices, most pressing first; closed ones newest first. A unit sees those addressed to it."""
    calendar = _calendar(now)
    wanted = (
        select(Supervision, WorkOrder).join(WorkOrder, WorkOrder.id == Supervision.order_id)
        .where(visible_to(by), Supervision.level != SupervisionLevel.URGE)
    )
    if by.department_id is not None:
        wanted = wanted.where(Supervision.department_id == by.department_id)
    if is_open:
        wanted = wanted.where(Supervision.closed_at.is_(None)).order_by(Supervision.due_at, Supervision.id)
    else:
        wanted = wanted.where(Supervision.closed_at.is_not(None)).order_by(Supervision.id.desc())
    lines = []
    warned = _warned(now)
    found = db.session.execute(wanted.limit(MOST_SHOWN)).all()
    over = veils((order for _notice, order in found), by)
    for notice, order in found:
        left = None
        if notice.answered_at is None and notice.due_at is not None and is_open:
            left = remaining(now, notice.due_at, calendar)
        lines.append(NoticeLine(
            notice.order_id, order.number, over[order.id].text(order.title), veiled(notice, over[order.id]),
            light(notice.due_at, warned.get(notice.order_id), notice.answered_at or notice.closed_at, now), left,
        ))
    return tuple(lines)


def _warned(now: datetime) -> dict[int, datetime]:
    """order id → from when its open notice is due soon."""
    found = db.session.execute(
        select(Promise.order_id, Promise.warn_at).where(
            Promise.step == "supervision", Promise.kept_at.is_(None), Promise.superseded_at.is_(None)))
    return {order_id: warn_at for order_id, warn_at in found}


def _unit(order: WorkOrder, case: HardCase | None) -> str:
    """Who asked for the ledger, else who leads."""
    if case is not None:
        return case.department.name
    return order.lead.name if order.lead else ""


def hard_orders(on_ledger: bool = True, *, by: Actor, now: datetime) -> tuple[HardLine, ...]:
    """Orders on the ledger by the date of their next step, or every open hard order without a line there."""
    today: date = now.astimezone(clock.LOCAL).date()
    wanted = (
        select(WorkOrder, HardCase)
        .outerjoin(HardCase, (HardCase.order_id == WorkOrder.id) & HardCase.ended_at.is_(None))
        .where(visible_to(by))
        # An inner join to the case's unit would leave out every order without a case.
        .options(joinedload(WorkOrder.lead), joinedload(HardCase.department, innerjoin=False))
    )
    if on_ledger:
        wanted = wanted.where(HardCase.id.is_not(None)).order_by(HardCase.next_on, HardCase.id)
    else:
        wanted = wanted.where(
            HardCase.id.is_(None), WorkOrder.is_hard, WorkOrder.closed_at.is_(None), WorkOrder.ended_at.is_(None)
        ).order_by(WorkOrder.received_at)
    found = db.session.execute(wanted.limit(MOST_SHOWN)).all()
    over = veils((order for order, _case in found), by)
    return tuple(
        HardLine(
            order.id, order.number, over[order.id].text(order.title), order.stage, _unit(order, case),
            order.return_count, order.redo_count, veiled(case, over[order.id]) if case else None,
            bool(case and case.next_on < today),
        )
        for order, case in found
    )
