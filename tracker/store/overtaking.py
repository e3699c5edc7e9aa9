"""Who was quicker: the refusal of a form whose thing others have changed since its page was opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.overtaking import Overtaken, changed_since, mark_of
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import JournalEntry

LOOKED_AT = 50
"So many entries of the journal are looked through for who it was."


class Change(NamedTuple):
    """Who brought the thing to where it stands, and when."""

    who: str
    at: datetime


def last_change(noun: str, told: Mapping[str, Any]) -> Change | None:
    """The newest entry of the journal by which the thing became what it is: `told` as the journal keeps it."""
    newest = select(JournalEntry).where(JournalEntry.kind.startswith(f"{noun}.")).order_by(JournalEntry.id.desc())
    for entry in db.session.scalars(newest.limit(LOOKED_AT)):
        if entry.data.get("after") == told:
            return Change(entry.actor_name, entry.at)
    return None


def refuse_overtaken(seen: str | None, state: Mapping[str, Any], last: Change | None) -> None:
    """Raise Overtaken when `state`, read under the lock, is not what the page with the mark `seen` showed."""
    if not seen:
        return
    changed = {name: state[name] for name in changed_since(seen, state)}
    if not changed:
        return
    if last is None:
        raise Overtaken(
            N_("在您打开页面之后，已有人改过这一项。您填写的内容仍保留；请核对现在的内容，再次保存就以您填写的为准。"),
            changed, mark_of(state))
    raise Overtaken(
        N_("在您打开页面之后，%(who)s 于 %(at)s 改过这一项。您填写的内容仍保留；请核对现在的内容，再次保存就以您填写的为准。"),
        changed, mark_of(state), who=last.who, at=f"{last.at.astimezone(LOCAL):%Y-%m-%d %H:%M}")
