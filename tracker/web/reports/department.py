"""本单位指标: a unit's figures, what it answered late and who was not satisfied."""

from flask import render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.department_page import DepartmentPage, department_page
from tracker.web.doors import current_actor, requires
from tracker.web.forms import Form
from tracker.web.reports.blueprint import blueprint
from tracker.web.reports.figure_links import figure_url


class DepartmentForm(Form):
    """Which month, and for those who may choose which unit; sent by GET."""

    class Meta:
        csrf = False

    unit = SelectField(_l("单位"))
    month = SelectField(_l("月份"))

    def __init__(self, page: DepartmentPage) -> None:
        super().__init__(request.args)
        self.month.choices = list(page.months)
        self.month.data = page.month
        self.unit.choices = [SelectChoice(str(unit.id), unit.name) for unit in page.units]
        self.unit.data = str(page.unit.id)
        if not page.units:
            del self.unit


@blueprint.get("/department")
@requires(Permission.HANDLE_ORDER, Permission.SEE_OVERVIEW)
def department() -> str:
    """The page."""
    page = department_page(
        request.args.get("month"), request.args.get("unit", type=int), by=current_actor(), now=clock.now())
    return render_template(
        "reports/department.html", page=page, form=DepartmentForm(page), figure_url=figure_url,
        is_own=not page.units,
    )
