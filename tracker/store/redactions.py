"""脱敏: the one permitted change of what was told: its `data` is replaced, and a linked row says that it was.

The database's triggers let a row of the timeline or the journal change in no other way; store.audit_check takes a
changed row for good only by the seals that are kept here.
"""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.domain.permissions import Actor
from tracker.store import chain, keys
from tracker.store.db import db
from tracker.store.models import AuditRedaction, JournalEntry, TimelineEntry


def redact(
    entry: TimelineEntry | JournalEntry, data: dict[str, Any], *, reason: str, by: Actor, now: datetime,
) -> AuditRedaction:
    """Let `data` be all that the entry says from now on, inside the caller's transaction; any number of times.

    The entry was told in an earlier transaction: what is told now is told as it may stay. `reason` quotes no caller.
    """
    model = type(entry)
    table, entry_id = model.__tablename__, entry.id
    db.session.flush()
    assert not chain.is_told_now(db.session(), table, entry_id), "a sentence is redacted after its own transaction"
    row = dict(db.session.execute(
        sa.text(f"SELECT * FROM {table} WHERE id = :id"), {"id": entry_id}).mappings().one())  # nosec B608
    mark = AuditRedaction(
        at=now, actor_id=by.id, actor_name=by.name, table_name=table, entry_id=entry_id, reason=reason[:200],
        data={"old": _seals(table, row), "new": _seals(table, row | {"data": json.dumps(data)})},
    )
    db.session.add(mark)
    db.session.flush()
    db.session.execute(
        sa.update(model).where(model.id == entry_id).values(data=data, redaction_id=mark.id)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(entry)
    return mark


def _seals(table: str, row: dict[str, Any]) -> dict[str, str]:
    """Under every key that there was: the row's link may be older than the last rotation."""
    told = chain.Told(table, row)
    return {name: told.seal(chain.row_key(name)) for name in keys.ring().names()}
