"""The channels and matters that a ledger names: which are known, and which may be added to the code tables."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain import cells
from tracker.domain.ledger_row import matter_path, matter_paths
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.words import CodeTable
from tracker.store.db import db
from tracker.store.models import CodeItem
from tracker.store.story import journal
from tracker.usecases.add_code import NAME_MAX


@dataclass(frozen=True)
class NewCode:
    """An entry that the table will get; `path` names the one above it, too."""

    table: CodeTable
    code: str
    name: str
    parent_code: str | None
    path: str

    @property
    def told(self) -> str:
        """With the table it belongs to: 来源渠道 国务院客户端."""
        return f"{self.table.label} {self.path}"


def _name_in(raw: Mapping[str, Any], field: str) -> str:
    try:
        return cells.line_of(raw.get(field))
    except Invalid:  # told of when the row is read
        return ""


class LedgerCodes:
    """The two tables, read once; `learn` lets them grow by what a ledger names."""

    def __init__(self) -> None:
        wanted = select(CodeItem).where(CodeItem.table.in_((CodeTable.CHANNEL, CodeTable.MATTER)))
        items = list(db.session.scalars(wanted.order_by(CodeItem.position, CodeItem.id)))
        self._codes = {(item.table, item.code) for item in items}
        self._names = {(item.table, item.name) for item in items}
        self._last = {table: max((one.position for one in items if one.table is table), default=0)
                      for table in (CodeTable.CHANNEL, CodeTable.MATTER)}
        self._roots = {
            item.name: item.code for item in items if item.table is CodeTable.MATTER and item.parent_code is None}
        self.channels = {item.name: item.code for item in items if item.table is CodeTable.CHANNEL}
        self.matters = matter_paths(
            (item.code, item.name, item.parent_code) for item in items if item.table is CodeTable.MATTER)
        self._new: list[NewCode] = []

    def learn(self, raws: Iterable[Mapping[str, Any]]) -> None:
        """Give every unknown name a code, so that rows can be read with it. Nothing is written yet."""
        for raw in raws:
            channel, matter = _name_in(raw, "channel"), matter_path(_name_in(raw, "matter"))
            if channel and channel not in self.channels:
                self.channels |= self._allot(CodeTable.CHANNEL, channel, None, channel)
            if matter.strip("/") and matter not in self.matters:
                self._learn_matter(matter)

    def used(self, codes: Collection[tuple[CodeTable, str | None]]) -> list[NewCode]:
        """Those of the new entries that are among `codes`, or above one that is."""
        parents = {(one.table, one.parent_code) for one in self._new if (one.table, one.code) in codes}
        return [one for one in self._new if (one.table, one.code) in {*codes, *parents}]

    def _learn_matter(self, path: str) -> None:
        """Two levels: what is written below the second belongs to its name."""
        root, _slash, rest = path.strip("/").partition("/")
        if root not in self._roots and root not in self.matters:
            self._roots |= (found := self._allot(CodeTable.MATTER, root, None, root))
            self.matters |= found
        if rest and root in self._roots:
            # Names are unique in the table: a second “其他” goes by its whole path.
            name = path if (CodeTable.MATTER, rest) in self._names else rest
            found = self._allot(CodeTable.MATTER, name, self._roots[root], path)
            self.matters |= found | ({name: code for code in found.values()} if found else {})

    def _allot(self, table: CodeTable, name: str, parent: str | None, path: str) -> dict[str, str]:
        """path → code of the new entry; nothing where the name is too long for the table."""
        if len(name) > NAME_MAX:
            return {}
        self._last[table] += 1
        while (code := f"{table.value}-{self._last[table]}") and (table, code) in self._codes:
            self._last[table] += 1
        self._codes.add((table, code))
        self._names.add((table, name))
        self._new.append(NewCode(table, code, name, parent, path))
        return {path: code}


def add_codes(new: Iterable[NewCode], by: Actor, now: datetime) -> None:
    """Write the entries at the end of their tables, in the caller's transaction."""
    for one in new:
        position = int(one.code.rpartition("-")[2])
        db.session.add(CodeItem(
            table=one.table, code=one.code, name=one.name, parent_code=one.parent_code, position=position))
        journal("code.added", one.told, by, now,
                after={"code": one.code, "name": one.name, "parent": one.parent_code})
