"""Refusals become pages: on the form that caused them where there is one, else a page of their own.

An error of ours says a number and nothing else; what happened stands in the log beside it.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NotFoundPage
from wtforms import HiddenField

from tracker.domain.hurdles import Hindered
from tracker.domain.overtaking import Overtaken
from tracker.domain.refusals import AlreadyDone, Invalid, InvalidEntries, OutOfTurn, Refusal, Stale, Unreadable
from tracker.domain.words import N_
from tracker.reads.trouble import Trouble, trouble_of
from tracker.usecases.guarding import TooManyFailures
from tracker.web import refused
from tracker.web.bare import bare_page
from tracker.web.error_words import words_of
from tracker.web.hosts import UnknownHost
from tracker.web.language import said

log = logging.getLogger(__name__)

KEPT = ("Allow", "Retry-After", "Content-Range")
"Headers of an HTTP error that belong to it."

OTHER_HOST = N_("不能用这个网址打开本系统，请改用单位公布的网址。系统管理员可以在设置 TRACKER_HOSTS 中加上这个主机名。")
UNREADABLE = N_("这里有加密的个人信息打不开：密钥文件不在或不对，或者内容已被改动。没有保存任何改动，请把编号告诉系统管理员。")
RETRY_SECONDS = "30"
"When to come again after the store could not do its work."


def _incident() -> str:
    return secrets.token_hex(4)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), default="text/html")
    return best == "application/json"


def _page(status: int, message: str, incident: str = "") -> Response:
    """The answer in the shape that was asked for: a part of a page, data, or a page of its own."""
    if request.headers.get("HX-Request"):
        text = f"{message} {_('事件编号')} {incident}" if incident else message
        return Response(text, status, mimetype="text/plain")
    if _wants_json():
        answer = jsonify({"status": status, "message": message} | ({"incident": incident} if incident else {}))
    else:
        answer = make_response(render_template(
            "errors/error.html", title=_(words_of(status).title), status=status, message=message, incident=incident))
    answer.status_code = status
    return answer


def _on_refusal(refusal: Refusal) -> Response:
    log.info("refused at %s with %d: %s", request.endpoint, refusal.status, type(refusal).__name__)
    refused.record(refusal.status)
    return _page(refusal.status, said(refusal))


def _on_unreadable(refusal: Unreadable) -> Response:
    """What happened is for the log: it names files and keys."""
    incident = _incident()
    log.error("incident %s at %s: %s", incident, request.endpoint, refusal)
    return _page(refusal.status, _(UNREADABLE), incident)


def _advice(error: HTTPException, status: int) -> str:
    wait = getattr(error, "retry_after", None)
    if status == 429 and isinstance(wait, int):
        return _("操作过于频繁，请过 %(seconds)d 秒再试。已填写的内容会保留。", seconds=wait)
    return _(words_of(status).advice)


def _on_http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    refused.record(status)
    incident = ""
    if status >= 500:
        incident = _incident()
        log.error("incident %s: %s at %s", incident, error, request.endpoint)
    answer = _page(status, _advice(error, status), incident)
    for name, value in error.get_headers():
        if name in KEPT:
            answer.headers[name] = value
    return answer


def _on_csrf(error: CSRFError) -> Response:
    log.warning("a write at %s was refused: %s", request.endpoint, error.description)
    if not request.cookies:
        return _page(400, _(
            "浏览器没有带回会话。请允许本网站使用 Cookie；网址以 http:// 开头的，请改用 https:// 打开，或请系统管理员检查设置 TRACKER_COOKIE_SECURE。"))
    return _page(400, _("页面停留太久，安全校验已过期。请返回上一页刷新后重新提交，已填写的内容会保留。"))


def _on_host(_error: UnknownHost) -> tuple[str, int]:
    """Without asking who it is: a request for another host is not listened to that far."""
    return bare_page(400, OTHER_HOST), 400


def _on_trouble(trouble: Trouble, error: Exception) -> Response:
    """The store cannot do its work: the page is made without it, and says when to come again."""
    incident = _incident()
    log.error("incident %s at %s: %s: %s", incident, request.endpoint, type(error).__name__, trouble.message)
    g._login_user = AnonymousUserMixin()  # who it is cannot be asked: Flask-Login looks here first
    answer = _page(trouble.status, said(trouble), incident)
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _on_fault(error: Exception) -> Any:
    trouble = trouble_of(error)
    if trouble is not None:
        return _on_trouble(trouble, error)
    incident = _incident()
    log.exception("incident %s at %s", incident, request.endpoint)
    try:
        return _page(500, _(words_of(500).advice), incident)
    except Exception:
        # The menu asks the database, which may be what is gone.
        log.exception("incident %s could not be told on a page of the desk", incident)
        return bare_page(500, incident=incident), 500


def init_errors(app: Flask) -> None:
    """Register the pages for refusals, HTTP errors and faults."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(Unreadable, _on_unreadable)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(UnknownHost, _on_host)
    app.register_error_handler(HTTPException, _on_http)
    if not app.config.get("PROPAGATE_EXCEPTIONS"):
        app.register_error_handler(Exception, _on_fault)


def not_found() -> NotFoundPage:
    """For a view whose object does not exist."""
    return NotFoundPage()


def put_on(form: FlaskForm, refusal: Refusal) -> None:
    """Write a refusal beside the field it names, or above the form."""
    problems = refusal.problems if isinstance(refusal, InvalidEntries) else [refusal]
    for problem in problems:
        name = getattr(problem, "field", None)
        field = form._fields.get(name) if name else None
        if field is not None:
            field.errors = [*field.errors, said(problem)]
        else:
            form.form_errors.append(said(problem))
    if isinstance(refusal, Overtaken):
        _tell_overtaken(form, refusal)
    form.refusal_status = refusal.status


def _in_words(field: Any, value: Any) -> str:
    """What stands, as the form would show it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    known = {str(code): label for code, label, *_more in field.iter_choices()} if hasattr(field, "iter_choices") else {}
    found = [known.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]) if one]
    return _("、").join(str(one) for one in found) or _("（空）")


def _tell_overtaken(form: FlaskForm, refusal: Overtaken) -> None:
    """Beside each field what it has become; the next submit is made knowingly."""
    for name, value in refusal.changed.items():
        field = form._fields.get(name)
        if field is not None and not isinstance(field, HiddenField):
            field.errors = [*field.errors, _("已被改为“%(value)s”。", value=_in_words(field, value))]
    form.mark.data = refusal.mark


@contextmanager
def refusals_on(form: FlaskForm) -> Iterator[None]:
    """Put what the use case refuses on the form, which then has errors and keeps all that was typed."""
    try:
        yield
    except (Invalid, InvalidEntries, Hindered, OutOfTurn, Stale, AlreadyDone) as refusal:
        put_on(form, refusal)


@contextmanager
def waits_on(form: FlaskForm) -> Iterator[None]:
    """Say on the form itself how long the next attempt has to wait."""
    try:
        yield
    except TooManyFailures as refusal:
        put_on(form, refusal)


def status_of(form: FlaskForm) -> int:
    """The page's status: 200 for a fresh form, else what the refusal says (422 for a wrong shape), which is logged."""
    if not form.errors:
        return 200
    status = int(getattr(form, "refusal_status", 422))
    named = sorted(name for name in form.errors if name)
    log.info("a form was refused at %s with %d: %s", request.endpoint, status, " ".join(named) or "as a whole")
    return status
