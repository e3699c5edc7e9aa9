"""The dated limit table as a page shows it, and previews of what a new row or a preset would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker.domain.limit_cover import Fit, fitted, is_withdrawn
from tracker.domain.limits import LimitRow
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, OrderClass, RequestType, Urgency, Word
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Promise


class RowState(Word):
    """How a row stands on a day."""

    IN_FORCE = "in_force", N_("生效中")
    COMING = "coming", N_("将生效")
    PAST = "past", N_("已失效")
    WITHDRAWN = "withdrawn", N_("已撤回")


@dataclass(frozen=True)
class LimitLine:
    """A row, how it stands, and to how many orders it was applied."""

    row: LimitRow
    state: RowState
    applied: int


@dataclass(frozen=True)
class LimitTable:
    """The whole table by state; `preset_on` are the presets that are on or coming."""

    lines: dict[RowState, tuple[LimitLine, ...]]
    preset_on: frozenset[str]


def state_of(row: LimitRow, today: date) -> RowState:
    """How the row stands today."""
    if is_withdrawn(row):
        return RowState.WITHDRAWN
    if row.effective_from > today:
        return RowState.COMING
    return RowState.IN_FORCE if row.is_effective(today) else RowState.PAST


def _order(row: LimitRow) -> tuple[int, int, int, date]:
    def place(words: type[Word], word: Word | None) -> int:
        return -1 if word is None else list(words).index(word)

    return (place(Urgency, row.urgency), place(OrderClass, row.order_class), place(RequestType, row.request_type),
            row.effective_from)


def _lines(rows: Sequence[LimitRow], today: date) -> list[LimitLine]:
    counted = select(Promise.limit_rule_id, func.count(func.distinct(Promise.order_id)))
    applied = {rule: count for rule, count in db.session.execute(counted.group_by(Promise.limit_rule_id))}
    return [
        LimitLine(row, state_of(row, today), applied.get(row.id, 0)) for row in sorted(rows, key=_order)
    ]


def limit_table(today: date) -> LimitTable:
    """The table as it stands on `today` (local)."""
    lines = _lines(tables.limit_rows(), today)
    by_state = {state: tuple(line for line in lines if line.state is state) for state in RowState}
    running = by_state[RowState.IN_FORCE] + by_state[RowState.COMING]
    return LimitTable(by_state, frozenset(line.row.preset for line in running if line.row.preset))


def limit_line(rule_id: int, today: date) -> LimitLine:
    """One row; raises NotFound."""
    row = next((row for row in tables.limit_rows() if row.id == rule_id), None)
    if row is None:
        raise NotFound(N_("没有找到这一行时限。"))
    return _lines([row], today)[0]


def fits(new: Sequence[LimitRow]) -> tuple[Fit, ...]:
    """Where each new row would find its place among the rows of today."""
    rows = tables.limit_rows()
    return tuple(fitted(rows, row) for row in new)
