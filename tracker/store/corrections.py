"""更正 in the store: a closed month's frozen rows against those of now, and what was noted of it already.

A correction is noted once, in the bulletin of the next month that is closed; then only what changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.bulletin import Bulletin, Correction, Heading, Line
from tracker.domain.corrections import Change, Counting, Noted, changes, corrected
from tracker.domain.figures import Figure
from tracker.domain.frozen import Counted, Frozen, from_json
from tracker.domain.periods import Period, month_period, months_back
from tracker.store import closings, tabulated
from tracker.store.db import db
from tracker.store.frozen_orders import NAMES, counted_now
from tracker.store.models import ClosedMonth, ClosedMonthOrder, CorrectionRow, WorkOrder
from tracker.store.months import overview_of
from tracker.store.populations import Frame

MONTHS_LOOKED_BACK = 24
"Older months are settled."

PORTION = 1000

F, R = ClosedMonthOrder, CorrectionRow
NOTHING = Counted((), ())
Pair = tuple[Heading, Figure | None, Figure | None, Line | None]
Key = tuple[str, int | None]


def _counting(row: Any) -> Counting:
    kept = dict(zip(NAMES, row, strict=True))
    is_part = kept["part_id"] != 0
    return Counting(
        kept["order_id"], is_part, kept["unit_id"] if is_part else kept["lead_id"], kept["order_class"],
        tuple(kept["tallies"].split()))


def _rows(found: sa.CompoundSelect[Any]) -> list[Counting]:
    return [_counting(row) for row in db.session.execute(found)]


def changes_of(closing: ClosedMonth, frame: Frame) -> tuple[Change, ...]:
    """The orders that the closed month would count otherwise now: compared in the database, row by row."""
    gone: list[Counting] = []
    came: list[Counting] = []
    for of_parts in (False, True):
        now = counted_now(frame, of_parts).subquery()
        frozen = select(*(getattr(F, name) for name in NAMES)).where(
            F.closing_id == closing.id, F.part_id != 0 if of_parts else F.part_id == 0)
        gone += _rows(sa.except_(frozen, select(*now.c)))
        came += _rows(sa.except_(select(*now.c), frozen))
    return changes(gone, came, _numbers(sorted({row.order_id for row in (*gone, *came)})))


def _numbers(order_ids: Sequence[int]) -> dict[int, str]:
    """id → number, asked in portions that every database takes."""
    found: dict[int, str] = {}
    for start in range(0, len(order_ids), PORTION):
        wanted = select(WorkOrder.id, WorkOrder.number).where(WorkOrder.id.in_(order_ids[start:start + PORTION]))
        found |= {order_id: number for order_id, number in db.session.execute(wanted)}
    return found


def _noted(closing: ClosedMonth) -> dict[Key, Noted]:
    """What standing bulletins say of the closing's figures, the last word each."""
    found: dict[Key, Noted] = {}
    said = db.session.execute(
        select(R.key, R.unit_id, R.now, R.orders).join(ClosedMonth, ClosedMonth.id == R.noted_in_id)
        .where(R.closing_id == closing.id, ClosedMonth.reopened_at.is_(None)).order_by(R.id))
    for key, unit_id, now, orders in said:
        before = found.get((key, unit_id))
        found[key, unit_id] = Noted(
            None if now is None else Decimal(now), frozenset(orders) | (before.orders if before else frozenset()))
    return found


def _pairs(frozen: Bulletin, frame: Frame, is_changed: bool) -> Iterator[Pair]:
    """Every figure of 总览 and every unit's: as it was frozen and as it is counted now."""
    now = overview_of(frame) if is_changed else frozen.figures
    for heading, figure in frozen.overview:
        yield heading, figure, now.get(heading.key), None
    table = frozen.tables["units"]
    was = {line.unit_id: line for line in table.rows if line.unit_id is not None}
    counted = tabulated.Counting(frame.period, frame.basis, None).units() if is_changed else table
    lines = {line.unit_id: line for line in counted.rows if line.unit_id is not None}
    for unit_id in [*was, *(one for one in lines if one not in was)]:
        for heading in table.columns:
            if heading.is_drilled:
                line = lines.get(unit_id) or was[unit_id]
                yield heading, _of_unit(was.get(unit_id), heading), _of_unit(lines.get(unit_id), heading), line


def _of_unit(line: Line | None, heading: Heading) -> Figure | None:
    """A unit without a line had nothing: a count of nought, no rate."""
    nought = Figure(Decimal(0), None, Decimal(0)) if heading.measure.places == 0 else None
    return line.figures.get(heading.key) if line else nought


def corrections_of(closing: ClosedMonth, now: datetime) -> tuple[tuple[Correction, ...], tuple[Change, ...]]:
    """What is not noted yet of the closing's figures, and the orders that it would count otherwise."""
    frozen: Frozen = from_json(closings.document(closing.id))
    period = month_period(closing.month, now)
    frame = Frame(period, frozen.bulletin.basis)
    changed, noted = changes_of(closing, frame), _noted(closing)
    if not changed and not noted:
        return (), ()
    found = (
        corrected(
            closing.month, heading, was, value, frozen.counted.get(heading.key, NOTHING), changed,
            noted.get((heading.key, line.unit_id if line else None)), line)
        for heading, was, value, line in _pairs(frozen.bulletin, frame, bool(changed))
    )
    return tuple(one for one in found if one is not None), changed


def earlier_closings(period: Period) -> Sequence[ClosedMonth]:
    """The standing closings that a month's bulletin may correct, the oldest first."""
    months = [one.month for one in months_back(period, MONTHS_LOOKED_BACK + 1)[:-1]]
    return list(db.session.scalars(
        select(ClosedMonth).where(ClosedMonth.month.in_(months), ClosedMonth.reopened_at.is_(None))
        .order_by(ClosedMonth.month)))


def pending(period: Period, now: datetime) -> tuple[Correction, ...]:
    """What the month's bulletin has to say of the months that were closed before it."""
    return tuple(one for closing in earlier_closings(period) for one in corrections_of(closing, now)[0])


def noted_so_far(period: Period) -> tuple[tuple[int, ...], int]:
    """What pending() depends on besides the orders: another closing, reopening or note makes it another."""
    newest = db.session.scalar(select(func.max(R.id))) or 0
    return tuple(closing.id for closing in earlier_closings(period)), newest


def with_corrections(report: Bulletin, now: datetime) -> Bulletin:
    """A month's bulletin with what it has to correct; of another period it corrects nothing."""
    return replace(report, corrections=pending(report.period, now)) if report.period.months == 1 else report


def note(report: Bulletin, noted_in: ClosedMonth, now: datetime) -> None:
    """Keep what the bulletin says, so that it is not said again."""
    standing: Mapping[str, int] = {one.month: one.id for one in earlier_closings(report.period)}
    for one in report.corrections:
        db.session.add(CorrectionRow(
            closing_id=standing[one.month], noted_in_id=noted_in.id, key=one.key, unit_id=one.unit_id, label=one.label,
            measure=one.measure.value, was=None if one.was is None else str(one.was),
            now=None if one.now is None else str(one.now), orders=list(one.orders), order_count=one.order_count,
            found_at=now))
