"""登录验证 of somebody else: a lost authenticator, the binding to the office's provider. For the security manager."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.provider import NAME_MAX
from tracker.reads.factor_page import FactorPage, factor_of
from tracker.usecases.link_provider import await_provider, unlink_provider
from tracker.usecases.reset_factor import REASON_MAX, reset_factor
from tracker.web import provider_client
from tracker.web.doors import current_actor, recently_proved, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form, at_most, needed

blueprint = Blueprint("proofs", __name__, url_prefix="/people/<int:person_id>/proofs")


class ResetForm(Form):
    """Why a factor is taken away."""

    reason = StringField(
        _l("重置原因"), [needed(), at_most(REASON_MAX)],
        description=_l("请先当面或电话回拨核实是本人，例如：手机丢失，已当面核对工作证"))


class AwaitForm(Form):
    """Under which name somebody's first sign-in through the provider is awaited."""

    expected_name = StringField(
        _l("统一身份认证账号"), [needed(), at_most(NAME_MAX)], render_kw={"autocomplete": "off", "spellcheck": "false"},
        description=_l("首次用它登录时自动绑定，之后只认绑定的身份，不再认账号名"))


def _shown(page: FactorPage, reset: ResetForm, awaited: AwaitForm):  # type: ignore[no-untyped-def]
    return render_template(
        "admin/proofs.html", page=page, reset=reset, awaited=awaited, provider=provider_client.settings(),
        is_own=page.person_id == current_actor().id,
    ), max(status_of(reset), status_of(awaited))


def _page(person_id: int) -> FactorPage:
    return factor_of(person_id, by=current_actor(), now=clock.now())


@blueprint.get("/")
@requires(Permission.MANAGE_ACCESS)
def index(person_id: int):
    """How somebody proves who they are."""
    page = _page(person_id)
    return _shown(page, ResetForm(), AwaitForm(data={"expected_name": page.expected_name}))


@blueprint.post("/reset")
@requires(Permission.MANAGE_ACCESS)
@recently_proved
def reset(person_id: int):
    """Take a lost authenticator away."""
    form = ResetForm()
    if form.validate_on_submit():
        with refusals_on(form):
            reset_factor(person_id, form.reason.data or "", by=current_actor(), now=clock.now())
            flash(_("已重置，此人各处的登录已退出。"), "good")
            return redirect(url_for("proofs.index", person_id=person_id))
    return _shown(_page(person_id), form, AwaitForm(formdata=None))


@blueprint.post("/await-provider")
@requires(Permission.MANAGE_ACCESS)
@recently_proved
def await_sign_in(person_id: int):
    """Say under which name the first sign-in through the provider is awaited."""
    form = AwaitForm()
    if form.validate_on_submit():
        with refusals_on(form):
            await_provider(person_id, form.expected_name.data or "", by=current_actor(), now=clock.now())
            flash(_("已登记，等待此人首次用统一身份认证登录。"), "good")
            return redirect(url_for("proofs.index", person_id=person_id))
    return _shown(_page(person_id), ResetForm(formdata=None), form)


@blueprint.post("/unlink-provider")
@requires(Permission.MANAGE_ACCESS)
@recently_proved
def unlink(person_id: int):
    """End somebody's binding."""
    unlink_provider(person_id, by=current_actor(), now=clock.now())
    flash(_("已解除绑定。"), "good")
    return redirect(url_for("proofs.index", person_id=person_id))
