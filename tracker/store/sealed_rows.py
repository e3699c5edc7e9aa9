"""Everything that is sealed, whichever table it belongs to: counted by key, and sealed anew with the current one.

A column is sealed by its type (store.types.Sealed), or named in BY_ROW: none is forgotten here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.store import lookups
from tracker.store.db import Base, db
from tracker.store.keys import ring
from tracker.store.sealing import MARK, opens, seal, unseal
from tracker.store.types import Sealed

BY_ROW = {  # names of columns and purposes, no passwords
    "factor.secret": "factor.secret {key}", "factor.offered_secret": "factor.secret {key}",  # nosec B105
}
"Columns that a module of the store seals by itself, bound to their row: column → the purpose, with the row's key."


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns, and the fingerprints that follow them."""

    table: sa.Table
    columns: tuple[sa.Column[Any], ...]

    @property
    def key(self) -> sa.Column[Any]:
        """Its primary key, by which it is gone through."""
        (key,) = self.table.primary_key.columns
        return key

    @property
    def following(self) -> tuple[sa.Column[Any], ...]:
        """The fingerprints' columns."""
        named = (lookups.FOLLOWING.get(_place(column), {}) for column in self.columns)
        return tuple(self.table.c[name] for names in named for name in names)


class Renewed(NamedTuple):
    """A batch that was sealed: the last row's key, and the rows that had not been sealed at all before."""

    last: Any
    count: int
    clear: list[Any]


def _place(column: sa.Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def _purpose(column: sa.Column[Any], key: Any) -> str:
    """What the column's value in the row of this key is sealed for."""
    return column.type.purpose if isinstance(column.type, Sealed) else BY_ROW[_place(column)].format(key=key)


def _kept(column: sa.Column[Any]) -> Any:
    """The column as it lies in the database."""
    return sa.type_coerce(column, sa.Text)


def tables() -> Iterator[SealedTable]:
    """Every table that has a sealed column."""
    for table in Base.metadata.sorted_tables:
        columns = tuple(one for one in table.columns if isinstance(one.type, Sealed) or _place(one) in BY_ROW)
        if columns:
            yield SealedTable(table, columns)


def _is_clear(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(_kept(column) != "", _kept(column).not_like(f"{MARK}.%"))


def _is_older(of: SealedTable) -> sa.ColumnElement[bool]:
    """Something of the row is not sealed, or not found, by the current key."""
    current = ring().current
    sealed = [sa.and_(_kept(one) != "", _kept(one).not_like(f"{MARK}.{current}.%")) for one in of.columns]
    return sa.or_(*sealed, *(one.not_like(f"{current}.%") for one in of.following))


def has_clear() -> bool:
    """Does anything stand in a sealed column that is not sealed? Quick where it does; else every row is looked at."""
    return any(
        db.session.scalar(select(one.key).where(sa.or_(*map(_is_clear, one.columns))).limit(1)) is not None
        for one in tables())


def waiting() -> int:
    """Rows that are not wholly under the current key."""
    return sum(db.session.scalar(select(func.count()).select_from(one.table).where(_is_older(one))) or 0
               for one in tables())


def keys_in_use() -> set[str]:
    """The names of the keys that something in the database still needs."""
    used: set[str] = set()
    for one in tables():
        for column in one.columns:
            name = func.substr(_kept(column), len(MARK) + 2, 20)
            sealed = _kept(column).like(f"{MARK}.%")
            used |= {text.partition(".")[0] for text in db.session.scalars(select(name).where(sealed).distinct())}
        for column in one.following:
            name = func.substr(column, 1, 20)
            used |= {text.partition(".")[0] for text in db.session.scalars(
                select(name).where(column.is_not(None)).distinct())}
    return used


def _anew(of: SealedTable, kept: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The row as it is to lie there, and whether any of it was clear."""
    row, was_clear = {}, False
    for column in of.columns:
        text, purpose = kept[column.name], _purpose(column, kept["row_key"])
        if text and text.startswith(f"{MARK}."):
            text = unseal(text, purpose)
        elif text:
            was_clear = True
        row[column.name] = text and seal(text, purpose)
        row |= {name: make(text) for name, make in lookups.FOLLOWING.get(_place(column), {}).items()}
    return row, was_clear


def renew(of: SealedTable, last: Any, most: int) -> Renewed | None:
    """Seal the next rows behind `last` anew, inside the caller's transaction; None when there is none."""
    wanted = select(of.key.label("row_key"), *(_kept(column).label(column.name) for column in of.columns))
    wanted = wanted.where(_is_older(of)).order_by(of.key).limit(most).with_for_update(key_share=True)
    if last is not None:
        wanted = wanted.where(of.key > last)
    found = [dict(row) for row in db.session.execute(wanted).mappings()]
    if not found:
        return None
    rows, clear = [], []
    for kept in found:
        row, was_clear = _anew(of, kept)
        rows.append({f"new_{name}": value for name, value in row.items()} | {"row_key": kept["row_key"]})
        clear += [kept["row_key"]] if was_clear else []
    names = [column.name for column in (*of.columns, *of.following)]
    db.session.connection().execute(
        sa.update(of.table).where(of.key == sa.bindparam("row_key")).values(
            {name: sa.bindparam(f"new_{name}", type_=sa.Text) for name in names}), rows)
    return Renewed(found[-1]["row_key"], len(found), clear)


def hold_still() -> None:
    """Nobody writes anything sealed till the transaction ends; reading goes on. SQLite's writer is alone anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{one.table.name}"' for one in tables())
        db.session.execute(sa.text(f"LOCK TABLE {names} IN SHARE MODE"))


def unreadable(of: SealedTable) -> Iterator[tuple[str, Any]]:
    """(column, the row's key) of every value that does not open: damaged, moved, or its key is gone."""
    for column in of.columns:
        wanted = select(of.key, _kept(column)).where(_kept(column) != "").order_by(of.key)
        for key, text in db.session.execute(wanted, execution_options={"yield_per": 1000}):
            if not opens(text, _purpose(column, key)):
                yield column.name, key
