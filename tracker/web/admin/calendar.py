"""The working calendar: a year at a glance, one day's edit, a published year's import."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.holiday_year import LONGEST_NAME, CalendarYear, parse_holiday_cn
from tracker.domain.permissions import Permission
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.reads.calendar_page import CalendarPage, calendar_page, import_preview, special_day
from tracker.usecases.import_calendar_year import SOURCE_MAX, declare_calendar_year, import_calendar_year
from tracker.usecases.recount_due_moments import Recount
from tracker.usecases.set_calendar_day import DaySetting, set_calendar_day
from tracker.web.admin.today import today
from tracker.web.doors import current_actor, requires
from tracker.web.errors import put_on, refusals_on, status_of
from tracker.web.forms import DayField, Form, at_most, chosen, needed

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")
LONGEST_FILE = 800_000
"Bytes; UTF-8 of the longest text that is read."


class DayForm(Form):
    """One day."""

    day = DayField(_l("日期"), [needed()])
    setting = RadioField(_l("改为"), [chosen()])
    name = StringField(_l("节日名称"), [Optional(), at_most(LONGEST_NAME)], description=_l("例如春节；平常日不填"))

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.setting.choices = [
            (DaySetting.OFF.value, _("放假")), (DaySetting.WORK.value, _("调休上班")), (DaySetting.PLAIN.value, _("平常")),
        ]


class DeclareForm(Form):
    """The notice that announced the year."""

    source = StringField(_l("公布文件"), [needed(), at_most(SOURCE_MAX)], description=_l("文件名称或文号"))


class UploadForm(Form):
    """A published year's file."""

    file = FileField(_l("放假安排文件"), [FileRequired(_l("请选择文件。"))], render_kw={"accept": ".json,application/json"})


class ConfirmForm(Form):
    """The text that was previewed, sent back to be imported."""

    file = HiddenField()


def _told(recount: Recount) -> str:
    if not recount.orders:
        return _("没有在办工单的期限受影响。")
    return _("%(count)d 张在办工单的期限已重新计算，时间轴上有记录。", count=recount.orders)


def _day_form(page: CalendarPage) -> DayForm:
    """The form with the day that was pointed at, as it stands."""
    try:
        on = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return DayForm(formdata=None)
    known = special_day(on)
    setting = DaySetting.PLAIN if known is None else DaySetting.OFF if known.is_off else DaySetting.WORK
    return DayForm(formdata=None, data={"day": on, "setting": setting.value, "name": known.name if known else ""})


def _shown(year: int, sent: Form | None = None):  # type: ignore[no-untyped-def]
    page = calendar_page(year, clock.now())
    day = sent if isinstance(sent, DayForm) else _day_form(page)
    declare = sent if isinstance(sent, DeclareForm) else DeclareForm(formdata=None)
    html = render_template("admin/calendar.html", page=page, day_form=day, declare_form=declare, today=today())
    return html, status_of(sent) if sent is not None else 200


@blueprint.get("/")
@requires(Permission.EDIT_LIMITS)
def year():
    """The present year."""
    return _shown(today().year)


@blueprint.get("/<int:number>")
@requires(Permission.EDIT_LIMITS)
def one_year(number: int):
    """A year."""
    return _shown(number)


@blueprint.post("/<int:number>/day")
@requires(Permission.EDIT_LIMITS)
def set_day(number: int):
    """Set one day, and count open orders again."""
    form = DayForm()
    if form.validate_on_submit():
        with refusals_on(form):
            on: date = form.day.data
            recount = set_calendar_day(
                on, DaySetting(form.setting.data), name=form.name.data or "", by=current_actor(), now=clock.now()
            )
            flash(_("已修改 %(day)s。", day=on.isoformat()) + _told(recount), "good")
            return redirect(url_for("calendar.one_year", number=on.year))
    return _shown(number, form)


@blueprint.post("/<int:number>/declare")
@requires(Permission.EDIT_LIMITS)
def declare(number: int):
    """Say that the year stands as announced."""
    form = DeclareForm()
    if form.validate_on_submit():
        with refusals_on(form):
            recount = declare_calendar_year(
                number, source=form.source.data or "", by=current_actor(), now=clock.now()
            )
            flash(_("%(year)d 年已标为正式公布。", year=number) + _told(recount), "good")
            return redirect(url_for("calendar.one_year", number=number))
    return _shown(number, form)


def _read_upload(storage: Any) -> tuple[str, CalendarYear]:
    """The file's text and the year it announces; raises Invalid."""
    with storage.stream as stream:
        raw = stream.read(LONGEST_FILE + 1)
    if len(raw) > LONGEST_FILE:
        raise Invalid(N_("文件过大，不是一年的放假安排。"), field="file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(N_("文件不是 UTF-8 编码的文本，请使用 holiday-cn 格式的 JSON 文件。"), field="file") from None
    return text, parse_holiday_cn(text)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.EDIT_LIMITS)
def upload():
    """Upload a published year and see what it would change."""
    form = UploadForm()
    if form.validate_on_submit():
        with refusals_on(form):
            text, announced = _read_upload(form.file.data)
            return render_template(
                "admin/calendar_preview.html", preview=import_preview(announced, clock.now()), announced=announced,
                form=ConfirmForm(formdata=None, data={"file": text}),
            )
    return render_template("admin/calendar_import.html", form=form), status_of(form)


@blueprint.post("/import/confirm")
@requires(Permission.EDIT_LIMITS)
def confirm():
    """Import the year that was previewed."""
    form = ConfirmForm()
    try:
        announced = parse_holiday_cn(form.file.data or "")
    except Invalid as refusal:
        again = UploadForm(formdata=None)
        put_on(again, refusal)
        return render_template("admin/calendar_import.html", form=again), status_of(again)
    recount = import_calendar_year(announced, by=current_actor(), now=clock.now())
    flash(_("已导入 %(year)d 年放假安排。", year=announced.year) + _told(recount), "good")
    return redirect(url_for("calendar.one_year", number=announced.year))
