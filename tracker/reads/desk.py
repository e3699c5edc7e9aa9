"""The queues: what waits for a person, by role, most urgent deadline first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission
from tracker.domain.words import N_, Part, Stage, Step
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store.db import db
from tracker.store.models import Assignment, Promise, WorkOrder
from tracker.store.orders import visible_to

MOST_SHOWN = 200
"A queue shows at most so many; the list page pages through the rest."

UNIT_STAGES = (Stage.TO_SIGN, Stage.HANDLING)


@dataclass(frozen=True)
class QueueKind:
    """A queue by name: who works it off and what stands in it."""

    permission: Permission
    title: str
    stages: tuple[Stage, ...]
    empty: str
    "What to say when nothing waits."


QUEUES: dict[str, QueueKind] = {
    "to_dispatch": QueueKind(
        Permission.DISPATCH_ORDER, N_("待派单"), (Stage.TO_DISPATCH,), N_("没有待派单的工单。新登记的工单会出现在这里。")
    ),
    "unit": QueueKind(
        Permission.HANDLE_ORDER, N_("本单位工单"), UNIT_STAGES, N_("本单位没有待办的工单。派来的工单会出现在这里。")
    ),
    "to_review": QueueKind(
        Permission.REVIEW_REPLY, N_("待审核"), (Stage.TO_REVIEW,), N_("没有待审核的答复。承办单位提交后会出现在这里。")
    ),
    "to_call_back": QueueKind(
        Permission.CALL_BACK, N_("待回访"), (Stage.TO_CALL_BACK,), N_("没有待回访的工单。审核通过后会出现在这里。")
    ),
}


@dataclass(frozen=True)
class Queue:
    """A queue as a page shows it; `total` may exceed the rows."""

    name: str
    title: str
    empty: str
    rows: tuple[OrderRow, ...]
    total: int


def _waiting(name: str, by: Actor) -> sa.ColumnElement[bool]:
    condition = sa.and_(WorkOrder.stage.in_(QUEUES[name].stages), visible_to(by))
    if name != "unit":
        return condition
    # A co-handler's work waits only till it has signed; the lead's till it has replied.
    own = select(Assignment.order_id).where(
        Assignment.department_id == by.department_id,
        sa.or_(Assignment.part == Part.LEAD, Assignment.signed_at.is_(None)),
    )
    return sa.and_(condition, WorkOrder.id.in_(own))


def _by_urgency(name: str) -> tuple[Any, ...]:
    if name == "to_call_back":
        due = (
            select(func.max(Promise.due_at))
            .where(Promise.order_id == WorkOrder.id, Promise.step == Step.CALLBACK, Promise.superseded_at.is_(None))
            .scalar_subquery()
        )
        return (due, WorkOrder.id)
    if name == "to_dispatch":
        return (WorkOrder.received_at, WorkOrder.id)
    return (WorkOrder.due_at, WorkOrder.id)


def queue(name: str, *, by: Actor, now: datetime) -> Queue:
    """The queue's most urgent orders."""
    kind, waiting = QUEUES[name], _waiting(name, by)
    found = db.session.scalars(
        with_lead(select(WorkOrder)).where(waiting).order_by(*_by_urgency(name)).limit(MOST_SHOWN)
    )
    total = db.session.scalar(select(func.count()).select_from(WorkOrder).where(waiting)) or 0
    return Queue(name, kind.title, kind.empty, rows(found, by, now), total)


def waiting_counts(*, by: Actor, now: datetime) -> dict[str, int]:
    """queue name → how many wait, for the queues that the person works off."""
    return {
        name: db.session.scalar(select(func.count()).select_from(WorkOrder).where(_waiting(name, by))) or 0
        for name, kind in QUEUES.items() if by.may(kind.permission)
    }


def own_queues(*, by: Actor, now: datetime) -> tuple[Queue, ...]:
    """Every queue that the person works off."""
    return tuple(queue(name, by=by, now=now) for name, kind in QUEUES.items() if by.may(kind.permission))
