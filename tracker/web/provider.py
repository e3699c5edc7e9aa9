"""统一身份认证: there and back. Three reasons to go: to sign in, to bind one's account, to prove oneself once more."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker import clock
from tracker.domain.provider import Identity
from tracker.domain.refusals import Refusal
from tracker.domain.sessions import SessionEnd
from tracker.domain.words import N_
from tracker.usecases.link_provider import link_provider, unlink_provider
from tracker.usecases.prove_again import prove_by_provider
from tracker.usecases.sign_in_by_provider import UnknownHere, sign_in_by_provider
from tracker.usecases.stepping import TooManySessions
from tracker.web.auth import carry, go_on, leave, place, wanted_target
from tracker.web.doors import current_actor, local_target, open_to_all, recently_proved, signed_in
from tracker.web.errors import not_found
from tracker.web.language import said
from tracker.web.provider_client import NotProved, ProviderAway, from_provider, settings, to_provider, way_out

blueprint = Blueprint("provider", __name__)

WHY, OFFERED = "provider_why", "provider_offered"
"In the signed cookie: why this browser went there, and which identity it is about to bind."

OFFER_SECONDS = 600
GONE = N_("绑定已超时，请重新开始。")


def _own_address(endpoint: str) -> str:
    """As the outside knows it: by the setting, else by the request, whose host was checked."""
    base = current_app.extensions["tracker_config"].base_url
    return f"{base}{url_for(endpoint)}" if base else url_for(endpoint, _external=True)


def _set_out(why: str, target: str, **asked: str) -> Any:
    if settings() is None:
        raise not_found()
    session[WHY] = [why, target]
    return to_provider(_own_address("provider.back"), **asked)


@blueprint.get("/sign-in/provider")
@open_to_all
def set_out():
    """To the provider, to sign in."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.home"))
    try:
        return _set_out("sign_in", wanted_target())
    except ProviderAway as away:
        return _to_sign_in(away)


@blueprint.get("/me/provider")
@signed_in
@recently_proved
def bind():
    """To the provider, to bind one's account: it is to ask for the password there, whoever sits at the browser."""
    return _set_out("bind", url_for("factor.own"), prompt="login")


@blueprint.get("/me/prove/provider")
@signed_in
def prove():
    """To the provider, to prove oneself once more."""
    return _set_out("prove", local_target(request.args.get("next"), url_for("factor.own")), prompt="login")


@blueprint.get("/sign-in/provider/back")
@open_to_all
def back():
    """Back from the provider, with its answer to this browser's question."""
    if settings() is None:
        raise not_found()
    why, target = session.pop(WHY, ["sign_in", url_for("desk.home")])
    try:
        return ENDS[why](from_provider(), target)
    except (ProviderAway, NotProved, UnknownHere, TooManySessions) as refusal:
        if current_user.is_authenticated:
            raise
        return _to_sign_in(refusal)


def _to_sign_in(refusal: Refusal) -> Any:
    """The sign-in page, which says why and still takes a password."""
    flash(said(refusal), "bad")
    return redirect(url_for("auth.sign_in"))


def _end_sign_in(identity: Identity, target: str) -> Any:
    found = sign_in_by_provider(identity, place=place(), now=clock.now())
    leave(SessionEnd.REPLACED)
    return go_on(found, local_target(target, url_for("desk.home")))


def _end_bind(identity: Identity, _target: str) -> Any:
    """Nothing is bound yet: the person sees whom the provider proved, and says yes."""
    if not current_user.is_authenticated:
        return redirect(url_for("auth.sign_in"))
    until = clock.now().timestamp() + OFFER_SECONDS
    session[OFFERED] = [identity.issuer, identity.subject, identity.name, current_actor().id, until]
    return redirect(url_for("provider.confirm"))


def _end_prove(identity: Identity, target: str) -> Any:
    if not current_user.is_authenticated:
        return redirect(url_for("auth.sign_in"))
    carry(prove_by_provider(current_user.session_id, identity, by=current_actor(), now=clock.now()))
    return redirect(local_target(target, url_for("factor.own")))


ENDS = {"sign_in": _end_sign_in, "bind": _end_bind, "prove": _end_prove}


def _offered() -> Identity | None:
    issuer, subject, name, person_id, until = session.get(OFFERED) or ("", "", "", None, 0)
    if person_id != current_actor().id or clock.now().timestamp() > until:
        session.pop(OFFERED, None)
        return None
    return Identity(issuer, subject, name)


@blueprint.route("/me/provider/confirm", methods=["GET", "POST"])
@signed_in
@recently_proved
def confirm():
    """Whom the provider proved, to be bound to one's own account."""
    found = _offered()
    if found is None:
        flash(_(GONE), "warn")
        return redirect(url_for("factor.own"))
    if request.method == "POST":
        session.pop(OFFERED)
        link_provider(found, by=current_actor(), now=clock.now())
        flash(_("已绑定。以后可以用统一身份认证登录。"), "good")
        return redirect(url_for("factor.own"))
    return render_template("account/provider_confirm.html", found=found, provider=settings())


@blueprint.post("/me/provider/unlink")
@signed_in
@recently_proved
def unlink():
    """End the binding of one's own account."""
    actor = current_actor()
    assert actor.id is not None
    unlink_provider(actor.id, by=actor, now=clock.now())
    flash(_("已解除绑定，以后请用密码登录。"), "good")
    return redirect(url_for("factor.own"))


@blueprint.get("/sign-out/provider")
@open_to_all
def sign_out():
    """To the provider's own way out, after one has signed out here; without one there is nothing more to do."""
    found = way_out(_own_address("auth.sign_in")) if settings() and not current_user.is_authenticated else None
    return redirect(found or url_for("auth.sign_in"))
