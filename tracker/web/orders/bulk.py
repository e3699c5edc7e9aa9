"""批量办理: a selection from a list, the form of what is to be done with it, and what came of each order."""

import re
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for

from tracker import clock
from tracker.domain.permissions import Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.workflow import moves_from
from tracker.reads.bulk_pages import bulk_page, selection
from tracker.usecases.work_in_bulk import Pick, check_picks, work_in_bulk
from tracker.web.doors import current_actor, local_target, requires
from tracker.web.errors import refusals_on, status_of
from tracker.web.language import said
from tracker.web.orders.blueprint import blueprint
from tracker.web.orders.bulk_actions import ACTIONS, BulkAction, BulkForm

SEES_ORDERS = (Permission.SEE_ALL_ORDERS, Permission.SEE_UNIT_ORDERS)


def read_picks(entries: Sequence[str]) -> list[Pick]:
    """Picks as they are sent, `order-version`; what is none is left out."""
    found = (re.fullmatch(r"(\d{1,9})-(\d{1,9})", entry) for entry in entries)
    return [Pick(int(match[1]), int(match[2])) for match in found if match]


def sent_picks() -> list[Pick]:
    """What was ticked, or the whole page where that was chosen."""
    scope = request.form.get("scope")
    return read_picks(request.form.getlist("row" if scope == "page" else "pick"))


def _action(name: str) -> BulkAction:
    action = ACTIONS.get(name) or abort(404)
    require(current_actor(), action.permission)
    return action


def _chosen(  # type: ignore[no-untyped-def]
    name: str, action: BulkAction, form: BulkForm, picks: Sequence[Pick], sent: bool,
):
    rows = selection([pick.order_id for pick in picks], by=current_actor(), now=clock.now())
    unfit = {row.id for row in rows if action.move and action.move not in moves_from(row.stage)}
    html = render_template(
        "orders/bulk.html", name=name, action=action, form=form, rows=rows, unfit=unfit, sent=sent,
        back=local_target(request.form.get("back"), url_for("orders.index")),
    )
    return html, status_of(form) if sent else 200


@blueprint.post("/bulk")
@requires(*SEES_ORDERS)
def choose():
    """What is to be done with the selection."""
    name, picks = request.form.get("action", ""), sent_picks()
    action = _action(name)
    try:
        check_picks(picks)
    except Refusal as refusal:
        flash(said(refusal), "error")
        return redirect(local_target(request.form.get("back"), url_for("orders.index")))
    form = action.form(formdata=None, picks=",".join(f"{pick.order_id}-{pick.version}" for pick in picks))
    return _chosen(name, action, form, picks, sent=False)


@blueprint.post("/bulk/<string:name>")
@requires(*SEES_ORDERS)
def work(name: str):
    """Do it, order by order; the page of results can be looked at again."""
    action, actor, now = _action(name), current_actor(), clock.now()
    form = action.form()
    picks = read_picks((form.picks.data or "").split(","))
    if form.validate_on_submit():
        with refusals_on(form):
            run_id = work_in_bulk(
                picks, action=name, key=form.submission_key.data or "", by=actor, now=now,
                call=lambda pick: action.call(form, pick, actor, now),
            )
            return redirect(url_for("orders.worked", run_id=run_id), 303)
    return _chosen(name, action, form, picks, sent=True)


@blueprint.get("/bulk/<int:run_id>")
@requires(*SEES_ORDERS)
def worked(run_id: int):
    """What came of each order."""
    page = bulk_page(run_id, by=current_actor(), now=clock.now())
    return render_template("orders/bulk_done.html", page=page, action=ACTIONS.get(page.action))
