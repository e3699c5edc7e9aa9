"""登录情况: who is signed in where, and who has to wait after failed attempts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.guarding import GuardKind
from tracker.domain.permissions import Permission
from tracker.reads.sign_ins import sign_ins
from tracker.usecases.end_sessions import end_session_of, end_sessions_of
from tracker.usecases.lift_lock import lift_lock
from tracker.web.doors import current_actor, requires
from tracker.web.errors import not_found

blueprint = Blueprint("sign_ins", __name__, url_prefix="/sign-ins")


@blueprint.get("/")
@requires(Permission.MANAGE_ACCESS)
def index():
    """Who is here, and who is kept waiting."""
    return render_template("admin/sign_ins.html", page=sign_ins(by=current_actor(), now=clock.now()))


@blueprint.post("/<int:session_id>/end")
@requires(Permission.MANAGE_ACCESS)
def end(session_id: int):
    """End one session of somebody's."""
    end_session_of(session_id, by=current_actor(), now=clock.now())
    flash(_("已结束那一处的登录。"), "good")
    return redirect(url_for("sign_ins.index"))


@blueprint.post("/of/<int:person_id>/end")
@requires(Permission.MANAGE_ACCESS)
def end_all(person_id: int):
    """End every session of somebody's."""
    count = end_sessions_of(person_id, by=current_actor(), now=clock.now())
    flash(_("已结束 %(count)d 处登录。", count=count), "good")
    return redirect(url_for("sign_ins.index"))


@blueprint.post("/lift")
@requires(Permission.MANAGE_ACCESS)
def lift():
    """Let somebody try again at once."""
    kind = request.form.get("kind", "")
    if kind not in list(GuardKind):
        raise not_found()
    lift_lock(GuardKind(kind), request.form.get("key", ""), by=current_actor(), now=clock.now())
    flash(_("已解除锁定，可以立即再试。"), "good")
    return redirect(url_for("sign_ins.index"))
