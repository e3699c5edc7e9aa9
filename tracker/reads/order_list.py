"""Search and filters over the orders that a person may see, page by page."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.words import Light, OrderClass, RequestType, Stage, Step, Urgency
from tracker.domain.workflow import OPEN_STAGES
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store.db import db
from tracker.store.models import Promise, WorkOrder
from tracker.store.orders import visible_to

PER_PAGE = 20


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; dates are local days, inclusive."""

    q: str = ""
    stage: Stage | None = None
    light: Light | None = None
    lead_id: int | None = None
    request_type: RequestType | None = None
    order_class: OrderClass | None = None
    urgency: Urgency | None = None
    place_code: str | None = None
    channel_code: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Paging:
    """Where in the list the page stands; `first` and `last` count rows from 1."""

    page: int
    pages: int
    total: int
    first: int
    last: int


@dataclass(frozen=True)
class OrderList:
    """One page of a list."""

    rows: tuple[OrderRow, ...]
    paging: Paging


def day_start(day: date) -> datetime:
    """Midnight of a local day, aware."""
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def _search(text: str) -> sa.ColumnElement[bool]:
    """Every word of the search stands in the number, title, content, enterprise or phone."""
    places = (
        WorkOrder.number, WorkOrder.source_number, WorkOrder.title, WorkOrder.content, WorkOrder.enterprise_name,
        WorkOrder.enterprise_uscc, WorkOrder.caller_phone,
    )
    return sa.and_(*(
        sa.or_(*(place.contains(word, autoescape=True) for place in places)) for word in text.split()
    ))


def lit(light: Light, now: datetime) -> sa.ColumnElement[bool]:
    """The orders whose reply's deadline stands so at `now`; the overview counts by the same condition."""
    is_open = sa.and_(WorkOrder.stage.in_(OPEN_STAGES), WorkOrder.replied_at.is_(None))
    if light is Light.OVERDUE:
        return sa.and_(is_open, WorkOrder.due_at < now)
    if light is Light.LATE:
        return WorkOrder.replied_at > WorkOrder.due_at
    if light is Light.MET:
        return WorkOrder.replied_at <= WorkOrder.due_at
    if light is Light.NONE:
        return WorkOrder.due_at.is_(None)
    warned = select(Promise.order_id).where(
        Promise.step == Step.REPLY, Promise.superseded_at.is_(None), Promise.kept_at.is_(None), Promise.warn_at <= now
    )
    soon = WorkOrder.id.in_(warned) if light is Light.DUE_SOON else WorkOrder.id.not_in(warned)
    return sa.and_(is_open, WorkOrder.due_at >= now, soon)


EQUAL = ("stage", "lead_id", "request_type", "order_class", "urgency", "place_code", "channel_code")


def _between(column: Any, first: date | None, last: date | None) -> list[sa.ColumnElement[bool]]:
    found = [column >= day_start(first)] if first else []
    return found + ([column < day_start(last + timedelta(days=1))] if last else [])


def _conditions(filters: Filters, by: Actor, now: datetime) -> list[sa.ColumnElement[bool]]:
    given = {name: getattr(filters, name) for name in EQUAL}
    found = [visible_to(by)]
    found += [getattr(WorkOrder, name) == value for name, value in given.items() if value not in (None, "")]
    found += _between(WorkOrder.received_at, filters.received_from, filters.received_to)
    found += _between(WorkOrder.closed_at, filters.closed_from, filters.closed_to)
    if filters.q.strip():
        found.append(_search(filters.q))
    if filters.light:
        found.append(lit(filters.light, now))
    if filters.is_open:
        found.append(WorkOrder.stage.in_(OPEN_STAGES))
    return found


def order_list(filters: Filters, page: int = 1, *, by: Actor, now: datetime) -> OrderList:
    """The page of matching orders, newest first; a page beyond the end is the last one."""
    conditions = _conditions(filters, by, now)
    total = db.session.scalar(select(func.count()).select_from(WorkOrder).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PER_PAGE
    found = db.session.scalars(
        with_lead(select(WorkOrder)).where(*conditions)
        .order_by(WorkOrder.received_at.desc(), WorkOrder.id.desc()).offset(start).limit(PER_PAGE)
    )
    shown = rows(found, by, now)
    return OrderList(shown, Paging(page, pages, total, start + 1 if shown else 0, start + len(shown)))
