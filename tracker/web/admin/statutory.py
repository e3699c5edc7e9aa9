"""The laws' own limits: what is in force, a new one, the end of one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from tracker import clock
from tracker.domain.counting import LONGEST
from tracker.domain.permissions import Permission
from tracker.domain.words import Unit
from tracker.reads.limit_table import RowState
from tracker.reads.statutory_limits import statutory_limits, statutory_line
from tracker.usecases.add_limit import BASIS_MAX
from tracker.usecases.add_statutory_limit import NAME_MAX, Law, add_statutory_limit
from tracker.usecases.end_statutory_limit import end_statutory_limit
from tracker.web.admin.limit_forms import EndForm
from tracker.web.admin.today import today
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import DayField, Form, at_most, needed, words

blueprint = Blueprint("statutory", __name__, url_prefix="/statutory-limits")


def _whole() -> NumberRange:
    return NumberRange(1, LONGEST, _l("请填写 1 到 1000 的整数。"))


class LawForm(Form):
    """A law's limit."""

    name = StringField(_l("名称"), [needed(), at_most(NAME_MAX)])
    legal_basis = TextAreaField(_l("法律依据"), [needed(), at_most(BASIS_MAX)], render_kw={"rows": 2})
    amount = IntegerField(_l("办理时限"), [needed(), _whole()], render_kw={"inputmode": "numeric", "min": 1})
    unit = SelectField(_l("单位"), default=Unit.NATURAL_DAY.value)
    longest = IntegerField(_l("最长期限"), [needed(), _whole()], render_kw={"inputmode": "numeric", "min": 1})
    transfer_days = IntegerField(_l("转交期限"), [Optional(), _whole()], render_kw={"inputmode": "numeric", "min": 1})
    effective_from = DayField(_l("施行日期"), [needed()])

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.unit.choices = words(Unit)

    def law(self) -> Law:
        """What was entered."""
        return Law(
            name=self.name.data or "", legal_basis=self.legal_basis.data or "", amount=self.amount.data or 0,
            unit=Unit(self.unit.data), longest=self.longest.data or 0, transfer_days=self.transfer_days.data,
            effective_from=self.effective_from.data,
        )


@blueprint.get("/")
@requires(Permission.EDIT_LIMITS)
def index():
    """Every law's limit."""
    return render_template("admin/statutory.html", lines=statutory_limits(today()))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LIMITS)
def new():
    """Add one."""
    form = LawForm()
    if form.validate_on_submit():
        with refusals_on(form):
            add_statutory_limit(form.law(), by=current_actor(), now=clock.now())
            flash(_("已新增法定时限“%(name)s”，承办单位可以申请适用。", name=form.name.data), "good")
            return redirect(url_for("statutory.index"))
    return render_template("admin/statutory_new.html", form=form), status_of(form)


@blueprint.route("/<int:limit_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_LIMITS)
def row(limit_id: int):
    """One of them, and its end."""
    form = EndForm(data={"last_day": today()})
    if form.validate_on_submit():
        with refusals_on(form):
            end_statutory_limit(limit_id, last_day=form.last_day.data, by=current_actor(), now=clock.now())
            flash(_("已设定，最后一天为 %(day)s。", day=form.last_day.data.isoformat()), "good")
            return redirect(url_for("statutory.index"))
    line = statutory_line(limit_id, today())
    can_end = line.state is not RowState.PAST
    return render_template("admin/statutory_row.html", line=line, form=form if can_end else None), status_of(form)
