"""保存期限: how long the people behind ended orders stay known. The settings are changed where settings are."""

from flask import Blueprint, render_template

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.reads.retention import retention_page
from tracker.web.doors import current_actor, requires

blueprint = Blueprint("retention", __name__, url_prefix="/retention")


@blueprint.get("/")
@requires(Permission.EDIT_SECURITY_SETTINGS)
def index():
    """What is kept how long, and what the next night would take."""
    return render_template("admin/retention.html", page=retention_page(by=current_actor(), now=clock.now()))
