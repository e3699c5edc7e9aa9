"""One line of any list of orders: masked, with its deadline as it stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import Remaining, remaining
from tracker.domain.lights import light
from tracker.domain.permissions import Actor
from tracker.domain.warnings import is_watched
from tracker.domain.words import CodeTable, Light, OrderClass, Part, RequestType, Stage, Step, Urgency
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Assignment, Promise, WorkOrder
from tracker.store.secrecy import veils


@dataclass(frozen=True)
class Deadline:
    """A step's promise as it stands: the light, what remains, the exact moment."""

    step: Step
    light: Light
    due_at: datetime
    remaining: Remaining | None


@dataclass(frozen=True)
class OrderRow:
    """What a list shows of an order."""

    id: int
    version: int
    number: str
    title: str
    stage: Stage
    request_type: RequestType
    order_class: OrderClass
    urgency: Urgency
    place: str
    caller: str
    phone: str
    enterprise: str
    lead: str
    part: Part | None
    "The reader's own unit's part."
    has_signed: bool
    received_at: datetime
    closed_at: datetime | None
    deadline: Deadline | None
    "The reply's; in the callback queue the callback's."
    pressing: Deadline | None
    "The most urgent open promise beside it that is the reader's to watch: signing, contact, an interim reply …"
    is_confidential: bool


def deadline(promise: Promise, now: datetime, calendar: WorkingCalendar) -> Deadline:
    """The promise as it stands at `now`."""
    return Deadline(
        step=promise.step,
        light=light(promise.due_at, promise.warn_at, promise.kept_at, now),
        due_at=promise.due_at,
        remaining=None if promise.kept_at else remaining(now, promise.due_at, calendar),
    )


def _promises(order_ids: Sequence[int]) -> dict[int, list[Promise]]:
    found: dict[int, list[Promise]] = {}
    wanted = select(Promise).where(Promise.order_id.in_(order_ids), Promise.superseded_at.is_(None))
    for promise in db.session.scalars(wanted.order_by(Promise.id)):
        found.setdefault(promise.order_id, []).append(promise)
    return found


def _parts(order_ids: Sequence[int], by: Actor) -> dict[int, Assignment]:
    if by.department_id is None:
        return {}
    wanted = select(Assignment).where(
        Assignment.order_id.in_(order_ids), Assignment.department_id == by.department_id,
        Assignment.ended_at.is_(None),
    )
    return {part.order_id: part for part in db.session.scalars(wanted)}


MAIN_STEPS = {Stage.TO_CALL_BACK: Step.CALLBACK, Stage.TO_SUPPLEMENT: Step.SUPPLEMENT}
"Stages that wait for another step than the reply."


def main_step(stage: Stage) -> Step:
    """The step whose deadline a list shows first."""
    return MAIN_STEPS.get(stage, Step.REPLY)


def _pressing(given: list[Promise], order: WorkOrder, part: Assignment | None) -> Promise | None:
    """A co-handler's is its own limit; everybody else's is what the lead or the hotline must do next."""
    is_co = part is not None and part.part is Part.CO
    own = part.department_id if is_co and part else None
    waiting = [
        promise for promise in given
        if promise.kept_at is None and is_watched(promise.step, order.stage)
        and promise.step is not main_step(order.stage)
        and (promise.department_id == own if is_co else promise.step is not Step.CO)
    ]
    return min(waiting, key=lambda promise: promise.due_at, default=None)


def rows(orders: Iterable[WorkOrder], by: Actor, now: datetime) -> tuple[OrderRow, ...]:
    """The lines for `orders` (lead loaded), in a fixed number of queries."""
    orders = list(orders)
    ids = [order.id for order in orders]
    settings = tables.settings_on(now.astimezone(clock.LOCAL).date())
    calendar = tables.working_calendar(settings)
    places = tables.code_names(CodeTable.PLACE)
    promises, parts, over = _promises(ids), _parts(ids, by), veils(orders, by)
    lines = []
    for order in orders:
        given, part, veil = promises.get(order.id, []), parts.get(order.id), over[order.id]
        main = next((one for one in reversed(given) if one.step is main_step(order.stage)), None)
        pressing = _pressing(given, order, part)
        lines.append(OrderRow(
            id=order.id, version=order.version, number=order.number, title=veil.text(order.title), stage=order.stage,
            request_type=order.request_type, order_class=order.order_class, urgency=order.urgency,
            place=places.get(order.place_code or "", ""),
            caller=veil.caller_name, phone=veil.caller_phone,
            enterprise=veil.enterprise_name, lead=order.lead.name if order.lead else "",
            part=part.part if part else None, has_signed=bool(part and part.signed_at),
            received_at=order.received_at, closed_at=order.closed_at,
            deadline=deadline(main, now, calendar) if main else None,
            pressing=deadline(pressing, now, calendar) if pressing and order.closed_at is None else None,
            is_confidential=order.is_confidential,
        ))
    return tuple(lines)


def with_lead(wanted: sa.Select[WorkOrder]) -> sa.Select[WorkOrder]:
    """Load the lead along with the order."""
    return wanted.options(joinedload(WorkOrder.lead))
