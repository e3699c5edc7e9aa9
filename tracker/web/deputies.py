"""我的代理: everybody's own deputies, and the security manager's page for somebody already absent."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.deputies import REASON_MAX, Span
from tracker.domain.permissions import Permission
from tracker.reads.deputies import DeputyPage, deputy_page
from tracker.usecases.end_deputy import end_deputy
from tracker.usecases.name_deputy import name_deputy
from tracker.web.doors import current_actor, requires, signed_in
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import DayField, Form, at_most, chosen, codes, needed

blueprint = Blueprint("deputies", __name__)


class DeputyForm(Form):
    """Who, from when to when, and why."""

    deputy_id = SelectField(_l("代理人"), [chosen()], description=_l("同一单位的同事；热线岗位之间可以互相代理"))
    from_on = DayField(_l("开始日期"), [needed()], description=_l("当日 0:00 起"))
    to_on = DayField(_l("结束日期"), [needed()], description=_l("当日 24:00 自动收回"))
    reason = StringField(_l("事由"), [Optional(), at_most(REASON_MAX)], description=_l("例如：年休假、外出学习"))

    def __init__(self, page: DeputyPage, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        names = {
            one: _("%(name)s（%(roles)s）", name=name, roles=_("、").join(_(role.label) for role in roles))
            for one, (name, roles) in page.candidates.items()
        }
        self.deputy_id.choices = codes(names, _("请选择"))

    def span(self) -> Span:
        """The days that were entered."""
        first, last = self.from_on.data, self.to_on.data
        assert isinstance(first, date) and isinstance(last, date)
        return Span(first, last)


def _page(person_id: int, address: str):  # type: ignore[no-untyped-def]
    now, by = clock.now(), current_actor()
    page = deputy_page(person_id, by=by, now=now)
    form = DeputyForm(page, data={"from_on": page.today})
    if form.validate_on_submit():
        with refusals_on(form):
            name_deputy(
                person_id, int(form.deputy_id.data), form.span(), reason=form.reason.data or "", by=by, now=now
            )
            flash(_("已指定代理人。"), "good")
            return redirect(address)
    html = render_template("deputies/page.html", page=page, form=form, address=address, is_own=by.id == person_id)
    return html, status_of(form)


@blueprint.route("/me/deputies", methods=["GET", "POST"])
@signed_in
def own():
    """One's own deputies and duties."""
    person_id = current_actor().id
    assert person_id is not None
    return _page(person_id, url_for("deputies.own"))


@blueprint.route("/people/<int:person_id>/deputies", methods=["GET", "POST"])
@requires(Permission.ASSIGN_ROLES)
def of_person(person_id: int):
    """The deputies of somebody who cannot name them."""
    return _page(person_id, url_for("deputies.of_person", person_id=person_id))


@blueprint.post("/deputies/<int:deputyship_id>/end")
@signed_in
def end(deputyship_id: int):
    """End a deputyship; whose it may be is decided in the use case."""
    by = current_actor()
    person_id = end_deputy(deputyship_id, by=by, now=clock.now())
    flash(_("代理已结束，代理人即刻失去代理权限。"), "good")
    if person_id == by.id:
        return redirect(url_for("deputies.own"))
    return redirect(url_for("deputies.of_person", person_id=person_id))
