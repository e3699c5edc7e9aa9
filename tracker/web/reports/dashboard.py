"""领导看板: one page for the big screen (?screen=1), the desk and the phone, which asks for itself anew."""

from flask import render_template, request, url_for

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.dashboard import dashboard as reading
from tracker.web.doors import current_actor, requires
from tracker.web.reports.blueprint import blueprint
from tracker.web.reports.figure_links import figure_url


@blueprint.get("/dashboard")
@requires(Permission.SEE_OVERVIEW)
def dashboard() -> str:
    """The page; asked for by htmx just its figures."""
    found = reading(by=current_actor(), now=clock.now())
    is_part = request.headers.get("HX-Request") == "true"
    screen = request.args.get("screen") == "1"
    return render_template(
        "reports/_dashboard.html" if is_part else "reports/dashboard.html", found=found, figure_url=figure_url,
        screen=screen, own_url=url_for("reports.dashboard", screen=1 if screen else None),
    )
