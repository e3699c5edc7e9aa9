"""Doors that stayed shut and objects that are not the person's to see are recorded, whatever page says so."""

import logging

from flask import request
from flask_login import current_user

from tracker import clock
from tracker.usecases.record_refusal import record_refusal

log = logging.getLogger(__name__)

RECORDED = {403, 404}
"Not permitted, and not there or not for this person: the two are never told apart."


def record(status: int) -> None:
    """Record it if it is somebody's; a store that cannot write does not keep the page from being shown."""
    actor = getattr(current_user, "actor", None)
    if status not in RECORDED or request.endpoint is None or actor is None or actor.id is None:
        return
    try:
        record_refusal(
            request.endpoint, status=status, path=request.path, method=request.method, by=actor, now=clock.now())
    except Exception as error:
        log.error("a refusal at %s could not be recorded: %s", request.endpoint, type(error).__name__)
