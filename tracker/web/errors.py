"""Refusals become pages: on the form that caused them where there is one, else a page of their own."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NotFoundPage

from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import AlreadyDone, Invalid, InvalidEntries, OutOfTurn, Refusal, Stale
from tracker.domain.words import N_
from tracker.web.language import said

log = logging.getLogger(__name__)

WORDS = {
    400: N_("请求不完整，请返回上一页重新提交。"),
    403: N_("您没有权限进入这个页面。"),
    404: N_("没有找到这个页面，请检查网址，或从菜单重新进入。"),
    405: N_("这个网址不接受这种操作，请从页面上的按钮进入。"),
    413: N_("上传的文件太大，请拆分后再上传。"),
    429: N_("操作过于频繁，请稍后再试。"),
}
OTHERWISE = N_("服务暂时不可用，请稍后再试。")


def _page(status: int, message: str, incident: str | None = None) -> tuple[str, int]:
    if request.headers.get("HX-Request"):
        return message, status
    return render_template("errors/error.html", status=status, message=message, incident=incident), status


def _on_refusal(refusal: Refusal) -> tuple[str, int]:
    return _page(refusal.status, said(refusal))


def _on_http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    return _page(status, _(WORDS.get(status, OTHERWISE)))


def _on_csrf(_error: CSRFError) -> tuple[str, int]:
    return _page(400, _("页面停留太久，安全校验已过期。请返回上一页刷新后重新提交，已填写的内容会保留。"))


def _on_fault(error: Exception) -> tuple[str, int]:
    incident = secrets.token_hex(4)
    log.exception("incident %s at %s", incident, request.endpoint)
    return _page(500, _("程序出了问题，没有保存任何改动。请把编号告诉系统管理员。"), incident)


def init_errors(app: Flask) -> None:
    """Register the pages for refusals, HTTP errors and faults."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(CSRFError, _on_csrf)
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
    form.refusal_status = refusal.status


@contextmanager
def refusals_on(form: FlaskForm) -> Iterator[None]:
    """Put what the use case refuses on the form, which then has errors and keeps all that was typed."""
    try:
        yield
    except (Invalid, InvalidEntries, Hindered, OutOfTurn, Stale, AlreadyDone) as refusal:
        put_on(form, refusal)


def status_of(form: FlaskForm) -> int:
    """The page's status: 200 for a fresh form, else what the refusal says (422 for a wrong shape)."""
    if not form.errors:
        return 200
    return int(getattr(form, "refusal_status", 422))
