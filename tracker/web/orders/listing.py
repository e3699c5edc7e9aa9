"""Search and filters: the list of the orders that a person may see."""

from flask import render_template, request, url_for

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.order_list import order_list
from tracker.web.doors import current_actor, requires
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.filter_form import ALWAYS, chips, read_filters


@blueprint.get("/")
@requires(Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)
def index():
    """The list."""
    form = read_filters(request.args)
    found = order_list(
        form.filters(), after=request.args.get("after"), before=request.args.get("before"), by=current_actor(),
        now=clock.now(),
    )
    url = url_for("orders.index")

    def turned(**spot: str) -> str:
        return url_for("orders.index", **_grouped(form.pairs()), **spot)

    return render_template(
        "orders/index.html", form=form, chips=chips(form, url), found=found, turned=turned,
        more=[name for name in form._fields if name not in ALWAYS],
    )


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
