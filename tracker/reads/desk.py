"""The queues: what waits for a person, by role, most urgent deadline first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.words import N_, Part, Stage, Step
from tracker.domain.workflow import UNDER_WAY, WITH_UNIT
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store.db import db
from tracker.store.models import Assignment, Callback, Petition, Promise, WorkOrder
from tracker.store.orders import visible_to

MOST_SHOWN = 200
"A queue shows at most so many; the list page pages through the rest."

Condition = sa.ColumnElement[bool]


def at(*stages: Stage) -> Callable[[Actor], Condition]:
    """Orders at one of the stages."""
    return lambda _by: WorkOrder.stage.in_(stages)


def with_petition(*kinds: PetitionKind) -> Callable[[Actor], Condition]:
    """Orders on which a petition of one of the kinds waits for a decision."""
    return lambda _by: WorkOrder.id.in_(
        select(Petition.order_id).where(Petition.state == PetitionState.WAITING, Petition.kind.in_(kinds)))


def _in_unit(by: Actor) -> Condition:
    """The lead's work waits till it has replied; a co-handler's till it has told the lead its result."""
    own = select(Assignment.order_id).where(
        Assignment.department_id == by.department_id, Assignment.ended_at.is_(None))
    return sa.or_(
        sa.and_(WorkOrder.stage.in_(WITH_UNIT), WorkOrder.id.in_(own.where(Assignment.part == Part.LEAD))),
        sa.and_(
            WorkOrder.stage.in_(UNDER_WAY),
            WorkOrder.id.in_(own.where(Assignment.part == Part.CO, Assignment.result_at.is_(None))),
        ),
    )


@dataclass(frozen=True)
class QueueKind:
    """A queue by name: who works it off and what stands in it."""

    permission: Permission
    title: str
    holds: Callable[[Actor], Condition]
    empty: str
    "What to say when nothing waits."


QUEUES: dict[str, QueueKind] = {
    "to_dispatch": QueueKind(
        Permission.DISPATCH_ORDER, N_("待派单"), at(Stage.TO_DISPATCH), N_("没有待派单的工单。新登记的工单会出现在这里。")
    ),
    "to_supplement": QueueKind(
        Permission.ANSWER_DIRECTLY, N_("待补充"), at(Stage.TO_SUPPLEMENT), N_("没有等待诉求人补充的工单。")
    ),
    "unit": QueueKind(
        Permission.HANDLE_ORDER, N_("本单位工单"), _in_unit, N_("本单位没有待办的工单。派来的工单会出现在这里。")
    ),
    "returns": QueueKind(
        Permission.DECIDE_RETURN, N_("退单审批"), with_petition(PetitionKind.RETURN), N_("没有待审批的退单申请。")
    ),
    "petitions": QueueKind(
        Permission.DECIDE_PETITION, N_("延期等审批"),
        with_petition(*(kind for kind in PetitionKind if kind is not PetitionKind.RETURN)),
        N_("没有待审批的延期、法定时限、终止办理、挂账和不计满意度申请。"),
    ),
    "to_review": QueueKind(
        Permission.REVIEW_REPLY, N_("待审核"), at(Stage.TO_REVIEW), N_("没有待审核的答复。承办单位提交后会出现在这里。")
    ),
    "to_call_back": QueueKind(
        Permission.CALL_BACK, N_("待回访"), at(Stage.TO_CALL_BACK), N_("没有待回访的工单。审核通过后会出现在这里。")
    ),
    "to_judge": QueueKind(
        Permission.JUDGE_REDO, N_("待研判"), at(Stage.TO_JUDGE), N_("没有待研判的工单。回访不满意或未解决的会出现在这里。")
    ),
}


PETITION_QUEUES = frozenset({"returns", "petitions"})


@dataclass(frozen=True)
class Asked:
    """A petition that waits: what is asked for, by which unit, since when."""

    kind: PetitionKind
    unit: str
    at: datetime


@dataclass(frozen=True)
class Queue:
    """A queue as a page shows it; `total` may exceed the rows."""

    name: str
    title: str
    empty: str
    rows: tuple[OrderRow, ...]
    total: int
    asked: dict[int, Asked]
    "order id → the petition that waits there, in the queues of petitions."


def _waiting(name: str, by: Actor) -> Condition:
    return sa.and_(QUEUES[name].holds(by), visible_to(by))


PROMISED = {"to_call_back": Step.CALLBACK, "to_supplement": Step.SUPPLEMENT}
"Queues that a promise of their own sets in order."


def _own_due(by: Actor) -> sa.ColumnElement[Any]:
    """A co-handler's own due moment, the lead's everywhere else."""
    own = select(Assignment.due_at).where(
        Assignment.order_id == WorkOrder.id, Assignment.department_id == by.department_id,
        Assignment.part == Part.CO, Assignment.ended_at.is_(None),
    )
    return func.coalesce(own.scalar_subquery(), WorkOrder.due_at)


def _by_urgency(name: str, by: Actor) -> tuple[Any, ...]:
    if name in PROMISED:
        due = (
            select(func.max(Promise.due_at))
            .where(Promise.order_id == WorkOrder.id, Promise.step == PROMISED[name], Promise.superseded_at.is_(None))
            .scalar_subquery()
        )
        return (due, WorkOrder.id)
    if name == "to_dispatch":
        return (WorkOrder.received_at, WorkOrder.id)
    if name == "to_judge":  # whoever said no first
        said = select(func.max(Callback.at)).where(Callback.order_id == WorkOrder.id).scalar_subquery()
        return (said, WorkOrder.id)
    return (_own_due(by) if name == "unit" else WorkOrder.due_at, WorkOrder.id)


def _asked(rows_shown: tuple[OrderRow, ...]) -> dict[int, Asked]:
    wanted = select(Petition).where(
        Petition.state == PetitionState.WAITING, Petition.order_id.in_([row.id for row in rows_shown]))
    return {one.order_id: Asked(one.kind, one.department.name, one.asked_at) for one in db.session.scalars(wanted)}


def queue(name: str, *, by: Actor, now: datetime) -> Queue:
    """The queue's most urgent orders."""
    kind, waiting = QUEUES[name], _waiting(name, by)
    found = db.session.scalars(
        with_lead(select(WorkOrder)).where(waiting).order_by(*_by_urgency(name, by)).limit(MOST_SHOWN)
    )
    total = db.session.scalar(select(func.count()).select_from(WorkOrder).where(waiting)) or 0
    shown = rows(found, by, now)
    asked = _asked(shown) if name in PETITION_QUEUES else {}
    return Queue(name, kind.title, kind.empty, shown, total, asked)


def waiting_counts(*, by: Actor, now: datetime) -> dict[str, int]:
    """queue name → how many wait, for the queues that the person works off."""
    return {
        name: db.session.scalar(select(func.count()).select_from(WorkOrder).where(_waiting(name, by))) or 0
        for name, kind in QUEUES.items() if by.may(kind.permission)
    }


def own_queues(*, by: Actor, now: datetime) -> tuple[Queue, ...]:
    """Every queue that the person works off."""
    return tuple(queue(name, by=by, now=now) for name, kind in QUEUES.items() if by.may(kind.permission))
