"""Code tables: the lists that forms choose from."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.overtaking import mark_of
from tracker.domain.permissions import Permission
from tracker.domain.words import CodeTable
from tracker.reads.code_tables import code_row, code_table, parents, table_counts
from tracker.usecases.add_code import CODE_MAX, NAME_MAX, TWO_LEVELS, add_code
from tracker.usecases.change_code import change_code, move_code, state_of
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import Form, SharedForm, at_most, codes, needed

blueprint = Blueprint("codes", __name__, url_prefix="/codes")


class AddForm(Form):
    """A new entry; `parent_code` only where the table has two levels."""

    name = StringField(_l("名称"), [needed(), at_most(NAME_MAX)])
    code = StringField(_l("代码"), [Optional(), at_most(CODE_MAX)], description=_l("可不填，由系统编号"))
    parent_code = SelectField(_l("上级分类"), [Optional()])

    def __init__(self, table: CodeTable, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        if table in TWO_LEVELS:
            self.parent_code.choices = codes(parents(table), _("（一级分类）"))
        else:
            del self.parent_code


class ChangeForm(SharedForm):
    """An entry that exists."""

    name = StringField(_l("名称"), [needed(), at_most(NAME_MAX)])
    is_active = BooleanField(_l("在用"), description=_l("取消后表单不再提供，已用到的工单照常显示"))


def _table(name: str) -> CodeTable:
    try:
        return CodeTable(name)
    except ValueError:
        abort(404)


def _shown(table: CodeTable, form: AddForm):  # type: ignore[no-untyped-def]
    tabs = [
        {
            "label": _(one.label), "url": url_for("codes.table", name=one.value), "is_current": one is table,
            "count": count,
        }
        for one, count in table_counts().items()
    ]
    html = render_template("admin/codes.html", kind=table, rows=code_table(table), form=form, tabs_of_tables=tabs)
    return html, status_of(form)


@blueprint.get("/")
@requires(Permission.EDIT_CODES)
def index():
    """The first table."""
    return _shown(CodeTable.CHANNEL, AddForm(CodeTable.CHANNEL))


@blueprint.route("/<string:name>", methods=["GET", "POST"])
@requires(Permission.EDIT_CODES)
def table(name: str):
    """One table, with the form that adds to it."""
    chosen = _table(name)
    form = AddForm(chosen)
    if form.validate_on_submit():
        with refusals_on(form):
            parent = form.parent_code.data if "parent_code" in form else None
            add_code(
                chosen, form.name.data or "", code=form.code.data or "", parent_code=parent or None,
                by=current_actor(), now=clock.now(),
            )
            flash(_("已新增“%(name)s”。", name=form.name.data), "good")
            return redirect(url_for("codes.table", name=name))
    return _shown(chosen, form)


@blueprint.route("/entry/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_CODES)
def edit(item_id: int):
    """Rename or switch an entry."""
    row = code_row(item_id)
    form = ChangeForm(data=(known := state_of(row.name, row.is_active)) | {"mark": mark_of(known)})
    if form.validate_on_submit():
        with refusals_on(form):
            change_code(
                item_id, name=form.name.data or "", is_active=form.is_active.data, seen=form.mark.data,
                by=current_actor(), now=clock.now(),
            )
            flash(_("已保存“%(name)s”。", name=form.name.data), "good")
            return redirect(url_for("codes.table", name=row.table.value))
    return render_template("admin/code.html", form=form, row=row), status_of(form)


@blueprint.post("/entry/<int:item_id>/up", defaults={"way": "up"})
@blueprint.post("/entry/<int:item_id>/down", defaults={"way": "down"})
@requires(Permission.EDIT_CODES)
def move(item_id: int, way: str):
    """Change places with the neighbour."""
    row = code_row(item_id)
    move_code(item_id, up=way == "up", by=current_actor(), now=clock.now())
    return redirect(url_for("codes.table", name=row.table.value, _anchor=f"code-{item_id}"))
