"""Closed months in the store: which closing stands, and what it froze. The orders behind it: frozen_orders.py."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker.domain.bulletin import Bulletin, Overview
from tracker.domain.figure_refs import WORDS
from tracker.domain.frozen import Counted, Frozen, canonical, from_json, reader, sha256_of, to_json
from tracker.domain.periods import Period
from tracker.domain.permissions import Actor
from tracker.domain.tabulating import Plan
from tracker.domain.tally import Counts, Dimension, Group
from tracker.store.db import db
from tracker.store.models import ClosedMonth

C = ClosedMonth


class Summary(NamedTuple):
    """What is asked of a closed month most often, apart from the whole bulletin."""

    figures: Overview
    counted: Mapping[str, Counted]


def standing(month: str) -> ClosedMonth | None:
    """The closing of the month YYYY-MM that stands, or None while the month is open."""
    return db.session.scalar(select(C).where(C.month == month, C.reopened_at.is_(None)))


def standing_for(period: Period) -> ClosedMonth | None:
    """The standing closing of just these days, or None."""
    return standing(period.month) if period.months == 1 and period.is_over else None


def history(month: str) -> list[ClosedMonth]:
    """Every closing of the month, the newest first."""
    return list(db.session.scalars(select(C).where(C.month == month).order_by(C.id.desc())))


def closed_months() -> list[str]:
    """The months whose closing stands, the newest first."""
    return list(db.session.scalars(select(C.month).where(C.reopened_at.is_(None)).order_by(C.month.desc())))


def document(closing_id: int) -> str:
    """The kept JSON, byte for byte."""
    return db.session.scalars(select(C.bulletin).where(C.id == closing_id)).one()


def frozen_bulletin(closing: ClosedMonth) -> Bulletin:
    """The bulletin as it was when the month was closed."""
    return from_json(document(closing.id)).bulletin


def summary_of(frozen: Frozen) -> Summary:
    """The part of it that is kept apart."""
    return Summary(frozen.bulletin.figures, frozen.counted)


def _summary(text: str) -> Summary:
    found: Summary = reader(Summary)(json.loads(text))
    return found


def summary(closing_id: int) -> Summary:
    """总览's figures and the definitions of a closing."""
    return _summary(db.session.scalars(select(C.summary).where(C.id == closing_id)).one())


def overviews(months: Collection[str]) -> dict[str, Overview]:
    """month → 总览's figures, of those months that are closed."""
    found = db.session.execute(
        select(C.month, C.summary).where(C.month.in_(list(months)), C.reopened_at.is_(None)))
    return {month: _summary(text).figures for month, text in found}


def counts_in(bulletin: Bulletin, plan: Plan) -> dict[Group, Counts] | None:
    """What the plan's table counted in its compared column when the month was closed; None where it had none."""
    table = bulletin.tables.get(plan.key)
    if table is None:
        return None

    def value(dimension: Dimension, code: Any) -> Any:
        return WORDS[dimension](code) if dimension in WORDS and code is not None else code

    (counted,) = plan.shared.part
    return {
        tuple(value(one, line.group.get(one.value)) for one in plan.dimensions):
            {counted: int(line.figures[plan.shared.key].part)}
        for line in table.rows
    }


def add(bulletin: Bulletin, frozen: Frozen, workbook_id: int, by: Actor, now: datetime) -> ClosedMonth:
    """A new standing closing; its orders are frozen apart."""
    text = to_json(frozen)
    closing = ClosedMonth(
        month=bulletin.period.month, closed_at=now, closed_by_id=by.id, closed_by=by.name, bulletin=text,
        sha256=sha256_of(text), summary=canonical(summary_of(frozen)), workbook_id=workbook_id)
    db.session.add(closing)
    db.session.flush()
    return closing
