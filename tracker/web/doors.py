"""Who may enter: every view declares its door, and a house test finds one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, redirect, request, url_for
from flask_login import current_user

from tracker import clock
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotPermitted
from tracker.domain.sessions import SessionStep
from tracker.domain.words import N_
from tracker.reads.factor_page import is_recent

View = Callable[..., Any]

STEP_PAGES: dict[SessionStep, str] = {
    SessionStep.SECOND_STEP: "second_step.code",
    SessionStep.NEW_PASSWORD: "account.new_password",
    SessionStep.ENROL: "second_step.enrol",
}
"The page that takes each step of a sign-in which is not all the way yet: see usecases/stepping.py."


def current_actor() -> Actor:
    """Who acts in this request; only behind a door that asks for a sign-in."""
    actor: Actor = current_user.actor
    return actor


def local_target(target: str | None, otherwise: str) -> str:
    """Where a page or a form says it came from: only a path of our own is followed."""
    parts = urlsplit(target or "")
    ours = target and target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if ours and target else otherwise


def _to_sign_in() -> Response:
    """To the sign-in page, or to the page of the step that the sign-in has come to."""
    page = STEP_PAGES.get(getattr(current_user, "step", SessionStep.OPEN), "auth.sign_in")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for(page)})
    return redirect(url_for(page, next=back))  # type: ignore[return-value]


def _door(view: View, name: str, check: Callable[[], None]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        check()
        return view(*args, **kwargs)

    guarded.door = name  # type: ignore[attr-defined]
    return guarded


def requires(*permissions: Permission) -> Callable[[View], View]:
    """For whoever holds at least one of the permissions."""

    def decorate(view: View) -> View:
        def check() -> None:
            actor = current_actor()
            if len(permissions) == 1:
                require(actor, permissions[0])
            elif not any(actor.may(permission) for permission in permissions):
                raise NotPermitted(N_("您没有进入这个页面的权限，如需办理请联系安全管理员。"))

        return _door(view, "|".join(permission.name for permission in permissions), check)

    return decorate


def signed_in(view: View) -> View:
    """For everybody who is signed in."""
    return _door(view, "signed_in", lambda: None)


def asked_again() -> Any:
    """The way to the proof of who it is when the last one lies too far back for a sensitive act; None otherwise.

    What was sent is not kept: the person is led back to the page from which it was sent.
    """
    if is_recent(current_user.proved_at, clock.now()):
        return None
    came_from = urlsplit(request.referrer or "")
    sent_from = f"{came_from.path}?{came_from.query}".rstrip("?") if came_from.netloc == request.host else None
    target = request.full_path.rstrip("?") if request.method == "GET" else sent_from
    return redirect(url_for("factor.prove", next=target), 303)


def recently_proved(view: View) -> View:
    """Beneath another door, for sensitive acts: asks who it is once more when the last proof lies too far back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return asked_again() or view(*args, **kwargs)

    return guarded


def at_step(step: SessionStep) -> Callable[[View], View]:
    """For whose sign-in has come to this step, and nobody else: `current_user` is the person it will be."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if getattr(current_user, "step", None) is not step:
                return redirect(url_for("desk.home")) if current_user.is_authenticated else _to_sign_in()
            return view(*args, **kwargs)

        guarded.door = f"step:{step.value}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(view: View) -> View:
    """For everybody, signed in or not."""
    view.door = "open"  # type: ignore[attr-defined]
    return view


def is_demo() -> bool:
    """Is this the demo's database?"""
    return bool(g.get("is_demo", False))
