"""The page of a month's figures: the same bulletin as in the workbook, and the workbooks made so far."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.bulletin import Bulletin
from tracker.domain.periods import month_period, previous_month
from tracker.domain.permissions import Actor, Permission, require
from tracker.reads.closing import ClosingPanel, closing_panel
from tracker.reads.workbooks import WorkbookRow, workbooks
from tracker.store.months import bulletin_of, months_with_orders


@dataclass(frozen=True)
class MonthlyReport:
    """What the page shows; `months` are offered, the newest first."""

    month: str
    months: tuple[str, ...]
    bulletin: Bulletin
    workbooks: tuple[WorkbookRow, ...]
    closing: ClosingPanel


def shown_first(months: tuple[str, ...], now: datetime) -> str:
    """The month that one comes for: the one before, if it has orders."""
    return previous_month(now) if previous_month(now) in months else months[0]


def monthly_report(month: str | None, *, by: Actor, now: datetime) -> MonthlyReport:
    """The figures of the month YYYY-MM, or of the last finished one; refuses a month that has not begun."""
    require(by, Permission.EXPORT_MONTH)
    months = tuple(months_with_orders(now))
    chosen = month or shown_first(months, now)
    period = month_period(chosen, now)
    report = bulletin_of(period, now)
    return MonthlyReport(
        period.month, tuple(sorted({*months, period.month}, reverse=True)), report, workbooks(by=by, now=now),
        closing_panel(report, by=by, now=now),
    )
