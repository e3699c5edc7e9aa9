"""Reading the chain and its rows from end to end, in memory that stays flat however long they are."""

import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.store.chain import LINK, SEAL, TABLES, Told
from tracker.store.db import db
from tracker.store.models import AuditRedaction

PAGE = 1000
"Rows read at once."

PAGES = 8
"Pages kept: transactions that ran beside each other told their rows in between each other's."


@dataclass(frozen=True)
class Link:
    """One link as the database has it; `rows` is empty where it cannot be read."""

    seq: int
    at: datetime
    key: str
    rows: str
    seals: str
    digest: str

    def sealed(self) -> list[tuple[str, int, str]] | None:
        """(table, id, seal) of each row; None where the link is not what a link can be."""
        try:
            spans = [(table, int(first), int(last)) for table, first, last in json.loads(self.rows) if table in TABLES]
        except (ValueError, TypeError):
            return None
        if sum(last - first + 1 for _table, first, last in spans) * SEAL != len(self.seals):
            return None
        ids = ((table, one) for table, first, last in spans for one in range(first, last + 1))
        seals = (self.seals[start:start + SEAL] for start in range(0, len(self.seals), SEAL))
        return [(table, one, seal) for (table, one), seal in zip(ids, seals)]


def links(after: int) -> Iterator[Link]:
    """The links behind `after`, in order, some at a time; those that come in meanwhile, too."""
    while True:
        found = db.session.execute(sa.select(LINK).where(LINK.c.seq > after).order_by(LINK.c.seq).limit(500)).all()
        for row in found:
            yield Link(*row)
        if not found:
            return
        after = found[-1].seq


def last_link() -> Link | None:
    """The chain's head."""
    row = db.session.execute(sa.select(LINK).order_by(LINK.c.seq.desc()).limit(1)).first()
    return Link(*row) if row else None


@dataclass(frozen=True)
class Mark:
    """One redaction of a row."""

    id: int
    old: dict[str, str]
    new: dict[str, str]


class Rows:
    """Rows by table and id, with the redactions of each."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, int], dict[int, tuple[Told, list[Mark]]]] = OrderedDict()

    def find(self, table: str, row_id: int) -> tuple[Told, list[Mark]] | None:
        """The row and its redactions, oldest first; None where it is gone."""
        place = (table, row_id // PAGE)
        if place not in self._pages:
            self._pages[place] = _page(*place)
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(place)
        return self._pages[place].get(row_id)


def _page(table: str, number: int) -> dict[int, tuple[Told, list[Mark]]]:
    span = {"first": number * PAGE, "last": (number + 1) * PAGE - 1}
    marks: dict[int, list[Mark]] = {}
    R = AuditRedaction
    for mark in db.session.execute(
        sa.select(R.id, R.entry_id, R.data).where(
            R.table_name == table, R.entry_id.between(span["first"], span["last"])).order_by(R.id)
    ):
        marks.setdefault(mark.entry_id, []).append(
            Mark(mark.id, _seals(mark.data, "old"), _seals(mark.data, "new")))
    rows = db.session.execute(
        sa.text(f"SELECT * FROM {table} WHERE id BETWEEN :first AND :last"), span).mappings()  # nosec B608
    return {row["id"]: (Told(table, dict(row)), marks.get(row["id"], [])) for row in rows}


def _seals(data: Any, which: str) -> dict[str, str]:
    found = data.get(which) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


class Covered:
    """Which ids links have named: a bit each."""

    BITS = 1 << 15

    def __init__(self) -> None:
        self.count = 0
        self._blocks: dict[int, bytearray] = {}

    def add(self, one: int) -> bool:
        """Take the id in; False where it was named before."""
        if self.has(one):
            return False
        block = self._blocks.setdefault(one // self.BITS, bytearray(self.BITS // 8))
        block[one % self.BITS // 8] |= 1 << one % 8
        self.count += 1
        return True

    def has(self, one: int) -> bool:
        """Was the id named?"""
        block = self._blocks.get(one // self.BITS)
        return block is not None and bool(block[one % self.BITS // 8] & 1 << one % 8)


def ids(table: str, after: int) -> Iterator[int]:
    """The ids that the table has, in order."""
    while True:
        wanted = sa.text(f"SELECT id FROM {table} WHERE id > :after ORDER BY id LIMIT 5000")  # nosec B608
        found = db.session.execute(wanted, {"after": after}).scalars().all()
        yield from found
        if not found:
            return
        after = found[-1]
