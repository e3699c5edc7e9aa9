"""Coming in and going out: sign-in, sign-out, the language switch, and sessions that expire."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from wtforms import PasswordField, StringField

from tracker import clock
from tracker.reads.signed_in import SignedIn
from tracker.reads.signed_in import signed_in as find_signed_in
from tracker.usecases.choose_language import LANGUAGES, choose_language
from tracker.usecases.sign_in import WrongPassword
from tracker.usecases.sign_in import sign_in as check_password
from tracker.web.doors import current_actor, local_target, open_to_all
from tracker.web.errors import put_on, status_of
from tracker.web.forms import Form, at_most, needed

blueprint = Blueprint("auth", __name__)
login_manager = LoginManager()


class Person(UserMixin):
    """The signed-in person as Flask-Login wants it."""

    def __init__(self, person_id: int, session_key: str, found: SignedIn) -> None:
        self.id = f"{person_id}:{session_key}"
        self.actor = found.actor
        self.locale = found.locale


@login_manager.user_loader
def _load(identity: str) -> Person | None:
    person_id, _colon, session_key = identity.partition(":")
    began = session.get("began_at")
    if not person_id.isdigit() or began is None:
        return None
    longest = timedelta(hours=current_app.config["TRACKER_SESSION_HOURS"])
    if clock.now() - datetime.fromtimestamp(began, UTC) > longest:
        return None
    found = find_signed_in(int(person_id), session_key, clock.now())
    return Person(int(person_id), session_key, found) if found else None


class SignInForm(Form):
    """Name and password."""

    name = StringField(_l("登录名"), [needed(), at_most(40)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("密码"), [needed(), at_most(200)], render_kw={"autocomplete": "current-password"}
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in():
    """Sign in."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.home"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            found = check_password(form.name.data, form.password.data, now=clock.now())
        except WrongPassword as refusal:
            put_on(form, refusal)
        else:
            session.clear()
            session.permanent = True
            session["began_at"] = clock.now().timestamp()
            assert found.actor.id is not None
            login_user(Person(found.actor.id, found.session_key, SignedIn(found.actor, found.locale)))
            return redirect(local_target(request.args.get("next"), url_for("desk.home")))
    return render_template("auth/sign_in.html", form=form), status_of(form)


@blueprint.post("/sign-out")
@open_to_all
def sign_out():
    """Sign out."""
    logout_user()
    session.clear()
    flash(_("您已退出登录。"), "info")
    return redirect(url_for("auth.sign_in"))


@blueprint.post("/language")
@open_to_all
def language():
    """Switch between Chinese and English."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            choose_language(wanted, by=current_actor(), now=clock.now())
    return redirect(local_target(request.form.get("next"), url_for("desk.home")))


def init_auth(app: Flask) -> None:
    """Flask-Login, with sessions that end when idle and after their longest time."""
    login_manager.init_app(app)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = True
