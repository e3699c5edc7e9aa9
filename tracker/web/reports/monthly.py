"""月报: the month's figures on the screen, the button that makes the workbook, and the workbooks to take."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.monthly_report import MonthlyReport, monthly_report
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.record_download import record_download
from tracker.web.doors import current_actor, requires
from tracker.web.forms import Form
from tracker.web.reports.blueprint import blueprint
from tracker.web.reports.closing import ReopenForm
from tracker.web.reports.figure_links import figure_url

FRESH = timedelta(seconds=30)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MonthForm(Form):
    """Which month; sent by GET, so that a month can be kept as an address."""

    class Meta:
        csrf = False

    month = SelectField(_l("月份"))

    def __init__(self, report: MonthlyReport) -> None:
        super().__init__(request.args)
        self.month.choices = list(report.months)
        self.month.data = report.month


def _fresh(report: MonthlyReport) -> int | None:
    """The workbook that the button has just made, which the page takes by itself; not again on a later reload."""
    asked = request.args.get("made", type=int)
    since = clock.now() - FRESH
    return next((book.id for book in report.workbooks if book.id == asked and book.made_at >= since), None)


@blueprint.get("/reports/monthly")
@requires(Permission.EXPORT_MONTH)
def monthly() -> str:
    """The figures of a month, the last finished one when none is asked for."""
    report = monthly_report(request.args.get("month"), by=current_actor(), now=clock.now())
    return render_template(
        "reports/monthly.html", report=report, form=MonthForm(report), fresh=_fresh(report), figure_url=figure_url,
        reopen=ReopenForm(None, month=report.month),
    )


@blueprint.post("/reports/monthly")
@requires(Permission.EXPORT_MONTH)
def make() -> Any:
    """Make the month's workbook, then show it in the list of workbooks."""
    made = make_monthly_workbook(request.form.get("month", ""), by=current_actor(), now=clock.now())
    flash(_("%(month)s 月报已生成，正在下载。没有自动开始的，请从下面的列表下载。", month=made.period), "success")
    return redirect(url_for("reports.monthly", month=made.period, made=made.id, _anchor="workbooks"), 303)


@blueprint.get("/reports/workbooks/<int:workbook_id>")
@requires(Permission.EXPORT_MONTH)
def download(workbook_id: int) -> Response:
    """The file; who took it is on record."""
    taken = record_download(workbook_id, by=current_actor(), now=clock.now())
    return send_file(taken.path, mimetype=XLSX, as_attachment=True, download_name=taken.file_name, max_age=0)
