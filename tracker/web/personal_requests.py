"""个人信息请求: a caller asks what is held, is verified, gets a copy, has it put right. Numbers travel by POST alone."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from tracker import clock
from tracker.domain.intake import ADDRESS_MAX, NAME_MAX, PHONE_MAX
from tracker.domain.permissions import Permission
from tracker.domain.personal_requests import REASON_MAX, CallerField, Right, Standing, Verified
from tracker.reads.personal_requests import HeldLine, RequestPage, personal_request_list, personal_request_page
from tracker.usecases.copy_personal_data import copy_personal_data
from tracker.usecases.correct_caller import correct_caller
from tracker.usecases.open_personal_request import Asking, open_personal_request
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.exports import XLSX
from tracker.web.forms import Form, OnceForm, at_most, chosen, needed, optional, words
from tracker.web.orders.bulk import read_picks

blueprint = Blueprint("personal_requests", __name__, url_prefix="/personal-requests")

NO_MEMORY = {"autocomplete": "off"}
"The browser is not to keep whose number was asked for."


class AskForm(OnceForm):
    """Who asks for what, and how that was found out."""

    asked_for = RadioField(_l("请求事项"), [chosen()], default=Right.COPY.value)
    verified = RadioField(_l("身份核验"), [chosen()])
    phone = StringField(_l("联系电话"), [optional(), at_most(PHONE_MAX)], render_kw=NO_MEMORY | {"inputmode": "tel"})
    name = StringField(_l("姓名"), [optional(), at_most(NAME_MAX)], render_kw=NO_MEMORY)
    number = StringField(_l("工单编号"), [optional(), at_most(60)], render_kw=NO_MEMORY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_for.choices, self.verified.choices = words(Right), words(Verified)

    def asking(self) -> Asking:
        """The same as the use case takes it."""
        return Asking(
            Right(self.asked_for.data), Verified(self.verified.data), self.phone.data or "", self.name.data or "",
            self.number.data or "")


class CorrectForm(Form):
    """What is to stand there from now on; each pick bears the version of its order."""

    orders = SelectMultipleField(_l("更正哪些工单"), choices=[], validate_choice=False)
    "One that has moved on is refused in words."
    caller_name = StringField(_l("更正后的姓名"), [optional(), at_most(NAME_MAX)], render_kw=NO_MEMORY)
    caller_phone = StringField(_l("更正后的联系电话"), [optional(), at_most(PHONE_MAX)],
                               render_kw=NO_MEMORY | {"inputmode": "tel"})
    drop_phone = BooleanField(_l("登记的电话号码不是诉求人的，删去"))
    address = StringField(_l("更正后的地址"), [optional(), at_most(ADDRESS_MAX)], render_kw=NO_MEMORY)
    enterprise_contact = StringField(_l("更正后的企业联系人"), [optional(), at_most(NAME_MAX)], render_kw=NO_MEMORY)
    reason = TextAreaField(_l("更正的理由"), [needed(), at_most(REASON_MAX)], render_kw={"rows": 2})

    def fit(self, page: RequestPage) -> None:
        """Offer the orders that the proof suffices for, as the page shows them; those of one person are ticked."""
        offered = {line.id: f"{line.id}-{line.version}" for line in page.open_lines}
        self.orders.choices = [SelectChoice(offered[line.id], _pick_words(line)) for line in page.open_lines]
        ticked = set() if page.has_several_names else set(offered)
        if self.is_submitted():
            ticked = {pick.order_id for pick in read_picks(self.orders.data or [])}
        self.orders.data = [pick for order_id, pick in offered.items() if order_id in ticked]

    def values(self) -> dict[CallerField, str]:
        """What was entered; what was left empty stays as it is."""
        found = {field: text for field in CallerField if (text := (self[field.value].data or "").strip())}
        if self.drop_phone.data and CallerField.PHONE not in found:
            found[CallerField.PHONE] = ""
        return found


def _pick_words(line: HeldLine) -> str:
    said = [line.number, f"{line.received_at.astimezone(clock.LOCAL):%Y-%m-%d}"]
    if line.standing is Standing.CONTACT:
        said.append(_(line.standing.label))
    if line.is_archived:
        said.append(_("已归档，只作附记"))
    return " · ".join(said)


@blueprint.get("/")
@requires(Permission.ANSWER_PERSONAL_REQUESTS)
def index() -> Any:
    """Take a request, and one's own earlier ones."""
    return _asked(AskForm())


def _asked(form: AskForm) -> Any:
    lines = personal_request_list(by=current_actor())
    return render_template("personal_requests/index.html", form=form, lines=lines), status_of(form)


@blueprint.post("/")
@requires(Permission.ANSWER_PERSONAL_REQUESTS)
def ask() -> Any:
    """Look for the caller's orders; what was typed stands in no address."""
    form = AskForm()
    if form.validate_on_submit():
        with refusals_on(form):
            request_id = open_personal_request(
                form.asking(), key=form.submission_key.data or "", by=current_actor(), now=clock.now())
            return redirect(url_for("personal_requests.show", request_id=request_id), 303)
    return _asked(form)


def _shown(request_id: int, form: CorrectForm) -> Any:
    page = personal_request_page(request_id, by=current_actor(), now=clock.now())
    form.fit(page)
    return render_template("personal_requests/show.html", page=page, form=form), status_of(form)


@blueprint.get("/<int:request_id>")
@requires(Permission.ANSWER_PERSONAL_REQUESTS)
def show(request_id: int) -> Any:
    """The orders that were found, and what can be done for the caller."""
    return _shown(request_id, CorrectForm())


@blueprint.post("/<int:request_id>/copy")
@requires(Permission.ANSWER_PERSONAL_REQUESTS)
def copy(request_id: int) -> Response:
    """The caller's copy; it is kept nowhere else."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "copy.xlsx"
        copied = copy_personal_data(request_id, path, by=current_actor(), now=clock.now())
        return send_file(
            BytesIO(path.read_bytes()), XLSX, as_attachment=True, download_name=copied.file_name, max_age=0)


@blueprint.post("/<int:request_id>/correct")
@requires(Permission.ANSWER_PERSONAL_REQUESTS)
def correct(request_id: int) -> Any:
    """Put right what was entered, in the chosen orders."""
    form = CorrectForm()
    if form.validate_on_submit():
        with refusals_on(form):
            count = correct_caller(
                request_id, read_picks(form.orders.data or []), form.values(), reason=form.reason.data or "",
                by=current_actor(), now=clock.now())
            flash(_("已更正 %(count)d 件，办理经过中写明了更正的项目和理由。", count=count), "success")
            return redirect(url_for("personal_requests.show", request_id=request_id), 303)
    return _shown(request_id, form)
