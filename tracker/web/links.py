"""One-time links and the forgotten password: the doors of those who cannot sign in yet.

Neither tells which accounts exist. The address of a link's page is its secret: it is never sent on as a referrer.
"""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from tracker import clock
from tracker.reads.own_password import link_page
from tracker.usecases.ask_reset import ask_reset
from tracker.usecases.use_link import use_link
from tracker.web.account import NewPasswordForm
from tracker.web.auth import place
from tracker.web.doors import open_to_all
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form, at_most, needed

blueprint = Blueprint("links", __name__)


class ForgottenForm(Form):
    """Who it is that forgot."""

    name = StringField(_l("登录名"), [needed(), at_most(40)], render_kw={"autocomplete": "username"})


@blueprint.route("/links/<string:token>", methods=["GET", "POST"])
@open_to_all
def use(token: str):
    """Choose one's password, once."""
    page = link_page(token, now=clock.now())
    form = NewPasswordForm()
    if form.validate_on_submit():
        with refusals_on(form):
            use_link(token, form.new.data or "", now=clock.now())
            flash(_("密码已设好，请登录。"), "good")
            return _secret(redirect(url_for("auth.sign_in")))
    html = render_template("links/use.html", form=form, page=page, token=token)
    return _secret(make_response(html, status_of(form)))


def _secret(response):  # type: ignore[no-untyped-def]
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.route("/forgotten", methods=["GET", "POST"])
@open_to_all
def forgotten():
    """Ask for a link by mail; the answer is the same whoever asks."""
    form = ForgottenForm()
    if form.validate_on_submit():
        ask_reset(form.name.data or "", place=place(), now=clock.now())
        return render_template("links/asked.html")
    return render_template("links/forgotten.html", form=form), status_of(form)
