"""Orders in the store: whose they are, how one is taken for a change, and the one writer of its stage."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain import workflow
from tracker.domain.hurdles import Facts, require_clear
from tracker.domain.moves import Move
from tracker.domain.offers import LEAD_MOVES, fits_part
from tracker.domain.permissions import MOVE_NEEDS, Actor, Permission, require
from tracker.domain.refusals import NotFound, NotPermitted, Stale
from tracker.domain.road_words import PartEnd
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Part, Stage
from tracker.store.db import db
from tracker.store.facts import active_parts, facts_of
from tracker.store.models import Assignment, IdentityGrant, WorkOrder
from tracker.store.secrecy import excluded_from
from tracker.store.story import tell

STALE = N_("在您打开页面之后，这张工单已经有了新的进展。请先查看最新情况，再决定如何办理；您填写的内容仍保留在下面。")


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on WorkOrder that leaves just the orders which `actor` may see."""
    if actor.may(Permission.SEE_ALL_ORDERS):
        return sa.true()
    if actor.may(Permission.SEE_UNIT_ORDERS) and actor.department_id is not None:
        own = select(Assignment.order_id).where(
            Assignment.department_id == actor.department_id, Assignment.ended_at.is_(None)
        )
        return sa.and_(WorkOrder.id.in_(own), WorkOrder.id.not_in(excluded_from(actor)))
    return sa.false()


def lock_rows(order_ids: Iterable[int]) -> dict[int, WorkOrder]:
    """Lock several orders till the transaction ends, by rising id: two who want the same ones never wait crosswise.

    The lock leaves the key alone (FOR NO KEY UPDATE): whoever changes a repeat may still point to its locked master.
    """
    wanted = select(WorkOrder).where(WorkOrder.id.in_(set(order_ids))).order_by(WorkOrder.id)
    found = db.session.scalars(
        wanted.with_for_update(key_share=True), execution_options={"populate_existing": True}
    )
    return {order.id: order for order in found}


def hold_all() -> None:
    """Nobody changes or adds an order till the transaction ends; reading goes on.

    Whatever changes an order locks its row first, so one lock on the table is enough. SQLite's writer is alone anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE work_order IN EXCLUSIVE MODE"))


def repeat_ids(*order_ids: int) -> set[int]:
    """The repeats that wait for the answers of these orders."""
    return set(db.session.scalars(
        select(WorkOrder.id).where(WorkOrder.master_id.in_(order_ids), WorkOrder.stage == Stage.MERGED)))


def locked(order_id: int, by: Actor, version: int | None = None) -> WorkOrder:
    """The order for changing it, locked till the transaction ends, and with it the repeats that wait for its answer.

    Refuses an order that `by` may not see as if it did not exist, and a page that knew an older version.
    """
    repeats = repeat_ids(order_id)
    order = lock_rows({order_id, *repeats}).get(order_id)
    if order is None or not db.session.scalar(
        select(sa.literal(True)).where(WorkOrder.id == order_id, visible_to(by))
    ):
        raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
    # A repeat that was merged while we waited for the lock is not held.
    if (version is not None and version != order.version) or not repeat_ids(order_id) <= repeats:
        raise Stale(STALE)
    return order


def move(order: WorkOrder, by_move: Move, entry: Entry, by: Actor, now: datetime, **data: Any) -> None:
    """The one writer of an order's stage: moves it along the table and tells it in the same breath."""
    before = order.stage
    order.stage = workflow.after(before, by_move)
    order.version += 1
    tell(order, entry, by, now, from_stage=before, need=MOVE_NEEDS[by_move], **data)


def locked_for(
    order_id: int, by_move: Move, by: Actor, now: datetime, version: int | None = None
) -> tuple[WorkOrder, Facts]:
    """The locked order and its facts, if `by` may make the move and nothing stands in its way.

    The way into every side road: permission, stage, the unit's part and the hurdles, as the page offered them.
    """
    require(by, MOVE_NEEDS[by_move])
    order = locked(order_id, by, version)
    workflow.after(order.stage, by_move)
    facts = facts_of(order, by, now)
    if not by.is_program and not fits_part(by_move, facts.part):
        raise NotPermitted(N_("只有主办单位可以办理此项。") if by_move in LEAD_MOVES else N_("这一项不由您的单位办理。"))
    require_clear(by_move, facts)
    return order, facts


def assignment_of(order_id: int, department_id: int | None) -> Assignment | None:
    """The unit's part in the order as long as it has one, or None."""
    return db.session.execute(
        select(Assignment)
        .where(
            Assignment.order_id == order_id, Assignment.department_id == department_id,
            Assignment.ended_at.is_(None),
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def lead_of(order_id: int) -> Assignment | None:
    """The lead's part in the order, or None while it has no lead."""
    return db.session.execute(
        select(Assignment).where(
            Assignment.order_id == order_id, Assignment.part == Part.LEAD, Assignment.ended_at.is_(None))
    ).scalar_one_or_none()


def _misdirected(order_id: int) -> None:
    """首派不准; whom a redo is sent to is no first dispatch."""
    order = db.session.get_one(WorkOrder, order_id)
    order.is_misdirected = order.is_misdirected or order.redo_count == 0


def end_parts(order_id: int, reason: PartEnd, now: datetime, only: int | None = None) -> list[Assignment]:
    """End the units' parts (or just that of department `only`) and return them; their times are kept.

    What a unit was granted to know of a confidential caller ends with its part, and does not come back with another
    one; a redo is the same unit's going on.
    """
    parts = [part for part in active_parts(order_id) if only is None or part.department_id == only]
    for part in parts:
        part.ended_at, part.end_reason = now, reason
        if part.part is Part.LEAD and reason in (PartEnd.RETURNED, PartEnd.REDISPATCHED):
            _misdirected(order_id)
    if reason is not PartEnd.REDONE:
        db.session.execute(
            sa.update(IdentityGrant).where(
                IdentityGrant.order_id == order_id, IdentityGrant.revoked_at.is_(None),
                IdentityGrant.department_id.in_([part.department_id for part in parts]),
            ).values(revoked_at=now, revoked_by=reason.label)
        )
    return parts
