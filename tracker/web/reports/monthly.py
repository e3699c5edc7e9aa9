"""月报, and the report of any other period: figures, the button that makes the workbook, and the workbooks to take."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from tracker import clock
from tracker.domain.period_names import COMPARED, PeriodKind, compared_label, kind_of, read_period, words
from tracker.domain.periods import Period
from tracker.domain.permissions import Permission
from tracker.domain.yearly_paragraph import said
from tracker.reads.monthly_report import MonthlyReport, monthly_report
from tracker.usecases.make_workbook import make_workbook
from tracker.usecases.record_download import record_download
from tracker.web.doors import current_actor, requires
from tracker.web.forms import DayField, Form
from tracker.web.reports.blueprint import blueprint
from tracker.web.reports.closing import ReopenForm
from tracker.web.reports.figure_links import figure_url

FRESH = timedelta(seconds=30)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


GROUPS = {
    PeriodKind.MONTH: _l("按月"), PeriodKind.QUARTER: _l("按季度"), PeriodKind.HALF: _l("按半年"),
    PeriodKind.YEAR: _l("按年"), PeriodKind.SPAN: _l("任意时段"),
}


def period_words(period: Period) -> str:
    """2026年10月, in the reader's language."""
    message, data = words(period)
    return str(_(message, **data))


class PeriodForm(Form):
    """Which period; sent by GET, so that a period can be kept as an address."""

    class Meta:
        csrf = False

    period = SelectField(_l("统计期"))

    def __init__(self, report: MonthlyReport) -> None:
        super().__init__(request.args)
        now = clock.now()
        self.period.choices = {
            str(GROUPS[kind]): [(name, period_words(read_period(name, now))) for name in names]
            for kind, names in report.offered.items()
        }
        self.period.data = report.name


class SpanForm(Form):
    """From which day to which; sent by GET."""

    class Meta:
        csrf = False

    first = DayField(_l("开始日期"))
    last = DayField(_l("结束日期"))

    def __init__(self, report: MonthlyReport) -> None:
        super().__init__(request.args)
        self.first.data, self.last.data = report.bulletin.period.first_day, report.bulletin.period.last_day


def _asked(sent: Mapping[str, str]) -> str | None:
    """The name of the period that was asked for: days before a name; `month` is how it was asked for once."""
    first, last = sent.get("first", ""), sent.get("last", "")
    if first or last:
        return f"{first or last}至{last or first}"
    return sent.get("period") or sent.get("month")


def _fresh(report: MonthlyReport) -> int | None:
    """The workbook that the button has just made, which the page takes by itself; not again on a later reload."""
    asked = request.args.get("made", type=int)
    since = clock.now() - FRESH
    return next((book.id for book in report.workbooks if book.id == asked and book.made_at >= since), None)


@blueprint.get("/reports/monthly")
@requires(Permission.EXPORT_MONTH)
def monthly() -> str:
    """The figures of a period, the last finished month's when none is asked for."""
    report = monthly_report(_asked(request.args), by=current_actor(), now=clock.now())
    period = report.bulletin.period
    return render_template(
        "reports/monthly.html", report=report, form=PeriodForm(report), span=SpanForm(report), fresh=_fresh(report),
        figure_url=figure_url, reopen=ReopenForm(None, month=period.month), compared=COMPARED[report.kind],
        compared_label=compared_label, paragraph=said(report.bulletin, _),
    )


@blueprint.post("/reports/monthly")
@requires(Permission.EXPORT_MONTH)
def make() -> Any:
    """Make the period's workbook, then show it in the list of workbooks."""
    now = clock.now()
    period = read_period(_asked(request.form) or "", now)
    made = make_workbook(period, by=current_actor(), now=now)
    flash(_("%(period)s%(report)s已生成，正在下载。没有自动开始的，请从下面的列表下载。",
            period=period_words(period), report=_(kind_of(period).label)), "success")
    return redirect(url_for("reports.monthly", period=made.period, made=made.id, _anchor="workbooks"), 303)


@blueprint.get("/reports/workbooks/<int:workbook_id>")
@requires(Permission.EXPORT_MONTH)
def download(workbook_id: int) -> Response:
    """The file; who took it is on record."""
    taken = record_download(workbook_id, by=current_actor(), now=clock.now())
    return send_file(taken.path, mimetype=XLSX, as_attachment=True, download_name=taken.file_name, max_age=0)
