"""备份: how old the newest good one is, which are kept, and whether restoring was tried."""

from flask import Blueprint, render_template

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.backups_page import backups_page
from tracker.web.doors import current_actor, requires

blueprint = Blueprint("backups", __name__)


@blueprint.get("/backups")
@requires(Permission.SEE_JOBS)
def index() -> str:
    """The state of the backups; a button makes one now."""
    actor = current_actor()
    return render_template(
        "backups/index.html", page=backups_page(by=actor, now=clock.now()), may_run=actor.may(Permission.RUN_JOBS))
