"""The limit table: what is in force, coming and past; new rows with their consequences shown; presets."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.overtaking import mark_of
from tracker.domain.permissions import Permission
from tracker.domain.words import LIMIT_STEPS
from tracker.reads.limit_table import RowState, fits, limit_line, limit_table
from tracker.usecases.add_limit import add_limit
from tracker.usecases.change_limit import change_limit
from tracker.usecases.end_limit import end_limit, withdraw_limit
from tracker.usecases.placing_limits import told
from tracker.usecases.switch_on_preset import PRESETS, switch_on_preset
from tracker.web.admin.limit_forms import EndForm, LimitForm, PresetForm, StepsForm, fingerprint, steps_data
from tracker.web.admin.today import today
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of

blueprint = Blueprint("limits", __name__, url_prefix="/limits")


@blueprint.get("/")
@requires(Permission.EDIT_LIMITS)
def index():
    """The table."""
    return render_template("admin/limits.html", page=limit_table(today()), RowState=RowState, Step=LIMIT_STEPS)


def _new_form() -> LimitForm:
    """The form, begun with the row that is to be followed where one was named."""
    follows = request.args.get("follows", type=int)
    if follows is None:
        return LimitForm()
    row = limit_line(follows, today()).row
    return LimitForm(data={
        "request_type": row.request_type or "", "order_class": row.order_class or "", "urgency": row.urgency or "",
        "effective_from": today(), **steps_data(row),
    })


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LIMITS)
def new():
    """Add a row: the first submit shows what it would end, the second does it."""
    form, preview = _new_form(), None
    if form.validate_on_submit():
        row = form.row()
        (preview,) = fits([row])
        mark = fingerprint(preview.row, preview.ended)
        if form.shown.data == mark:
            with refusals_on(form):
                ends = [earlier.id or 0 for earlier in preview.ended]
                add_limit(row, ends=ends, by=current_actor(), now=clock.now())
                flash(_("已新增，%(day)s 起派出的工单按新时限计算。", day=row.effective_from.isoformat()), "good")
                return redirect(url_for("limits.index"))
        form.shown.data = mark
    return render_template("admin/limit_new.html", form=form, preview=preview, Step=LIMIT_STEPS), status_of(form)


def _row_page(rule_id: int, steps: StepsForm | None, end: EndForm | None, sent: Any = None) -> tuple[str, int]:
    line = limit_line(rule_id, today())
    html = render_template("admin/limit.html", line=line, steps=steps, end=end, RowState=RowState, Step=LIMIT_STEPS)
    return html, status_of(sent) if sent is not None else 200


def _forms(rule_id: int) -> tuple[StepsForm | None, EndForm | None]:
    """The forms that fit how the row stands: a coming one is corrected, one in force is ended."""
    line = limit_line(rule_id, today())
    if line.state is RowState.COMING:
        return StepsForm(data=steps_data(line.row) | {"mark": mark_of(told(line.row))}), None
    if line.state is RowState.IN_FORCE:
        return None, EndForm(data={"last_day": today(), "mark": mark_of(told(line.row))})
    return None, None


@blueprint.get("/<int:rule_id>")
@requires(Permission.EDIT_LIMITS)
def row(rule_id: int):
    """One row and what can still be done with it."""
    return _row_page(rule_id, *_forms(rule_id))


@blueprint.post("/<int:rule_id>")
@requires(Permission.EDIT_LIMITS)
def change(rule_id: int):
    """Correct a coming row."""
    form = StepsForm()
    if form.validate_on_submit():
        with refusals_on(form):
            change_limit(
                rule_id, steps=form.steps(), legal_basis=form.legal_basis.data or "", seen=form.mark.data,
                by=current_actor(), now=clock.now(),
            )
            flash(_("已修改。"), "good")
            return redirect(url_for("limits.index"))
    return _row_page(rule_id, form, None, form)


@blueprint.post("/<int:rule_id>/end")
@requires(Permission.EDIT_LIMITS)
def end(rule_id: int):
    """Set the last day of a row in force."""
    form = EndForm()
    if form.validate_on_submit():
        with refusals_on(form):
            last_day: date = form.last_day.data
            end_limit(rule_id, last_day=last_day, seen=form.mark.data, by=current_actor(), now=clock.now())
            flash(_("已设定，最后一天为 %(day)s。", day=last_day.isoformat()), "good")
            return redirect(url_for("limits.index"))
    return _row_page(rule_id, None, form, form)


@blueprint.post("/<int:rule_id>/withdraw")
@requires(Permission.EDIT_LIMITS)
def withdraw(rule_id: int):
    """Take back a coming row."""
    withdraw_limit(rule_id, by=current_actor(), now=clock.now())
    flash(_("已撤回，原来的时限行继续适用。"), "good")
    return redirect(url_for("limits.index"))


@blueprint.route("/preset/<string:name>", methods=["GET", "POST"])
@requires(Permission.EDIT_LIMITS)
def preset(name: str):
    """Show a preset's rows, and switch it on from a day."""
    if name not in PRESETS:
        abort(404)
    form = PresetForm()
    if form.validate_on_submit():
        with refusals_on(form):
            count = switch_on_preset(name, start=form.start.data, by=current_actor(), now=clock.now())
            flash(_("已启用，共 %(count)d 行，自 %(day)s 起生效。", count=count, day=form.start.data.isoformat()), "good")
            return redirect(url_for("limits.index"))
    rows = fits(PRESETS[name](form.start.data or today()))
    html = render_template("admin/limit_preset.html", form=form, name=name, fits=rows, Step=LIMIT_STEPS)
    return html, status_of(form)
