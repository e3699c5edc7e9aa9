"""Attachments over HTTP: added and removed on the order's page, sent to whoever may see the order and to nobody else.

What is sent is never a page of ours: it may not run, frame others or be sniffed for another type.
"""

from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.attachments import SHOWN_INLINE
from tracker.domain.permissions import Permission
from tracker.domain.words import AttachmentKind
from tracker.reads.attachments import StoredFile, attachment_of, attachment_panel, attachment_view
from tracker.usecases.attach_files import attach_files
from tracker.usecases.remove_attachment import remove_attachment
from tracker.usecases.take_attachment import take_attachment
from tracker.web.doors import current_actor, requires
from tracker.web.errors import not_found, refusals_on, status_of
from tracker.web.orders.attachment_forms import RemoveForm, UploadForm, uploads
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.page import shown

SEEING = (Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
ADDING = (Permission.REGISTER_ORDER, Permission.HANDLE_ORDER)

ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; " \
        "frame-ancestors 'none'; sandbox"
"A picture or recording opened by itself: the browser's own viewer, and nothing of ours."
PDF = "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"The browser's PDF viewer does not start in a sandbox; it stands in a frame of the page."


@blueprint.post("/<int:order_id>/attachments")
@requires(*ADDING)
def attach(order_id: int) -> Any:
    """Add files."""
    actor, now, form = current_actor(), clock.now(), UploadForm()
    form.offer(attachment_panel(order_id, by=actor, now=now))
    if form.validate_on_submit():
        with refusals_on(form):
            count = attach_files(
                order_id, uploads(form.files), kind=AttachmentKind(form.kind.data), by=actor, now=now)
            flash(_("已上传 %(count)d 个附件。", count=count), "good")
            return redirect(url_for("orders.show", order_id=order_id, _anchor="attachments"), 303)
    return shown(order_id, form)


def _viewed(order_id: int, attachment_id: int, form: RemoveForm) -> Any:
    view = attachment_view(order_id, attachment_id, by=current_actor())
    template = "orders/_attachment.html" if request.headers.get("HX-Request") else "orders/attachment.html"
    return render_template(template, view=view, row=view.row, form=form), status_of(form)


@blueprint.get("/<int:order_id>/attachments/<int:attachment_id>")
@requires(*SEEING)
def attachment(order_id: int, attachment_id: int) -> Any:
    """Look at one attachment: a part of the order's page, or a page of its own."""
    return _viewed(order_id, attachment_id, RemoveForm(formdata=None))


@blueprint.post("/<int:order_id>/attachments/<int:attachment_id>/remove")
@requires(*SEEING)
def remove(order_id: int, attachment_id: int) -> Any:
    """Take it off the page."""
    form = RemoveForm()
    if form.validate_on_submit():
        with refusals_on(form):
            number = remove_attachment(
                order_id, attachment_id, reason=form.removal_reason.data or "", by=current_actor(), now=clock.now())
            flash(_("已移除附件 %(number)d。", number=number), "good")
            return redirect(url_for("orders.show", order_id=order_id, _anchor="attachments"), 303)
    return _viewed(order_id, attachment_id, form)


def _sent(file: StoredFile, policy: str, *, as_download: bool = False) -> Response:
    """The contents, in parts where the player asks for parts; asked for again, only whether it may still be seen."""
    response = send_file(
        file.path, mimetype=file.media_type, as_attachment=as_download, download_name=file.file_name, conditional=True,
        etag=file.sha256, last_modified=file.at,
    )
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN" if policy == PDF else "DENY"
    return response


@blueprint.get("/<int:order_id>/attachments/<int:attachment_id>/thumb")
@requires(*SEEING)
def attachment_thumb(order_id: int, attachment_id: int) -> Response:
    """The small picture."""
    return _sent(attachment_of(order_id, attachment_id, by=current_actor(), small=True), ALONE)


@blueprint.get("/<int:order_id>/attachments/<int:attachment_id>/content")
@requires(*SEEING)
def attachment_content(order_id: int, attachment_id: int) -> Response:
    """For the page's picture, frame or player; what no browser shows is only downloaded."""
    actor = current_actor()
    if _continues():
        file = attachment_of(order_id, attachment_id, by=actor)
    else:
        file = take_attachment(order_id, attachment_id, is_download=False, by=actor, now=clock.now())
    if file.media_type not in SHOWN_INLINE:
        raise not_found()
    return _sent(file, PDF if file.media_type == "application/pdf" else ALONE)


def _continues() -> bool:
    """Is it a player that asks for the next part of what is on record already?"""
    return bool(request.range and request.range.ranges and request.range.ranges[0][0])


@blueprint.get("/<int:order_id>/attachments/<int:attachment_id>/download")
@requires(*SEEING)
def attachment_download(order_id: int, attachment_id: int) -> Response:
    """The file itself; who took it is on record."""
    file = take_attachment(order_id, attachment_id, is_download=True, by=current_actor(), now=clock.now())
    return _sent(file, ALONE, as_download=True)
