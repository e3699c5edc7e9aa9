"""Orders in the store: whose they are, how one is taken for a change, and the one writer of its stage."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain import workflow
from tracker.domain.permissions import MOVE_NEEDS, Actor, Permission
from tracker.domain.refusals import NotFound, Stale
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Move, Part
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder
from tracker.store.story import tell


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on WorkOrder that leaves just the orders which `actor` may see."""
    if actor.may(Permission.SEE_ALL_ORDERS):
        return sa.true()
    if actor.may(Permission.SEE_UNIT_ORDERS) and actor.department_id is not None:
        return WorkOrder.id.in_(
            select(Assignment.order_id).where(Assignment.department_id == actor.department_id)
        )
    return sa.false()


def locked(order_id: int, by: Actor, version: int | None = None) -> WorkOrder:
    """The order for changing it, locked till the transaction ends.

    Refuses an order that `by` may not see as if it did not exist, and a page that knew an older version.
    """
    order = db.session.execute(
        select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)).with_for_update()
    ).scalar_one_or_none()
    if order is None:
        raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
    if version is not None and version != order.version:
        raise Stale(N_("在您打开页面之后，这张工单已经有了新的进展。请先查看最新情况，再决定如何办理；您填写的内容仍保留在下面。"))
    return order


def move(order: WorkOrder, by_move: Move, entry: Entry, by: Actor, now: datetime, **data: Any) -> None:
    """The one writer of an order's stage: moves it along the table and tells it in the same breath."""
    before = order.stage
    order.stage = workflow.after(before, by_move)
    order.version += 1
    tell(order, entry, by, now, from_stage=before, need=MOVE_NEEDS[by_move], **data)


def assignment_of(order_id: int, department_id: int | None) -> Assignment | None:
    """The unit's part in the order, or None."""
    return db.session.execute(
        select(Assignment)
        .where(Assignment.order_id == order_id, Assignment.department_id == department_id)
        .order_by(Assignment.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def lead_of(order_id: int) -> Assignment | None:
    """The lead's part in the order, or None before dispatch."""
    return db.session.execute(
        select(Assignment).where(Assignment.order_id == order_id, Assignment.part == Part.LEAD)
    ).scalar_one_or_none()
