"""Bringing in a workbook: template, upload, preview, one decision. An upload is never served back."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.import_preview import import_preview, own_imports
from tracker.usecases.confirm_import import confirm_import
from tracker.usecases.drop_import import drop_import
from tracker.usecases.make_template import make_template
from tracker.usecases.preview_import import preview_import
from tracker.usecases.recheck_import import recheck_import
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(Form):
    """One workbook."""

    file = FileField(_l("Excel 工作簿（.xlsx）"), [FileRequired(_l("请选择要导入的 .xlsx 文件。"))])


class ChoiceForm(Form):
    """What the uploader decides about the sheet."""

    skip_bad = BooleanField()
    add_departments = BooleanField(_l("系统中没有的单位按台账新建"))
    add_codes = BooleanField(_l("新来源渠道、事项分类按台账新建"))


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.IMPORT_ORDERS)
def upload() -> Any:
    """Upload a workbook to be checked."""
    form, actor = UploadForm(), current_actor()
    if form.validate_on_submit():
        with refusals_on(form):
            given = form.file.data
            batch_id = preview_import(given.stream, given.filename or "", by=actor, now=clock.now())
            return redirect(url_for("imports.preview", batch_id=batch_id), 303)
    page = render_template(
        "imports/upload.html", form=form, batches=own_imports(by=actor),
        most_mb=current_app.config["MAX_CONTENT_LENGTH"] // 1024 ** 2,
    )
    return page, status_of(form)


@blueprint.get("/template")
@requires(Permission.IMPORT_ORDERS)
def template() -> Response:
    """The template workbook."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "template.xlsx"
        make_template(path)
        return send_file(BytesIO(path.read_bytes()), SHEET, as_attachment=True, download_name="工单导入模板.xlsx")


@blueprint.get("/<int:batch_id>")
@requires(Permission.IMPORT_ORDERS)
def preview(batch_id: int) -> str:
    """What the check found and the decision; afterwards, what came of it."""
    batch = import_preview(batch_id, by=current_actor())
    form = ChoiceForm(formdata=None, add_departments=batch.add_departments, add_codes=batch.add_codes)
    return render_template("imports/preview.html", batch=batch, form=form)


@blueprint.post("/<int:batch_id>/recheck")
@requires(Permission.IMPORT_ORDERS)
def recheck(batch_id: int) -> Any:
    """Check again: units may have been added, or names that the office lacks be wanted as the ledger has them."""
    form = ChoiceForm()
    recheck_import(
        batch_id, add_departments=form.add_departments.data, add_codes=form.add_codes.data, by=current_actor(),
        now=clock.now(),
    )
    flash(_("已重新检查。"), "info")
    return redirect(url_for("imports.preview", batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/confirm")
@requires(Permission.IMPORT_ORDERS)
def confirm(batch_id: int) -> Any:
    """Import the rows without problems."""
    confirm_import(batch_id, skip_bad=ChoiceForm().skip_bad.data, by=current_actor(), now=clock.now())
    return redirect(url_for("imports.preview", batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/drop")
@requires(Permission.IMPORT_ORDERS)
def drop(batch_id: int) -> Any:
    """Import nothing."""
    drop_import(batch_id, by=current_actor(), now=clock.now())
    flash(_("已放弃，没有导入任何工单。"), "info")
    return redirect(url_for("imports.upload"), 303)
