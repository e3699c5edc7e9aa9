"""The page of a period's figures: the same bulletin as in the workbook, and the workbooks made so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.bulletin import Bulletin
from tracker.domain.period_names import PeriodKind, kind_of, names_of, read_period
from tracker.domain.periods import previous_month
from tracker.domain.permissions import Actor, Permission, require
from tracker.reads.closing import ClosingPanel, closing_panel
from tracker.reads.workbooks import WorkbookRow, workbooks
from tracker.store.months import bulletin_of, months_with_orders


@dataclass(frozen=True)
class MonthlyReport:
    """What the page shows; `offered` are the periods with orders by kind, the newest first."""

    name: str
    kind: PeriodKind
    offered: dict[PeriodKind, tuple[str, ...]]
    bulletin: Bulletin
    workbooks: tuple[WorkbookRow, ...]
    closing: ClosingPanel | None
    "Of a month alone."


def shown_first(months: Sequence[str], now: datetime) -> str:
    """The month that one comes for: the one before, if it has orders."""
    return previous_month(now) if previous_month(now) in months else months[0]


def monthly_report(name: str | None, *, by: Actor, now: datetime) -> MonthlyReport:
    """The figures of the period of that name, or of the last finished month; refuses what has not begun."""
    require(by, Permission.EXPORT_MONTH)
    months = months_with_orders(now)
    period = read_period(name or shown_first(months, now), now)
    kind, report = kind_of(period), bulletin_of(period, now)
    offered = names_of(months)
    if period.name not in offered.get(kind, ()):
        offered[kind] = tuple(sorted({*offered.get(kind, ()), period.name}, reverse=True))
    return MonthlyReport(
        period.name, kind, offered, report, workbooks(by=by, now=now),
        closing_panel(report, by=by, now=now) if kind is PeriodKind.MONTH else None,
    )
