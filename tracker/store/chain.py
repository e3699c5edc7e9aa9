"""The audit chain: every row that was told is sealed, and every transaction's seals are linked to those before.

A seal is an HMAC over all columns of a row, a link's digest one over the link and the digest before it; their keys lie
outside the database (store.keys). Nobody who can write the database alone can change, remove, insert or reorder a row
without its being found: store.audit_check looks. Works on the database's rows as they are, not on models: a column
that is added later is empty in older rows, and what is empty is left out of a seal.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from tracker.store import keys
from tracker.store.types import Moment

TABLES = ("timeline_entry", "journal_entry", "audit_redaction")
"What is told, and what may be blacked out of it; in this order within a transaction."

MOST = 200
"Rows of one link."

SEAL = 32
"Characters of a row's seal: 128 bits."

LINK = sa.table(
    "audit_link", sa.column("seq", sa.Integer), sa.column("at", Moment), sa.column("key", sa.String),
    sa.column("rows", sa.Text), sa.column("seals", sa.Text), sa.column("digest", sa.String),
)

T = TypeVar("T")

_TOLD = "told in this transaction"
_ONE_LINKER = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('audit chain', 0))")


# What was told in the transaction
def begin(session: Session) -> None:
    """Nothing has been told yet."""
    session.info[_TOLD] = {table: [] for table in TABLES}


def told(session: Session, table: str, ids: Iterable[int]) -> None:
    """Remember rows that were written past the session."""
    session.info.setdefault(_TOLD, {}).setdefault(table, []).extend(ids)


def is_told_now(session: Session, table: str, row_id: int) -> bool:
    """Was the row told in this very transaction?"""
    return row_id in session.info.get(_TOLD, {}).get(table, ())


@event.listens_for(Session, "after_flush")
def _remember(session: Session, _context: Any) -> None:
    for thing in session.new:
        table = getattr(thing, "__tablename__", "")
        if table in TABLES:
            told(session, table, [thing.id])  # type: ignore[attr-defined]


def close(session: Session) -> None:
    """Link what was told, right before the commit: whoever commits at the same time waits for that alone."""
    session.flush()
    remembered: Mapping[str, list[int]] = session.info.pop(_TOLD, {})
    if any(remembered.values()):
        connection = session.connection()
        _link(connection, list(_written(connection, remembered)))


def _written(connection: sa.Connection, ids: Mapping[str, Sequence[int]]) -> Iterator["Told"]:
    for table in TABLES:
        for some in _parted(sorted(ids.get(table, ())), MOST):
            wanted = sa.text(f"SELECT * FROM {table} WHERE id IN :ids ORDER BY id")  # nosec B608
            rows = connection.execute(wanted.bindparams(sa.bindparam("ids", some, expanding=True)))
            yield from (Told(table, dict(row)) for row in rows.mappings())


def _parted(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (things[start:start + size] for start in range(0, len(things), size))


# Rows and their seals
class Told:
    """One row as the database holds it, in a form that is the same on every database."""

    def __init__(self, table: str, row: Mapping[str, Any]) -> None:
        self.table, self.id, self.redaction_id = table, row["id"], row.get("redaction_id")
        kept = {
            name: _plain(name, value) for name, value in row.items() if value is not None and name != "redaction_id"
        }
        self.at, self.columns = kept.get("at", ""), kept
        self.form = json.dumps(
            [table, kept], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr
        ).encode("utf-8", "surrogatepass")

    def seal(self, key: bytes) -> str:
        """The row's seal under the key."""
        return hmac.digest(key, self.form, "sha256").hex()[:SEAL]


def _plain(name: str, value: Any) -> Any:
    """What a column says: a moment in UTC, JSON opened. What cannot be read is left as it is, and will not fit."""
    try:
        if name == "at":
            return moment_text(datetime.fromisoformat(value) if isinstance(value, str) else value)
        if name == "data" and isinstance(value, str):
            return json.loads(value)
    except (ValueError, AttributeError):
        pass
    return value


def moment_text(at: datetime) -> str:
    """A moment as seals and digests spell it."""
    at = at.astimezone(UTC) if at.tzinfo else at
    return at.replace(tzinfo=None).isoformat(timespec="microseconds")


def row_key(name: str | None = None) -> bytes:
    """What rows are sealed with, under the ring's key of that name."""
    return keys.ring().derived("audit row", name)


# Links
def _link(connection: sa.Connection, rows: Sequence[Told]) -> None:
    name, key = keys.ring().current, row_key()
    made = [
        {"at": max(row.at for row in some), "key": name, "rows": _ranges(some),
         "seals": "".join(row.seal(key) for row in some)}
        for some in _parted(rows, MOST)
    ]
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_LINKER)
    last = connection.execute(sa.select(LINK.c.seq, LINK.c.digest).order_by(LINK.c.seq.desc()).limit(1)).first()
    seq, before = (last.seq, last.digest) if last else (0, "")
    for one in made:
        seq += 1
        before = digest(before, seq, **one)
        at = datetime.fromisoformat(one["at"]).replace(tzinfo=UTC)
        connection.execute(sa.insert(LINK).values(seq=seq, digest=before, **one | {"at": at}))


def _ranges(rows: Iterable[Told]) -> str:
    """The rows as [table, first id, last id], …"""
    found: list[list[Any]] = []
    for row in rows:
        if found and found[-1][0] == row.table and found[-1][2] == row.id - 1:
            found[-1][2] = row.id
        else:
            found.append([row.table, row.id, row.id])
    return json.dumps(found, separators=(",", ":"))


def digest(before: str, seq: int, at: str, key: str, rows: str, seals: str) -> str:
    """The link's digest over the one before it."""
    said = json.dumps([before, seq, at, key, rows, seals], separators=(",", ":")).encode()
    return hmac.new(keys.ring().derived("audit chain", key), said, hashlib.sha256).hexdigest()


def link_existing(connection: sa.Connection) -> None:
    """Link what was told before there was a chain, oldest first; a migration's work, in memory that stays flat."""
    for table in TABLES:
        last = 0
        while True:
            wanted = sa.text(f"SELECT * FROM {table} WHERE id > :last ORDER BY id LIMIT {MOST}")  # nosec B608
            rows = [Told(table, dict(row)) for row in connection.execute(wanted, {"last": last}).mappings()]
            if not rows:
                break
            _link(connection, rows)
            last = rows[-1].id
