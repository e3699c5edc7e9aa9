"""Coming in and going out: sign-in and its steps, sign-out, the language switch, and sessions that expire.

The cookie carries a random id and nothing else of the person: who that is and how far the sign-in has come is the
store's knowledge, asked for with every request.
"""

from datetime import datetime

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from wtforms import PasswordField, StringField

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.sessions import Place, SessionEnd, SessionStep, SignInWay
from tracker.reads.factor_page import grace_left
from tracker.reads.signed_in import Over
from tracker.reads.signed_in import signed_in as find_signed_in
from tracker.usecases.choose_language import LANGUAGES, choose_language
from tracker.usecases.guarding import TooManyFailures
from tracker.usecases.note_presence import note_presence
from tracker.usecases.sign_in import WrongPassword
from tracker.usecases.sign_in import sign_in as check_password
from tracker.usecases.sign_out import sign_out as end_session
from tracker.usecases.stepping import SignedIn, TooManySessions
from tracker.web import provider_client
from tracker.web.doors import STEP_PAGES, current_actor, local_target, open_to_all
from tracker.web.errors import put_on, status_of
from tracker.web.forms import Form, at_most, needed

blueprint = Blueprint("auth", __name__)
login_manager = LoginManager()

TOKEN = "_user_id"  # nosec B105: a name, not what stands under it
"Where Flask-Login keeps the session's id in the cookie."


class Person(UserMixin):
    """The person of a session as Flask-Login wants it; signed in only once every step is taken."""

    def __init__(
        self, token: str, step: SessionStep, actor: Actor, locale: str, session_id: int = 0,
        proved_at: datetime | None = None, way: SignInWay = SignInWay.PASSWORD,
    ) -> None:
        self.id = token
        self.session_id = session_id
        self.step = step
        self.actor = actor
        self.locale = locale
        self.proved_at = proved_at
        self.way = way

    @property
    def is_authenticated(self) -> bool:
        """Nothing of the house opens before the last step."""
        return self.step is SessionStep.OPEN


@login_manager.user_loader
def _load(token: str) -> Person | None:
    now = clock.now()
    found = find_signed_in(token, now)
    g.pop("session_over", None)
    if found is not None and found.is_to_be_noted:
        note_presence(found.session_id, now=now)
    if isinstance(found, Over):
        g.session_over = found.why
        return None
    if found is None:
        return None
    return Person(token, found.step, found.actor, found.locale, found.session_id, found.proved_at, found.way)


def place() -> Place:
    """From where this request comes."""
    return Place(request.remote_addr or "", request.user_agent.string)


def carry(token: str) -> None:
    """Carry the new id of the session that goes on."""
    login_user(Person(token, SessionStep.OPEN, current_actor(), current_user.locale))


def go_on(found: SignedIn, target: str):  # type: ignore[no-untyped-def]
    """Carry the session's new id, and lead to the next step, or to `target` when there is none left."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    if language:
        session["language"] = language
    login_user(Person(found.token, found.step, found.actor, found.locale))
    if found.step is SessionStep.OPEN:
        _remind_of_enrolment(found.actor)
        if found.password_days_left is not None:
            flash(_("您的密码还有 %(days)d 天到期，请尽快在左下角“密码”中修改。", days=found.password_days_left), "warning")
        return redirect(target)
    return redirect(url_for(STEP_PAGES[found.step], next=target))


def _remind_of_enrolment(actor: Actor) -> None:
    """Who must have an authenticator and has some days left reads it at every sign-in."""
    left = grace_left(by=actor, now=clock.now())
    if left is not None:
        flash(_("您的岗位须在 %(days)d 天内绑定验证器，请在“登录验证”中办理，约需两分钟。", days=left), "warn")


def wanted_target() -> str:
    """Where the person wanted to go before the sign-in; only a path of our own."""
    return local_target(request.args.get("next"), url_for("desk.home"))


class SignInForm(Form):
    """Name and password."""

    name = StringField(_l("登录名"), [needed(), at_most(40)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("密码"), [needed(), at_most(200)], render_kw={"autocomplete": "current-password"}
    )


OVER = {
    SessionEnd.IDLE: _l("长时间没有操作，已自动退出。请重新登录。"),
    SessionEnd.TOO_LONG: _l("已达到一次登录的最长时间，请重新登录。"),
    SessionEnd.CROWDED_OUT: _l("您的账户在另一处登录，这里的登录已结束。如果不是您本人，请立即修改密码并告诉系统管理员。"),
    SessionEnd.BY_OWNER: _l("这里的登录已由您在另一处结束，请重新登录。"),
    SessionEnd.BY_KEEPER: _l("这里的登录已由管理人员结束，请重新登录。"),
    SessionEnd.PASSWORD: _l("密码已更改，请用新密码重新登录。"),
    SessionEnd.FACTOR: _l("您的验证器已由安全管理员重置，请重新登录。"),
}
"What a person reads whose session ended otherwise than by signing out."


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in():
    """Sign in."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.home"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            found = check_password(form.name.data, form.password.data, place=place(), now=clock.now())
        except (WrongPassword, TooManyFailures, TooManySessions) as refusal:
            put_on(form, refusal)
        else:
            leave(SessionEnd.REPLACED)
            return go_on(found, wanted_target())
    provider = provider_client.settings()
    over = OVER.get(g.get("session_over")) if request.method == "GET" else None
    return render_template(
        "auth/sign_in.html", form=form, over=over, provider=provider,
        leaves_provider=provider is not None and "provider" in request.args,
    ), status_of(form)


def leave(why: SessionEnd) -> None:
    """End the session that the cookie carries, half-way or over though it may be."""
    if TOKEN in session:
        end_session(session[TOKEN], why=why, now=clock.now())


@blueprint.post("/sign-out")
@open_to_all
def sign_out():
    """Sign out."""
    by_provider = current_user.is_authenticated and current_user.way is not SignInWay.PASSWORD
    leave(SessionEnd.SIGNED_OUT)
    logout_user()
    session.clear()
    flash(_("您已退出登录。"), "info")
    return redirect(url_for("auth.sign_in", provider="" if by_provider else None))


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
    """Flask-Login. When sessions end is the store's knowledge; the cookie lives as long as the longest of them.

    It is written when it changes and never else: an answer that comes late, of a request in the background, would put
    back what it was before, and lose the word that an order is saved or the session's new id.
    """
    login_manager.init_app(app)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
