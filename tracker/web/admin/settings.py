"""Settings: the office's switches and figures, each from a day on, each with the manager who keeps it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField

from tracker import clock
from tracker.domain.overtaking import mark_of
from tracker.domain.permissions import Permission
from tracker.reads.settings_page import SettingLine, setting_line, settings_page
from tracker.usecases.change_setting import change_setting, state_of
from tracker.web.admin.today import day_field, today
from tracker.web.doors import asked_again, current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import SharedForm, at_most, chosen, needed

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


class TextForm(SharedForm):
    """A setting that is typed."""

    value = StringField(_l("新的值"), [needed(), at_most(200)])
    effective_from = day_field(_l("生效日期"), _l("今天或以后；已经承诺的期限不变"))


class ChoiceForm(SharedForm):
    """A setting that is chosen."""

    value = RadioField(_l("新的值"), [chosen()])
    effective_from = day_field(_l("生效日期"), _l("今天或以后；已经承诺的期限不变"))


def _form(line: SettingLine) -> TextForm | ChoiceForm:
    values = (line.current, *line.coming, *line.past)
    known = state_of((one.effective_from, one.value) for one in values if one.effective_from)
    data = {"value": str(line.current.value), "mark": mark_of(known)}
    if not line.definition.choices:
        return TextForm(data=data)
    form = ChoiceForm(data=data)
    form.value.choices = [(code, _(label)) for code, label in line.definition.choices]
    return form


@blueprint.get("/")
@requires(Permission.EDIT_CODES, Permission.EDIT_SECURITY_SETTINGS)
def index():
    """The settings that the person keeps, with the value in force and the coming ones."""
    return render_template("admin/settings.html", lines=settings_page(today(), by=current_actor()))


@blueprint.route("/<string:key>", methods=["GET", "POST"])
@requires(Permission.EDIT_CODES, Permission.EDIT_SECURITY_SETTINGS)
def edit(key: str):
    """Change a setting from a day on."""
    line = setting_line(key, today(), by=current_actor())
    if line.definition.is_security and (to_proof := asked_again()):
        return to_proof
    form = _form(line)
    if form.validate_on_submit():
        with refusals_on(form):
            change_setting(
                key, form.value.data or "", effective_from=form.effective_from.data, seen=form.mark.data,
                by=current_actor(), now=clock.now(),
            )
            flash(_("“%(label)s”自 %(day)s 起生效。", label=_(line.definition.label),
                    day=form.effective_from.data.isoformat()), "good")
            return redirect(url_for("settings.index"))
    return render_template("admin/setting.html", form=form, line=line), status_of(form)
