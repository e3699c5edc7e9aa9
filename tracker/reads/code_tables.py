"""A code table in its order, parents before their children, with how often each entry is used."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, CodeTable
from tracker.store.db import db
from tracker.store.models import CodeItem, Reply, WorkOrder

USED_BY: dict[CodeTable, Any] = {
    CodeTable.CHANNEL: WorkOrder.channel_code,
    CodeTable.PLACE: WorkOrder.place_code,
    CodeTable.MATTER: WorkOrder.matter_code,
    CodeTable.UNSOLVED_REASON: Reply.unsolved_reason_code,
}


@dataclass(frozen=True)
class CodeRow:
    """An entry; `used` orders or replies carry it."""

    id: int
    table: CodeTable
    code: str
    name: str
    parent_code: str | None
    is_active: bool
    used: int
    is_first: bool = False
    is_last: bool = False


def _used(table: CodeTable) -> dict[str, int]:
    key = USED_BY[table]
    return {code: count for code, count in db.session.execute(select(key, func.count()).group_by(key)) if code}


def code_table(table: CodeTable) -> tuple[CodeRow, ...]:
    """The entries as a page lists them."""
    used = _used(table)
    items = list(db.session.scalars(
        select(CodeItem).where(CodeItem.table == table).order_by(CodeItem.position, CodeItem.id)
    ))
    codes = {item.code for item in items}
    roots = [item for item in items if item.parent_code not in codes]
    rows: list[CodeRow] = []
    for root in roots:
        children = [item for item in items if item.parent_code == root.code]
        rows.append(_row(root, used, root is roots[0], root is roots[-1]))
        rows += [_row(child, used, child is children[0], child is children[-1]) for child in children]
    return tuple(rows)


def _row(item: CodeItem, used: dict[str, int], is_first: bool, is_last: bool) -> CodeRow:
    return CodeRow(
        item.id, item.table, item.code, item.name, item.parent_code, item.is_active, used.get(item.code, 0),
        is_first, is_last,
    )


def table_counts() -> dict[CodeTable, int]:
    """Table → entries in use."""
    rows = db.session.execute(select(CodeItem.table, func.count()).where(CodeItem.is_active).group_by(CodeItem.table))
    found = {table: count for table, count in rows}
    return {table: found.get(table, 0) for table in CodeTable}


def parents(table: CodeTable) -> dict[str, str]:
    """code → name of the entries that may have children."""
    wanted = select(CodeItem.code, CodeItem.name).where(CodeItem.table == table, CodeItem.parent_code.is_(None))
    return {code: name for code, name in db.session.execute(wanted.order_by(CodeItem.position, CodeItem.id))}


def code_row(item_id: int) -> CodeRow:
    """One entry; raises NotFound."""
    item = db.session.get(CodeItem, item_id)
    if item is None:
        raise NotFound(N_("没有找到这个代码。"))
    return _row(item, _used(item.table), False, False)
