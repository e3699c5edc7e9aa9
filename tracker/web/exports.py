"""导出: the form over a list or a selection, the person's own exports, their progress and files."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.exports import GROUPS, REASON_MAX, ExportState
from tracker.domain.filters import kept
from tracker.domain.permissions import Permission
from tracker.domain.refusals import OutOfTurn
from tracker.reads.exports import ExportRow, export_choices, my_exports
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.cancel_export import cancel_export
from tracker.usecases.take_export import take_export
from tracker.usecases.work_in_bulk import Pick
from tracker.usecases.write_export import write_export
from tracker.web.doors import current_actor, local_target, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import OnceForm, at_most
from tracker.web.language import said
from tracker.web.orders.bulk import read_picks, sent_picks
from tracker.web.orders.filter_form import FilterForm, chips, parsed, read_filters

blueprint = Blueprint("exports", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FRESH = timedelta(seconds=30)
MASKED, FULL = "masked", "full"


class ExportForm(OnceForm):
    """Which columns, and whether the callers are told in full; of a group, `group_…` holds the columns chosen."""

    query = HiddenField()
    picks = HiddenField()
    scope = HiddenField()
    back = HiddenField()
    mask = RadioField(_l("个人信息"), choices=[], default=MASKED)
    reason = TextAreaField(_l("导出完整信息的理由"), [Optional(), at_most(REASON_MAX)], render_kw={"rows": 2})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mask.choices = [SelectChoice(MASKED, _("隐去姓名和电话"))]
        if current_actor().may(Permission.REVEAL_CALLER):
            self.mask.choices.append(SelectChoice(FULL, _("完整显示")))
        for group in GROUPS:
            self[f"group_{group.code}"].choices = [SelectChoice(header, _(header)) for header in group.headers]

    @property
    def groups(self) -> list[SelectMultipleField]:
        """The fields of columns."""
        return [self[f"group_{group.code}"] for group in GROUPS]

    @property
    def order_ids(self) -> list[int] | None:
        """The selection, or None for everything that the filters find."""
        if self.scope.data == "all":
            return None
        return [pick.order_id for pick in read_picks((self.picks.data or "").split(","))]

    @property
    def filters(self) -> FilterForm:
        """The list's conditions."""
        return read_filters(parsed(self.query.data or ""))

    def wish(self) -> Wish:
        """The same as the use case takes it."""
        filters = self.filters
        named = [f"{one['label']}：{one['value']}" for one in chips(filters, "")]
        return Wish(
            filters.filters(), [header for field in self.groups for header in field.data or []], self.order_ids,
            self.mask.data == FULL, self.reason.data or "", "；".join(named) if self.order_ids is None else "",
        )


for _group in GROUPS:
    setattr(ExportForm, f"group_{_group.code}", SelectMultipleField(_l(_group.label)))


def _page(form: ExportForm, sent: bool) -> Any:
    filters = form.filters
    found = export_choices(kept(filters.filters()), form.order_ids, by=current_actor(), now=clock.now())
    if not sent:
        for group, field in zip(GROUPS, form.groups, strict=True):
            field.data = [header for header in group.headers if header in found.columns]
    html = render_template(
        "exports/new.html", form=form, found=found, chips=chips(filters, "") if form.order_ids is None else [],
        back=local_target(form.back.data, url_for("orders.index")),
    )
    return html, status_of(form) if sent else 200


def _nothing_ticked(picks: list[Pick], scope: str | None) -> bool:
    return scope != "all" and not picks


@blueprint.post("/exports/choose")
@requires(Permission.EXPORT_ORDERS)
def choose() -> Any:
    """The form for the selection, the page or everything that the list finds."""
    picks, scope = sent_picks(), request.form.get("scope")
    back = local_target(request.form.get("back"), url_for("orders.index"))
    if _nothing_ticked(picks, scope):
        flash(_("没有可以导出的工单。请勾选工单，或放宽条件。"), "error")
        return redirect(back)
    form = ExportForm(
        formdata=None, query=read_filters(parsed(request.form.get("query", ""))).address(), back=back,
        scope="all" if scope == "all" else "picked", picks=",".join(f"{one.order_id}-{one.version}" for one in picks),
    )
    return _page(form, sent=False)


@blueprint.post("/exports/")
@requires(Permission.EXPORT_ORDERS)
def make() -> Any:
    """Ask for it; a small one is written at once and comes down by itself."""
    form, actor, now = ExportForm(), current_actor(), clock.now()
    if form.validate_on_submit():
        with refusals_on(form):
            asked = ask_export(form.wish(), key=form.submission_key.data or "", by=actor, now=now)
            if asked.lease is None:
                flash(_("已列入后台导出。可以离开这个页面，完成后回到“我的导出”下载。"), "info")
                return redirect(url_for("exports.index"), 303)
            if write_export(asked.lease, now=now) is ExportState.DONE:
                flash(_("已导出，正在下载。没有自动开始的，请从下面的列表下载。"), "success")
            return redirect(url_for("exports.index", made=asked.export_id), 303)
    return _page(form, sent=True)


def _fresh(rows: tuple[ExportRow, ...]) -> int | None:
    """The export that was just written, which the page takes by itself; not again on a later reload."""
    asked, since = request.args.get("made", type=int), clock.now() - FRESH
    return next((
        row.id for row in rows
        if row.id == asked and row.kept_until and not row.downloads and row.finished_at and row.finished_at >= since
    ), None)


@blueprint.get("/exports/")
@requires(Permission.EXPORT_ORDERS)
def index() -> str:
    """The person's exports."""
    rows = my_exports(by=current_actor(), now=clock.now())
    return render_template("exports/index.html", rows=rows, fresh=_fresh(rows))


@blueprint.get("/exports/progress")
@requires(Permission.EXPORT_ORDERS)
def progress() -> str:
    """The same rows alone: the page asks for them anew while something is under way."""
    return render_template("exports/_rows.html", rows=my_exports(by=current_actor(), now=clock.now()))


@blueprint.post("/exports/<int:export_id>/cancel")
@requires(Permission.EXPORT_ORDERS)
def cancel(export_id: int) -> Any:
    """No longer wanted."""
    try:
        cancel_export(export_id, by=current_actor(), now=clock.now())
        flash(_("已取消导出。"), "success")
    except OutOfTurn as refusal:
        flash(said(refusal), "error")
    return redirect(url_for("exports.index"), 303)


@blueprint.get("/exports/<int:export_id>/file")
@requires(Permission.EXPORT_ORDERS)
def download(export_id: int) -> Response:
    """The file; who took it is on record."""
    taken = take_export(export_id, by=current_actor(), now=clock.now())
    return send_file(taken.path, mimetype=XLSX, as_attachment=True, download_name=taken.file_name, max_age=0)
