"""The steps of a sign-in that the second factor asks for: a code, or enrolment for who must have one."""

import segno
from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField

from tracker import clock
from tracker.domain.sessions import SessionStep
from tracker.usecases.enrol_at_sign_in import enrol_at_sign_in
from tracker.usecases.enrol_factor import Offer, offer_factor
from tracker.usecases.pass_second_step import pass_second_step
from tracker.web.auth import go_on, wanted_target
from tracker.web.doors import at_step, current_actor
from tracker.web.errors import refusals_on, status_of, waits_on
from tracker.web.forms import Form, at_most, needed

blueprint = Blueprint("second_step", __name__, url_prefix="/sign-in")


class CodeForm(Form):
    """What the authenticator shows; a password manager that keeps the key fills it in."""

    code = StringField(_l("动态验证码"), [needed(), at_most(20)], render_kw={
        "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})


class RecoveryForm(Form):
    """A recovery code from paper."""

    code = StringField(_l("恢复码"), [needed(), at_most(40)], render_kw={
        "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})


def picture(offer: Offer) -> str:
    """The key as a picture for the telephone's camera, within the page itself: it has no address of its own."""
    return segno.make(offer.address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")


def in_groups(key: str) -> str:
    """The key for typing."""
    return " ".join(key[start:start + 4] for start in range(0, len(key), 4))


@blueprint.route("/second-step", methods=["GET", "POST"])
@at_step(SessionStep.SECOND_STEP)
def code():
    """Ask for the code, or for a recovery code."""
    is_recovery = request.args.get("with") == "recovery"
    form = RecoveryForm() if is_recovery else CodeForm()
    if form.validate_on_submit():
        with refusals_on(form), waits_on(form):
            found = pass_second_step(
                current_user.session_id, form.code.data or "", is_recovery=is_recovery, now=clock.now())
            return go_on(found, wanted_target())
    return render_template("auth/second_step.html", form=form, is_recovery=is_recovery), status_of(form)


@blueprint.route("/enrol", methods=["GET", "POST"])
@at_step(SessionStep.ENROL)
def enrol():
    """Who must have a second factor and has none gets one before anything else."""
    form = CodeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            found, codes = enrol_at_sign_in(current_user.session_id, form.code.data or "", now=clock.now())
            onward = go_on(found, wanted_target()).location
            return render_template("auth/recovery_codes.html", codes=codes, onward=onward)
    actor = current_actor()
    assert actor.id is not None
    offer = offer_factor(actor.id, now=clock.now())
    return render_template(
        "auth/enrol.html", form=form, picture=picture(offer), key=in_groups(offer.key)), status_of(form)
