"""结账: a month closed and reopened by a person, and what its orders changed afterwards."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.month_changes import month_changes, pending_corrections
from tracker.usecases.close_month import close_month
from tracker.usecases.reopen_month import REASON_MAX, reopen_month
from tracker.web.doors import current_actor, requires
from tracker.web.forms import Form
from tracker.web.reports.blueprint import blueprint


class ReopenForm(Form):
    """Why a month is opened again. It stands on the month's page."""

    month = HiddenField()
    reason = TextAreaField(_l("重新打开的原因"), [DataRequired(_l("请写明重新打开的原因，会留在结账记录里。")), Length(max=REASON_MAX)])


def _back(month: str) -> Any:
    return redirect(url_for("reports.monthly", month=month, _anchor="closing"), 303)


@blueprint.post("/reports/monthly/close")
@requires(Permission.CLOSE_MONTH)
def close() -> Any:
    """Close the month."""
    closed = close_month(request.form.get("month", ""), by=current_actor(), now=clock.now())
    flash(_("%(month)s 已结账，工作簿已留存。此后本月的指标不再随工单变化。", month=closed.month), "success")
    return _back(closed.month)


@blueprint.post("/reports/monthly/reopen")
@requires(Permission.CLOSE_MONTH)
def reopen() -> Any:
    """Reopen it, saying why."""
    form = ReopenForm()
    month = form.month.data or ""
    if form.validate_on_submit():
        reopen_month(month, reason=form.reason.data or "", by=current_actor(), now=clock.now())
        flash(_("%(month)s 已重新打开，指标重新随工单变化。核对后请再次结账。", month=month), "success")
    else:
        flash(_("没有重新打开：请写明原因，最多 %(longest)d 字。", longest=REASON_MAX), "error")
    return _back(month)


@blueprint.get("/reports/monthly/changes")
@requires(Permission.EXPORT_MONTH)
def changes() -> str:
    """What a closed month's orders would count now, against what was published."""
    found = month_changes(request.args.get("month", ""), by=current_actor(), now=clock.now())
    return render_template("reports/changes.html", found=found)


@blueprint.get("/reports/monthly/corrections")
@requires(Permission.EXPORT_MONTH)
def corrections() -> str:
    """What an open month's bulletin has to say of the months closed before it."""
    found = pending_corrections(request.args.get("month", ""), by=current_actor(), now=clock.now())
    return render_template("reports/corrections.html", found=found)
