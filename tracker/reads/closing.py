"""What a month's page says of its closing: does it stand, who closed and reopened, what is odd before closing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from tracker.domain.bulletin import Bulletin
from tracker.domain.periods import before
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import N_
from tracker.store import closings
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.kept_workbooks import fault_of
from tracker.store.models import ClosedMonth, ImportBatch, Workbook
from tracker.store.months import months_with_orders

PREVIEWED = "previewed"


@dataclass(frozen=True)
class Oddity:
    """Something to look at before the month is closed; `endpoint` is where."""

    message: str
    params: dict[str, Any]
    endpoint: str = ""


@dataclass(frozen=True)
class Closing:
    """One closing; `fault` is a message id where the kept file is not what it was."""

    id: int
    closed_at: datetime
    closed_by: str
    sha256: str
    workbook_id: int
    file_name: str
    workbook_sha256: str
    reopened_at: datetime | None
    reopened_by: str | None
    reason: str
    fault: str | None = None


@dataclass(frozen=True)
class Gap:
    """What was open when the month before was closed, and what this month carried over: they differ."""

    month: str
    open: Decimal
    carried: Decimal


@dataclass(frozen=True)
class ClosingPanel:
    """The panel 结账 of a month's page. `standing` is the closing that stands."""

    month: str
    is_over: bool
    may_close: bool
    standing: Closing | None
    history: tuple[Closing, ...]
    oddities: tuple[Oddity, ...]
    gap: Gap | None
    has_earlier: bool
    "Is an earlier month closed, whose figures this one may have to correct?"


def _closing(row: ClosedMonth, workbook: Workbook, is_looked_at: bool) -> Closing:
    fault = fault_of(folder("workbooks") / workbook.file_name, workbook.sha256) if is_looked_at else None
    return Closing(
        row.id, row.closed_at, row.closed_by, row.sha256, workbook.id, workbook.file_name, workbook.sha256,
        row.reopened_at, row.reopened_by, row.reopen_reason, fault)


def _history(month: str) -> tuple[Closing, ...]:
    found = db.session.execute(
        select(ClosedMonth, Workbook).join(Workbook, Workbook.id == ClosedMonth.workbook_id)
        .where(ClosedMonth.month == month).order_by(ClosedMonth.id.desc()))
    return tuple(_closing(row, workbook, row.reopened_at is None) for row, workbook in found)


def _oddities(report: Bulletin, now: datetime, closed: list[str]) -> tuple[Oddity, ...]:
    found = []
    month, figures = report.period.month, report.figures
    waiting = db.session.scalar(
        select(func.count()).select_from(ImportBatch).where(ImportBatch.state == PREVIEWED)) or 0
    if waiting:
        found.append(Oddity(
            N_("有 %(count)d 批导入只预览过，没有导入也没有放弃，其中可能有本月的工单。"), {"count": waiting}, "imports.upload"))
    open_months = [one for one in reversed(months_with_orders(now)) if one < month and one not in closed]
    if open_months:
        found.append(Oddity(
            N_("以前还有 %(count)d 个月没有结账（最早 %(first)s，最近 %(last)s）。可以先结本月；没有结账的月份仍随工单变化。"),
            {"count": len(open_months), "first": open_months[0], "last": open_months[-1]}))
    if figures["in_transit"].part:
        found.append(Oddity(
            N_("本月受理的工单还有 %(count)d 件没有派单，也没有直接答复。"), {"count": int(figures["in_transit"].part)}))
    return tuple(found)


def _gap(report: Bulletin) -> Gap | None:
    """The identity 上月在办＝本月结转 where later changes broke it."""
    earlier = before(report.period)
    then = closings.overviews([earlier.month]).get(earlier.month) if report.period.months == 1 else None
    carried = report.figures["carried"].part
    return Gap(earlier.month, then["open"].part, carried) if then and then["open"].part != carried else None


def closing_panel(report: Bulletin, *, by: Actor, now: datetime) -> ClosingPanel:
    """How the month of the bulletin stands; of any other period there is nothing to close."""
    require(by, Permission.EXPORT_MONTH)
    is_month, month = report.period.months == 1, report.period.month
    is_over = is_month and report.period.is_over
    history, closed = (_history(month), closings.closed_months()) if is_month else ((), [])
    standing = next((one for one in history if one.reopened_at is None), None)
    return ClosingPanel(
        month, is_over, by.may(Permission.CLOSE_MONTH), standing, history,
        _oddities(report, now, closed) if is_over and standing is None else (), _gap(report),
        any(one < month for one in closed))
