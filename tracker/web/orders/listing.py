"""Search and filters: the list of the orders that a person may see."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.words import Light, OrderClass, RequestType, Stage, Urgency
from tracker.reads.order_list import Filters, order_list
from tracker.web.doors import current_actor, requires
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.forms import FilterForm

KINDS = {
    "stage": Stage, "light": Light, "order_class": OrderClass, "request_type": RequestType, "urgency": Urgency,
    "lead_id": int,
}


def filters_of(form: FilterForm) -> Filters:
    """The filters that were entered; what cannot be read narrows nothing and is named on the form."""
    given: dict[str, Any] = {}
    for name, field in form._fields.items():
        if field.errors or field.data in (None, ""):
            continue
        given[name] = KINDS[name](field.data) if name in KINDS else field.data
    if "is_open" in given:
        given["is_open"] = given["is_open"] == "1"
    return Filters(**given)


def _chips(form: FilterForm) -> list[dict[str, str]]:
    """The filters in force as words, each with the address that drops it."""
    chips = []
    for name, field in form._fields.items():
        if field.errors or field.data in (None, ""):
            continue
        labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or []}
        label = _("状态") if name == "is_open" else str(field.label.text)
        rest = {key: value for key, value in request.args.items() if key not in (name, "page")}
        chips.append({
            "label": label, "value": _("未办结") if name == "is_open" else labels.get(str(field.data), str(field.data)),
            "remove_url": url_for("orders.index", **rest),
        })
    return chips


@blueprint.get("/")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def index():
    """The list."""
    form = FilterForm(request.args)
    form.validate()
    page = request.args.get("page", 1, type=int)
    found = order_list(filters_of(form), page, by=current_actor(), now=clock.now())
    kept = {key: value for key, value in request.args.items() if key != "page" and value}

    def page_url(number: int) -> str:
        return url_for("orders.index", **kept, page=number)

    return render_template("orders/index.html", form=form, chips=_chips(form), found=found, page_url=page_url)
