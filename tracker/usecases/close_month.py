"""结账: a month's figures, definitions, settings and orders are frozen, and its workbook is kept.

From here on the month reads as it was published. What orders change later is noted in a later month
(store.corrections), never in this one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tracker.clock import LOCAL
from tracker.domain.bulletin import Bulletin
from tracker.domain.frozen import freeze
from tracker.domain.periods import month_period
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, Stale
from tracker.domain.words import N_
from tracker.store import closings, orders
from tracker.store.corrections import note, noted_so_far, pending
from tracker.store.db import transaction
from tracker.store.frozen_orders import freeze_orders
from tracker.store.models import ClosedMonth
from tracker.store.months import counted_bulletin
from tracker.store.populations import Frame
from tracker.store.story import journal
from tracker.usecases.make_workbook import add_kept, unwritable, write_kept


@dataclass(frozen=True)
class Closed:
    """What was frozen; `rows` are the orders and units' parts behind the figures."""

    id: int
    month: str
    sha256: str
    workbook_id: int
    file_name: str
    rows: int


def _require_open(month: str) -> None:
    standing = closings.standing(month)
    if standing is not None:
        raise Stale(
            N_("%(month)s 已由%(who)s于 %(moment)s 结账，不能再次结账。确需重做的，请先重新打开。"),
            month=month, who=standing.closed_by, moment=f"{standing.closed_at.astimezone(LOCAL):%Y-%m-%d %H:%M}")


def _freeze(report: Bulletin, kept: Path, by: Actor, now: datetime) -> tuple[ClosedMonth, int]:
    workbook = add_kept(kept, report.period, by, now)
    closing = closings.add(report, freeze(report), workbook.id, by, now)
    rows = freeze_orders(closing.id, Frame(report.period, report.basis))
    note(report, closing, now)
    journal(
        "month.closed", closing.month, by, now, closing=closing.id, sha256=closing.sha256, workbook=kept.name,
        workbook_sha256=workbook.sha256, rows=rows, corrections=len(report.corrections))
    return closing, rows


def close_month(month: str, *, by: Actor, now: datetime) -> Closed:
    """Close the month YYYY-MM. Nobody changes an order meanwhile: figures, orders and workbook are of one moment.

    Raises Invalid for a month that is not over, Stale for one that is closed already.
    """
    require(by, Permission.CLOSE_MONTH)
    period = month_period(month, now)
    if not period.is_over:
        raise Invalid(N_("%(month)s 还没有结束，月底以后才能结账。"), field="month", month=period.month)
    _require_open(period.month)
    # Earlier months take long to compare: that is done before anybody has to wait, and again only if it was in vain.
    known = noted_so_far(period)
    corrections = pending(period, now)
    kept: Path | None = None
    try:
        with transaction():
            orders.hold_all()
            _require_open(period.month)
            if noted_so_far(period) != known:
                corrections = pending(period, now)
            report = replace(counted_bulletin(period, now), corrections=corrections)
            kept = write_kept(report, now)
            closing, rows = _freeze(report, kept, by, now)
            done = Closed(closing.id, closing.month, closing.sha256, closing.workbook_id, kept.name, rows)
    except BaseException as error:
        if kept is not None:
            kept.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(error) from error
        raise
    return done
