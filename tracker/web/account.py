"""我的账户: one's own password, and where one is signed in."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField, ValidationError

from tracker import clock
from tracker.domain.password_rule import LONGEST
from tracker.domain.sessions import SessionStep
from tracker.reads.own_password import password_state
from tracker.reads.own_sessions import own_sessions
from tracker.usecases.end_sessions import end_own_session, end_own_sessions
from tracker.usecases.set_password import change_own_password, replace_password
from tracker.web.auth import carry, go_on, wanted_target
from tracker.web.doors import at_step, current_actor, recently_proved, signed_in
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form, at_most, needed

blueprint = Blueprint("account", __name__, url_prefix="/me")


class NewPasswordForm(Form):
    """A password that one chooses, twice."""

    new = PasswordField(_l("新密码"), [needed(), at_most(LONGEST)], render_kw={"autocomplete": "new-password"})
    again = PasswordField(_l("再输入一次新密码"), [needed(), at_most(LONGEST)], render_kw={"autocomplete": "new-password"})

    def validate_again(self, field: PasswordField) -> None:
        """Both entries agree."""
        if field.data != self.new.data:
            raise ValidationError(_("两次输入的新密码不一致。"))


class PasswordForm(NewPasswordForm):
    """One's own password, with the old one asked."""

    old = PasswordField(_l("原密码"), [needed(), at_most(LONGEST)], render_kw={"autocomplete": "current-password"})


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password():
    """Change one's own password; every other session of the person ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        with refusals_on(form):
            token = change_own_password(
                form.old.data or "", form.new.data or "", session_id=current_user.session_id, by=current_actor(),
                now=clock.now(),
            )
            assert token is not None  # there is a session: it asks
            carry(token)
            flash(_("密码已修改，其他地方的登录已退出。"), "good")
            return redirect(url_for("desk.home"))
    state = password_state(by=current_actor(), now=clock.now())
    return render_template("account/password.html", form=form, state=state), status_of(form)


@blueprint.route("/new-password", methods=["GET", "POST"])
@at_step(SessionStep.NEW_PASSWORD)
def new_password():
    """The step of a sign-in in which a one-time password makes way for one's own."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        with refusals_on(form):
            found = replace_password(current_user.session_id, form.new.data or "", now=clock.now())
            answer = go_on(found, wanted_target())
            flash(_("密码已设好，以后请用新密码登录。"), "good")
            return answer
    state = password_state(by=current_user.actor, now=clock.now())
    return render_template("account/new_password.html", form=form, state=state), status_of(form)


@blueprint.get("/sessions")
@signed_in
def sessions():
    """Where one is signed in, and where one was lately."""
    page = own_sessions(here=current_user.session_id, by=current_actor(), now=clock.now())
    return render_template("account/sessions.html", page=page)


@blueprint.post("/sessions/<int:session_id>/end")
@signed_in
@recently_proved
def end_session(session_id: int):
    """End one of one's own sessions."""
    end_own_session(session_id, by=current_actor(), now=clock.now())
    flash(_("已结束那一处的登录。"), "good")
    return redirect(url_for("account.sessions"))


@blueprint.post("/sessions/end-others")
@signed_in
@recently_proved
def end_others():
    """End all of one's own sessions but this one."""
    count = end_own_sessions(but=current_user.session_id, by=current_actor(), now=clock.now())
    flash(_("已结束其他 %(count)d 处登录。", count=count), "good")
    return redirect(url_for("account.sessions"))


@blueprint.post("/sessions/end-all")
@signed_in
@recently_proved
def end_all():
    """Sign out everywhere, here too."""
    end_own_sessions(but=None, by=current_actor(), now=clock.now())
    session.clear()
    flash(_("已在所有地方退出登录。"), "info")
    return redirect(url_for("auth.sign_in"))
