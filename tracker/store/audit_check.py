"""Is all that was told still what was told: no row edited, removed, put in or moved, no tail cut, nothing undone?

Walks the links in their order, and with each the rows that it names (store.chain); then looks for rows that no link
names, and holds the chain against the anchors outside the database (store.anchors).
"""

from collections.abc import Callable
from typing import Any

from tracker.clock import LOCAL
from tracker.domain.audit import MOST_FAULTS, TABLES, FaultKind, NoteKind, Said, Verified
from tracker.store import chain, chain_walk, keys
from tracker.store.anchor_check import AnchorCheck
from tracker.store.chain import Told
from tracker.store.chain_walk import Covered, Link, Mark
from tracker.store.db import db
from tracker.store.models import WorkOrder

OVERLAP = 2000
"Links looked at before a part that is verified: transactions beside each other told rows in between each other's."

Progress = Callable[[int, int], None]


def verify(most: int | None = None, progress: Progress = lambda done, total: None) -> Verified:
    """All of it, or the newest `most` links; flat in memory, and while the system is in use."""
    try:
        return _Walk(most, progress).verified()
    finally:
        db.session.rollback()


class _Walk:
    def __init__(self, most: int | None, progress: Progress) -> None:
        self.faults: list[Said] = []
        self.fault_count = 0
        self.notes: list[Said] = []
        self.since = ""
        self.rows = chain_walk.Rows()
        self.covered = {table: Covered() for table in chain.TABLES}
        self.lowest: dict[str, int] = {}
        self.keys: dict[str, bytes | None] = {}
        self.progress = progress
        head = chain_walk.last_link()
        self.goal = head.seq if head else 0
        self.first = max(1, self.goal - most + 1) if most else 1
        self.last: Link | None = None
        self.before: set[str] | None = {""}
        "The digests that the next link may rest on; None where they are not known."
        self.links = 0
        self.anchors = AnchorCheck(self.fault, self.note, self.first)

    # What was found
    def fault(self, kind: FaultKind, at: str = "", /, **params: Any) -> None:
        """Keep it; `at` is when what is wrong was told."""
        self.fault_count += 1
        if at and (not self.since or at < self.since):
            self.since = at
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Said(kind, params | ({"at": at} if at else {})))

    def note(self, kind: NoteKind, **params: Any) -> None:
        """Keep it."""
        self.notes.append(Said(kind, params))

    def verified(self) -> Verified:
        """Go all the way."""
        if self.first > 1:
            self._begin_in_the_middle()
        self._walk()
        self._look_for_rows_outside()
        self.anchors.finish(self.last.seq if self.last else 0)
        return Verified(
            self.links, {table: one.count for table, one in self.covered.items()}, self.anchors.count,
            self.last.seq if self.last else 0, self.last.digest if self.last else "", tuple(self.faults),
            self.fault_count, tuple(self.notes), self.since,
        )

    def _begin_in_the_middle(self) -> None:
        self.note(NoteKind.PART_ONLY, first=self.first)
        self.before = None
        for link in chain_walk.links(max(0, self.first - 1 - OVERLAP)):
            if link.seq >= self.first:
                break
            self.last = link
            for table, row_id, _seal in link.sealed() or ():
                self.covered[table].add(row_id)
        for one in self.covered.values():
            one.count = 0
        if self.last is not None and self.last.seq == self.first - 1:
            self.before = {self.last.digest}

    # Links
    def _walk(self) -> None:
        for link in chain_walk.links(self.last.seq if self.last else 0):
            self._link(link)
            self.links += 1
            if self.links % 1000 == 0:
                self.progress(self.links, max(self.goal - self.first + 1, self.links))

    def _link(self, link: Link) -> None:
        expected = self.last.seq + 1 if self.last else 1
        at = f"{link.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
        if link.seq != expected:
            self.fault(FaultKind.LINKS_GONE, at, first=expected, last=link.seq - 1)
            self.before = None
        self.last = link
        key = self._key(link, at)
        if key is None:
            self.before = None
        else:
            self._digest(link, at)
        self.anchors.meet(link.seq, link.digest)
        for table, row_id, seal in link.sealed() or ():
            self._row(table, row_id, seal, link, key, at)

    def _key(self, link: Link, at: str) -> bytes | None:
        if link.key not in self.keys:
            try:
                self.keys[link.key] = chain.row_key(link.key)
            except keys.NoKey:
                self.keys[link.key] = None
        if self.keys[link.key] is None:
            self.fault(FaultKind.KEY_GONE, at, seq=link.seq, key=link.key)
        return self.keys[link.key]

    def _digest(self, link: Link, at: str) -> None:
        """A link that was changed is told of once: the next may rest on what it says or on what it should say."""
        allowed, self.before = self.before, {link.digest}
        if allowed is None and link.sealed() is not None:
            return
        made = {
            chain.digest(before, link.seq, chain.moment_text(link.at), link.key, link.rows, link.seals)
            for before in allowed or ()
        }
        if link.digest not in made or link.sealed() is None:
            self.fault(FaultKind.LINK_CHANGED, at, seq=link.seq)
            self.before |= made

    # Rows
    def _row(self, table: str, row_id: int, seal: str, link: Link, key: bytes | None, at: str) -> None:
        where = {"table": TABLES[table], "id": row_id, "seq": link.seq}
        self.lowest[table] = min(row_id, self.lowest.get(table, row_id))
        if not self.covered[table].add(row_id):
            self.fault(FaultKind.ROW_TWICE, at, **where)
        found = self.rows.find(table, row_id)
        if found is None:
            self.fault(FaultKind.ROW_GONE, at, **where)
            return
        told, marks = found
        if key is None:
            return
        if marks:
            if not _is_redacted_rightly(told, marks, seal, link.key):
                self.fault(FaultKind.REDACTION_WRONG, at, **where)
        elif told.seal(key) != seal or told.redaction_id is not None:
            self.fault(FaultKind.ROW_CHANGED, at, **where, **_shown(told))

    def _look_for_rows_outside(self) -> None:
        """Rows that no link names; those told meanwhile are named by the links that came with them."""
        outside: list[tuple[str, int]] = []
        for table, covered in self.covered.items():
            if self.first > 1 and table not in self.lowest:
                continue
            for row_id in chain_walk.ids(table, self.lowest[table] - 1 if self.first > 1 else -1):
                if not covered.has(row_id) and len(outside) < 100_000:
                    outside.append((table, row_id))
        db.session.rollback()
        self._walk()
        for table, row_id in outside:
            if not self.covered[table].has(row_id):
                found = chain_walk.Rows().find(table, row_id) if self.fault_count < MOST_FAULTS else None
                shown = _shown(found[0]) if found else {"kind": "", "about": ""}
                self.fault(FaultKind.ROW_ADDED, table=TABLES[table], id=row_id, **shown)


def _is_redacted_rightly(told: Told, marks: list[Mark], seal: str, key: str) -> bool:
    """Does each redaction begin where the one before ended, the first at the seal, the last at the row of now?"""
    ends = [mark.new for mark in marks]
    starts = [{key: seal}, *ends[:-1]]
    fits = all(_same(start, mark.old) for start, mark in zip(starts, marks))
    known = keys.ring().names()
    now = {name: told.seal(chain.row_key(name)) for name in ends[-1] if name in known}
    return fits and _same(now, ends[-1]) and told.redaction_id == marks[-1].id


def _same(one: dict[str, str], other: dict[str, str]) -> bool:
    """Equal under every key that both know, and there is one."""
    shared = one.keys() & other.keys()
    return bool(shared) and all(one[name] == other[name] for name in shared)


def _shown(told: Told) -> dict[str, str]:
    """What the row is now, without what it says of anybody."""
    about = ""
    if told.table == "timeline_entry" and isinstance(told.columns.get("order_id"), int):
        number = db.session.get(WorkOrder, told.columns["order_id"])
        about = f"（{number.number}）" if number else ""
    return {"kind": str(told.columns.get("kind", ""))[:40], "about": about}
