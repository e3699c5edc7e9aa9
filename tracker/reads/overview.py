"""运行总览: how the day stands. Every number is one that the order list shows again under the same filter."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tracker.clock import LOCAL
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import DepartmentKind, Light, OrderClass, RequestType, Stage
from tracker.domain.workflow import OPEN_STAGES
from tracker.store.db import db
from tracker.store.finding import day_start, lit
from tracker.store.models import WorkOrder
from tracker.store.orders import visible_to
from tracker.store.tabulated import units

LIGHTS = (Light.ON_TIME, Light.DUE_SOON, Light.OVERDUE)
"The lights of a reply that is still awaited."


@dataclass(frozen=True)
class UnitLine:
    """What a lead has on its desk; `lights` counts the replies it still owes."""

    unit_id: int
    name: str
    kind: DepartmentKind
    open: int
    to_sign: int
    lights: dict[Light, int]


@dataclass(frozen=True)
class Overview:
    """Counts of orders; the days are local and inclusive."""

    now: datetime
    today: date
    month_start: date
    received_today: int
    closed_today: int
    received_month: int
    closed_month: int
    open: int
    stages: dict[Stage, int]
    lights: dict[Light, int]
    classes_month: dict[OrderClass, int]
    types_month: dict[RequestType, int]
    units: tuple[UnitLine, ...]


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return func.coalesce(func.sum(sa.case((condition, 1), else_=0)), 0)


def _since(moment: Any, day: date, by: Actor) -> int:
    return db.session.scalar(select(func.count()).where(visible_to(by), moment >= day_start(day))) or 0


def _units(by: Actor, now: datetime) -> tuple[dict[Light, int], tuple[UnitLine, ...]]:
    """The lights of all open orders, and what stands with each lead."""
    other = aliased(WorkOrder)
    # The open ones are looked up before they are grouped; else SQLite walks through every order, lead by lead.
    open_ids = select(other.id).where(other.stage.in_(OPEN_STAGES))
    found = db.session.execute(
        select(
            WorkOrder.lead_id, func.count(), _sum(WorkOrder.stage == Stage.TO_SIGN),
            *(_sum(lit(light, now)) for light in LIGHTS),
        ).where(visible_to(by), WorkOrder.id.in_(open_ids)).group_by(WorkOrder.lead_id)
    )
    counted = {lead_id: tuple(map(int, counts)) for lead_id, *counts in found}
    together = {light: sum(counts[2 + place] for counts in counted.values()) for place, light in enumerate(LIGHTS)}
    lines = [
        UnitLine(
            unit.id, unit.name, unit.kind, open=counted[unit.id][0], to_sign=counted[unit.id][1],
            lights=dict(zip(LIGHTS, counted[unit.id][2:], strict=True)),
        )
        for unit in units() if unit.id in counted
    ]
    # Whoever is late stands on top; else the order of lists and reports.
    lines.sort(key=lambda line: (-line.lights[Light.OVERDUE], -line.lights[Light.DUE_SOON]))
    return together, tuple(lines)


def _received(by: Actor, since: date) -> tuple[dict[OrderClass, int], dict[RequestType, int]]:
    """The orders received from `since` on, by class and by type."""
    found = db.session.execute(
        select(WorkOrder.order_class, WorkOrder.request_type, func.count())
        .where(visible_to(by), WorkOrder.received_at >= day_start(since))
        .group_by(WorkOrder.order_class, WorkOrder.request_type)
    ).all()
    classes = {one: sum(count for order_class, _type, count in found if order_class is one) for one in OrderClass}
    types = {one: sum(count for _class, request_type, count in found if request_type is one) for one in RequestType}
    return classes, types


def overview(*, by: Actor, now: datetime) -> Overview:
    """The day at `now`, over the orders that `by` may see."""
    require(by, Permission.SEE_OVERVIEW)
    today = now.astimezone(LOCAL).date()
    month_start = today.replace(day=1)
    found = db.session.execute(
        select(WorkOrder.stage, func.count())
        .where(visible_to(by), WorkOrder.stage.in_(OPEN_STAGES)).group_by(WorkOrder.stage)
    )
    waiting: dict[Stage, int] = {stage: count for stage, count in found}
    lights, lines = _units(by, now)
    classes, types = _received(by, month_start)
    return Overview(
        now=now, today=today, month_start=month_start,
        received_today=_since(WorkOrder.received_at, today, by), closed_today=_since(WorkOrder.closed_at, today, by),
        received_month=sum(types.values()), closed_month=_since(WorkOrder.closed_at, month_start, by),
        open=sum(waiting.values()), stages={stage: waiting.get(stage, 0) for stage in OPEN_STAGES},
        lights=lights, classes_month=classes, types_month=types, units=lines,
    )
