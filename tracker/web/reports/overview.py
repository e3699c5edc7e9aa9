"""运行总览: the page of the day. Every number leads to the list of its orders."""

from typing import Any

from flask import render_template, url_for

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.overview import Overview
from tracker.reads.overview import overview as reading
from tracker.web.doors import current_actor, requires
from tracker.web.reports.blueprint import blueprint


def _since_first(found: Overview) -> dict[str, Any]:
    return {"received_from": found.month_start, "received_to": found.today}


@blueprint.get("/overview")
@requires(Permission.SEE_OVERVIEW)
def overview() -> str:
    """How the day stands."""
    found = reading(by=current_actor(), now=clock.now())

    def orders(**filters: Any) -> str:
        return url_for("orders.index", **filters)

    return render_template("reports/overview.html", found=found, orders=orders, this_month=_since_first(found))
