"""The desk: a person's queues, each with its most urgent order first."""

from flask import Blueprint, current_app, redirect, render_template, url_for

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads import desk as reading
from tracker.reads.digest import newest_digest, todays_unread
from tracker.reads.issue_list import due_issues
from tracker.reads.knowledge_waiting import to_renew
from tracker.reads.unclosed import unclosed_month
from tracker.usecases.open_digest import open_digest
from tracker.web.doors import current_actor, requires, signed_in
from tracker.web.orders.bulk_actions import offered_actions

blueprint = Blueprint("desk", __name__)

ROOMS = (
    (Permission.SEE_OVERVIEW, "reports.overview"),
    (Permission.EDIT_PEOPLE, "people.index"),
    (Permission.ASSIGN_ROLES, "people.index"),
    (Permission.SEE_AUDIT, "audit.index"),
    (Permission.REGISTER_ORDER, "orders.new"),
)
"Where a role without a queue begins its day."


@blueprint.get("/")
@signed_in
def home():
    """Everything that waits for the person; who has no queue goes to the room of the role."""
    actor = current_actor()
    queues = reading.own_queues(by=actor, now=clock.now())
    if not queues:
        for permission, room in ROOMS:
            if actor.may(permission) and room in current_app.view_functions:
                return redirect(url_for(room))
    return render_template(
        "desk/home.html", queues=queues, to_renew=to_renew(by=actor), digest=todays_unread(by=actor, now=clock.now()),
        issues_due=due_issues(by=actor, now=clock.now()), unclosed=unclosed_month(by=actor, now=clock.now()))


@blueprint.get("/digest")
@requires(Permission.HANDLE_ORDER, Permission.SUPERVISE_ORDER)
def digest():
    """每日提醒: the newest morning's, which is read thereby."""
    shown = newest_digest(by=current_actor(), now=clock.now())
    open_digest(by=current_actor(), now=clock.now())
    return render_template("desk/digest.html", digest=shown)


def _queue(name: str):  # type: ignore[no-untyped-def]
    actor = current_actor()
    return render_template(
        "desk/queue.html", queue=reading.queue(name, by=actor, now=clock.now()),
        actions=offered_actions(actor) if name == "to_dispatch" else {},
        may_export=actor.may(Permission.EXPORT_ORDERS),
    )


@blueprint.get("/to-dispatch")
@requires(Permission.DISPATCH_ORDER)
def to_dispatch():
    """What waits for a dispatcher."""
    return _queue("to_dispatch")


@blueprint.get("/unit")
@requires(Permission.HANDLE_ORDER)
def unit():
    """What waits in the person's own unit."""
    return _queue("unit")


@blueprint.get("/to-review")
@requires(Permission.REVIEW_REPLY)
def to_review():
    """What waits for a reviewer."""
    return _queue("to_review")


@blueprint.get("/to-call-back")
@requires(Permission.CALL_BACK)
def to_call_back():
    """What waits for a callback."""
    return _queue("to_call_back")


@blueprint.get("/to-supplement")
@requires(Permission.ANSWER_DIRECTLY)
def to_supplement():
    """What waits for the caller's word."""
    return _queue("to_supplement")


@blueprint.get("/returns")
@requires(Permission.DECIDE_RETURN)
def returns():
    """Returns that wait for a decision."""
    return _queue("returns")


@blueprint.get("/petitions")
@requires(Permission.DECIDE_PETITION)
def petitions():
    """Extensions and the like that wait for a decision."""
    return _queue("petitions")


@blueprint.get("/to-judge")
@requires(Permission.JUDGE_REDO)
def to_judge():
    """Dissatisfied callbacks that wait for a judgement."""
    return _queue("to_judge")
