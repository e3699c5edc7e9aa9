"""法定时限: every law's limit, whether it is in force, and how many orders go by it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.reads.limit_table import RowState
from tracker.store.db import db
from tracker.store.models import Promise, StatutoryLimit


@dataclass(frozen=True)
class StatutoryLine:
    """A law's limit as the room shows it; `applied` orders were promised by it."""

    row: StatutoryLimit
    state: RowState
    applied: int


def _state(row: StatutoryLimit, today: date) -> RowState:
    if row.effective_to is not None and row.effective_to < today:
        return RowState.PAST
    return RowState.COMING if row.effective_from > today else RowState.IN_FORCE


def statutory_limits(today: date) -> list[StatutoryLine]:
    """All of them, those in force first."""
    counted = db.session.execute(
        select(Promise.statutory_limit_id, func.count(Promise.order_id.distinct()))
        .where(Promise.statutory_limit_id.is_not(None)).group_by(Promise.statutory_limit_id)
    )
    applied = {limit_id: count for limit_id, count in counted}
    lines = [
        StatutoryLine(row, _state(row, today), applied.get(row.id, 0))
        for row in db.session.scalars(select(StatutoryLimit).order_by(StatutoryLimit.name, StatutoryLimit.id))
    ]
    order = [RowState.IN_FORCE, RowState.COMING, RowState.PAST]
    return sorted(lines, key=lambda line: order.index(line.state))


def statutory_line(limit_id: int, today: date) -> StatutoryLine:
    """One of them; raises NotFound."""
    for line in statutory_limits(today):
        if line.row.id == limit_id:
            return line
    raise NotFound(N_("没有这项法定时限。"))
