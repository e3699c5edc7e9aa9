"""登录验证: one's own authenticator and recovery codes, and the proof that is asked for again before a sensitive act."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField

from tracker import clock
from tracker.domain.password_rule import LONGEST
from tracker.reads.account_notices import account_notices
from tracker.reads.factor_page import own_factor
from tracker.usecases.enrol_factor import confirm_factor, offer_factor
from tracker.usecases.prove_again import prove_again
from tracker.usecases.remove_factor import remove_factor
from tracker.usecases.renew_recovery_codes import renew_recovery_codes
from tracker.web import provider_client
from tracker.web.auth import carry
from tracker.web.doors import current_actor, local_target, recently_proved, signed_in
from tracker.web.errors import refusals_on, status_of, waits_on
from tracker.web.forms import Form, at_most, needed
from tracker.web.second_step import CodeForm, in_groups, picture

blueprint = Blueprint("factor", __name__, url_prefix="/me")


class PasswordForm(Form):
    """One's password once more."""

    password = PasswordField(_l("密码"), [needed(), at_most(LONGEST)], render_kw={"autocomplete": "current-password"})


@blueprint.get("/factor")
@signed_in
def own():
    """How one proves who one is, and what happened to the account lately."""
    actor = current_actor()
    return render_template(
        "account/factor.html", page=own_factor(by=actor, now=clock.now()), provider=provider_client.settings(),
        told=account_notices(unread_only=False, by=actor),
    )


@blueprint.route("/factor/enrol", methods=["GET", "POST"])
@signed_in
@recently_proved
def enrol():
    """Enrol, or change to another telephone."""
    actor, form = current_actor(), CodeForm()
    assert actor.id is not None
    if form.validate_on_submit():
        with refusals_on(form):
            codes = confirm_factor(actor.id, form.code.data or "", now=clock.now())
            return _codes(codes)
    offer = offer_factor(actor.id, now=clock.now())
    return render_template(
        "account/enrol.html", form=form, picture=picture(offer), key=in_groups(offer.key),
        page=own_factor(by=actor, now=clock.now())), status_of(form)


def _codes(codes: list[str]) -> str:
    """The recovery codes on the answer and nowhere else."""
    return render_template("account/recovery_codes.html", codes=codes, onward=url_for("factor.own"))


@blueprint.post("/factor/renew-codes")
@signed_in
@recently_proved
def renew_codes():
    """Ten new recovery codes."""
    return _codes(renew_recovery_codes(by=current_actor(), now=clock.now()))


@blueprint.post("/factor/remove")
@signed_in
@recently_proved
def remove():
    """Back to the password alone, for who chose it."""
    remove_factor(by=current_actor(), now=clock.now())
    flash(_("已解除验证器，以后登录只需密码。"), "good")
    return redirect(url_for("factor.own"))


@blueprint.route("/prove", methods=["GET", "POST"])
@signed_in
def prove():
    """Prove oneself once more, and go on to where that was asked for."""
    page = own_factor(by=current_actor(), now=clock.now())
    form = CodeForm() if page.is_enrolled else PasswordForm()
    target = local_target(request.args.get("next"), url_for("factor.own"))
    if form.validate_on_submit():
        with refusals_on(form), waits_on(form):
            typed = (form.code if page.is_enrolled else form.password).data or ""
            carry(prove_again(current_user.session_id, typed, by=current_actor(), now=clock.now()))
            return redirect(target)
    return render_template(
        "account/prove.html", form=form, page=page, target=target, provider=provider_client.settings(),
    ), status_of(form)
