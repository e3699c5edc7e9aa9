"""The knowledge base as a workbook: taken out, and brought in through review."""

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.knowledge_sheet import sheet_rows
from tracker.usecases.export_articles import export_articles, make_knowledge_template
from tracker.usecases.import_articles import import_articles
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form
from tracker.web.imports import SHEET
from tracker.web.knowledge.blueprint import blueprint
from tracker.web.knowledge.forms import FilterForm
from tracker.web.knowledge.listing import filters_of


class UploadForm(Form):
    """One workbook."""

    file = FileField(_l("Excel 工作簿（.xlsx）"), [FileRequired(_l("请选择要导入的 .xlsx 文件。"))])


def _sent(name: str, write: Callable[[Path], Any]) -> Response:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "knowledge.xlsx"
        write(path)
        return send_file(BytesIO(path.read_bytes()), SHEET, as_attachment=True, download_name=name)


@blueprint.get("/export")
@requires(Permission.WRITE_KNOWLEDGE)
def export() -> Response:
    """What the list shows, all pages of it."""
    form, now = FilterForm(request.args), clock.now()
    form.validate()
    name = f"知识库 {now.astimezone(clock.LOCAL):%Y%m%d}.xlsx"
    filters, actor = filters_of(form), current_actor()
    rows = sheet_rows(filters, by=actor, now=now)
    return _sent(name, lambda path: export_articles(path, rows, tab=filters.tab, by=actor, now=now))


@blueprint.get("/import/template")
@requires(Permission.WRITE_KNOWLEDGE)
def template() -> Response:
    """The template workbook."""
    return _sent("知识库导入模板.xlsx", lambda path: make_knowledge_template(path, by=current_actor(), now=clock.now()))


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.WRITE_KNOWLEDGE)
def bring_in() -> Any:
    """Bring in articles; they wait for review."""
    form = UploadForm()
    if form.validate_on_submit():
        with refusals_on(form):
            given = form.file.data
            count = import_articles(given.stream, given.filename or "", by=current_actor(), now=clock.now())
            flash(_("已导入 %(count)d 条，等待审核。", count=count), "good")
            return redirect(url_for("knowledge.index", tab="to_review"), 303)
    return render_template("knowledge/import.html", form=form), status_of(form)
