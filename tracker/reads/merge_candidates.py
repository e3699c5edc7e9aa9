"""Which open orders an order may be a repeat of: same phone, same enterprise, or a title much alike."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain.likeness import ALIKE, likeness
from tracker.domain.permissions import Actor
from tracker.domain.words import N_, Stage
from tracker.domain.workflow import OPEN_STAGES
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store import lookups, tables
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.orders import visible_to

MOST_COMPARED = 3000
"The newest so many open orders are looked at."
MOST_SHOWN = 6

MASTERS = tuple(stage for stage in OPEN_STAGES if stage is not Stage.MERGED)


@dataclass(frozen=True)
class Candidate:
    """An order that may be the master, and what the two have in common (message ids)."""

    row: OrderRow
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Compared:
    id: int
    why: tuple[str, ...]
    weight: tuple[int, float, datetime]


def _compared(order: WorkOrder, other: WorkOrder, same_phone: Collection[str]) -> _Compared:
    why = []
    if other.caller_phone_key in same_phone:
        why.append(N_("同一电话"))
    same_code = order.enterprise_uscc and order.enterprise_uscc == other.enterprise_uscc
    if same_code or (order.enterprise_name and order.enterprise_name == other.enterprise_name):
        why.append(N_("同一企业"))
    alike = likeness(order.title, other.title)
    if alike >= ALIKE:
        why.append(N_("标题相似"))
    return _Compared(other.id, tuple(why), (len(why), alike, other.received_at))


def merge_candidates(order_id: int, *, by: Actor, now: datetime) -> tuple[Candidate, ...]:
    """The likeliest masters first; the look back is a setting (repeat_days)."""
    order = db.session.scalar(select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)))
    if order is None:
        return ()
    days = tables.settings_on(now.astimezone(clock.LOCAL).date()).repeat_days
    others = db.session.execute(
        select(
            WorkOrder.id, WorkOrder.title, WorkOrder.caller_phone_key, WorkOrder.enterprise_uscc,
            WorkOrder.enterprise_name, WorkOrder.received_at,
        )
        .where(
            WorkOrder.id != order_id, WorkOrder.stage.in_(MASTERS), visible_to(by),
            WorkOrder.received_at >= now - timedelta(days=days),
        )
        .order_by(WorkOrder.received_at.desc()).limit(MOST_COMPARED)
    )
    same_phone = frozenset(lookups.phone_keys(order.caller_phone) if order.caller_phone else ())
    compared = [_compared(order, other, same_phone) for other in others]  # type: ignore[arg-type]
    best = sorted((one for one in compared if one.why), key=lambda one: one.weight, reverse=True)[:MOST_SHOWN]
    found = {one.id: one for one in db.session.scalars(
        with_lead(select(WorkOrder)).where(WorkOrder.id.in_([one.id for one in best])))}
    shown = rows([found[one.id] for one in best], by, now)
    return tuple(Candidate(row, one.why) for row, one in zip(shown, best, strict=True))
