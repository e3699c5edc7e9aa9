"""督办台账 and 疑难工单台账: what is being pressed, and what cannot be solved soon."""

from flask import Blueprint, render_template, request

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.ledgers import hard_orders
from tracker.reads.ledgers import supervisions as notices
from tracker.web.doors import current_actor, requires

blueprint = Blueprint("ledgers", __name__)


@blueprint.get("/supervisions")
@requires(Permission.SUPERVISE_ORDER, Permission.HANDLE_ORDER)
def supervisions():
    """Numbered notices; ?closed=1 shows those that have ended."""
    is_open = request.args.get("closed") != "1"
    lines = notices(is_open, by=current_actor(), now=clock.now())
    return render_template(
        "ledgers/supervisions.html", lines=lines, is_open=is_open,
        may_issue=current_actor().may(Permission.SUPERVISE_ORDER),
    )


@blueprint.get("/hard-orders")
@requires(Permission.KEEP_HARD_LEDGER)
def hard():
    """Hard orders; ?off=1 shows those that are not on the ledger."""
    on_ledger = request.args.get("off") != "1"
    lines = hard_orders(on_ledger, by=current_actor(), now=clock.now())
    return render_template("ledgers/hard_orders.html", lines=lines, on_ledger=on_ledger)
