"""Search and filters: the list of the orders that a person may see, with what it can be kept as and worked on."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.order_list import order_list
from tracker.reads.saved_filters import saved_filters
from tracker.web.doors import current_actor, requires
from tracker.web.errors import status_of
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.bulk_actions import offered_actions
from tracker.web.orders.filter_form import ALWAYS, FilterForm, SaveForm, chips, read_filters

SEES_ORDERS = (Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)


def address_of(query: str = "") -> str:
    """The list under a canonical query."""
    url = url_for("orders.index")
    return f"{url}?{query}" if query else url


def _tabs(query: str) -> list[dict[str, Any]]:
    """Every order, then the filters by name."""
    kept = [
        {"label": f"{one.name} · {one.owner}" if one.owner else one.name, "url": address_of(one.query),
         "is_current": one.query == query}
        for one in saved_filters(by=current_actor())
    ]
    return [{"label": _("全部工单"), "url": address_of(), "is_current": not query}, *kept] if kept else []


def listed(form: FilterForm, sent: SaveForm | None = None):  # type: ignore[no-untyped-def]
    """Render the list; `sent` is the form that was refused, with its errors."""
    actor, query = current_actor(), form.address()
    found = order_list(
        form.filters(), after=request.args.get("after"), before=request.args.get("before"), by=actor, now=clock.now())

    def turned(**spot: str) -> str:
        return address_of("&".join(part for part in (query, urlencode(spot)) if part))

    here = turned(**{name: request.args[name] for name in ("after", "before") if name in request.args})
    html = render_template(
        "orders/index.html", here=here, form=form, chips=chips(form, url_for("orders.index")), found=found,
        turned=turned, more=[name for name in form._fields if name not in ALWAYS], tabs=_tabs(query), query=query,
        save=sent or SaveForm(formdata=None, query=query), actions=offered_actions(actor),
        may_share=actor.may(Permission.SHARE_FILTER), may_export=actor.may(Permission.EXPORT_ORDERS),
    )
    return html, status_of(sent) if sent is not None else 200


@blueprint.get("/")
@requires(*SEES_ORDERS)
def index():
    """The list."""
    return listed(read_filters(request.args))
