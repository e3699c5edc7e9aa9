"""Units: the list by kind, adding, changing, ordering."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, TelField
from wtforms.validators import Optional

from tracker import clock
from tracker.domain.overtaking import mark_of
from tracker.domain.permissions import Permission
from tracker.domain.words import DepartmentKind
from tracker.reads.departments import departments_page, unit_row
from tracker.usecases.add_department import NAME_MAX, PHONE_MAX, add_department
from tracker.usecases.change_department import change_department, move_department, state_of
from tracker.web.doors import current_actor, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.forms import SharedForm, at_most, chosen, needed, words

blueprint = Blueprint("departments", __name__, url_prefix="/departments")


class UnitForm(SharedForm):
    """A unit."""

    name = StringField(_l("单位名称"), [needed(), at_most(NAME_MAX)])
    kind = RadioField(_l("单位类别"), [chosen()], default=DepartmentKind.DEPARTMENT.value)
    phone = TelField(_l("联系电话"), [Optional(), at_most(PHONE_MAX)])

    def __init__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.kind.choices = words(DepartmentKind)


class ChangeForm(UnitForm):
    """A unit that exists."""

    is_active = BooleanField(_l("在用"), description=_l("取消后不再接新工单，原有工单和统计保留"))


@blueprint.get("/")
@requires(Permission.EDIT_DEPARTMENTS)
def index():
    """The units by kind."""
    return render_template("admin/departments.html", kinds=departments_page())


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_DEPARTMENTS)
def new():
    """Add a unit."""
    form = UnitForm()
    if form.validate_on_submit():
        with refusals_on(form):
            add_department(
                form.name.data or "", DepartmentKind(form.kind.data), phone=form.phone.data or "",
                by=current_actor(), now=clock.now(),
            )
            flash(_("已新增单位“%(name)s”。", name=form.name.data), "good")
            return redirect(url_for("departments.index"))
    return render_template("admin/department.html", form=form, row=None), status_of(form)


@blueprint.route("/<int:department_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_DEPARTMENTS)
def edit(department_id: int):
    """Change a unit."""
    row = unit_row(department_id)
    form = ChangeForm(data={
        "name": row.name, "kind": row.kind.value, "phone": row.phone, "is_active": row.is_active,
        "mark": mark_of(state_of(row.name, row.kind, row.phone, row.is_active)),
    })
    if form.validate_on_submit():
        with refusals_on(form):
            change_department(
                department_id, name=form.name.data or "", kind=DepartmentKind(form.kind.data),
                phone=form.phone.data or "", is_active=form.is_active.data, seen=form.mark.data,
                by=current_actor(), now=clock.now(),
            )
            flash(_("已保存单位“%(name)s”。", name=form.name.data), "good")
            return redirect(url_for("departments.index"))
    return render_template("admin/department.html", form=form, row=row), status_of(form)


@blueprint.post("/<int:department_id>/up", defaults={"way": "up"})
@blueprint.post("/<int:department_id>/down", defaults={"way": "down"})
@requires(Permission.EDIT_DEPARTMENTS)
def move(department_id: int, way: str):
    """Change places with the neighbour."""
    move_department(department_id, up=way == "up", by=current_actor(), now=clock.now())
    return redirect(url_for("departments.index", _anchor=f"unit-{department_id}"))
