"""Write when a session was last used, and that one ended by itself. A page never waits or fails for it."""

import logging
from datetime import datetime

from sqlalchemy.exc import OperationalError

from tracker import clock
from tracker.store import sessions, tables
from tracker.store.db import db, transaction

log = logging.getLogger(__name__)

PATIENCE_MS = 250
"Where somebody else writes for longer, the next request tries again."


def note_presence(session_id: int, *, now: datetime) -> None:
    """The session was used at `now`, or is found to have ended by itself."""
    try:
        with transaction(patience_ms=PATIENCE_MS):
            held = sessions.locked(session_id)
            if held is None or held.ended_at is not None:
                return
            lasting = sessions.lifetime(tables.settings_on(now.astimezone(clock.LOCAL).date()))
            why = lasting.passed(held.step, held.began_at, held.seen_at, now)
            if why is None:
                held.seen_at = max(held.seen_at, now)
            else:
                sessions.end([held], why, now)
    except OperationalError:
        db.session.rollback()
        log.info("when session %d was last used could not be written", session_id)
