"""An entry of a code table: its name, its place, and whether forms offer it. Entries are never deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_, CodeTable
from tracker.store.db import db, transaction
from tracker.store.models import CodeItem
from tracker.store.overtaking import last_change, refuse_overtaken
from tracker.store.story import journal
from tracker.usecases.add_code import clean_name

NEEDED = frozenset({CodeTable.CHANNEL, CodeTable.UNSOLVED_REASON})
"Tables from which a form must be able to choose."


def _locked(item_id: int) -> CodeItem:
    item = db.session.execute(select(CodeItem).where(CodeItem.id == item_id).with_for_update()).scalar_one_or_none()
    if item is None:
        raise NotFound(N_("没有找到这个代码。"))
    return item


def _refuse_last(item: CodeItem) -> None:
    others = db.session.scalar(
        select(func.count()).select_from(CodeItem)
        .where(CodeItem.table == item.table, CodeItem.is_active, CodeItem.id != item.id)
    )
    if item.table in NEEDED and not others:
        raise Invalid(N_("“%(table)s”至少要有一项在用。"), field="is_active", table=item.table.label)


def state_of(name: str, is_active: bool) -> dict[str, Any]:
    """What a page shows of an entry: by this it is seen that somebody was quicker."""
    return {"name": name, "is_active": is_active}


def change_code(
    item_id: int, *, name: str, is_active: bool, seen: str | None = None, by: Actor, now: datetime
) -> None:
    """Rename or switch the entry; old orders show the new name, a switched-off entry stays on them.

    Raises Overtaken when it is no longer what the page with the mark `seen` showed.
    """
    require(by, Permission.EDIT_CODES)
    with transaction():
        item = _locked(item_id)
        before = {"name": item.name, "active": item.is_active}
        refuse_overtaken(seen, state_of(item.name, item.is_active), last_change("code", before))
        if item.is_active and not is_active:
            _refuse_last(item)
        item.name, item.is_active = clean_name(item.table, name, own_id=item.id), is_active
        after = {"name": item.name, "active": item.is_active}
        if after != before:
            journal("code.changed", f"{item.table.label} {before['name']}", by, now, before=before, after=after)


def _in_order(table: CodeTable) -> list[CodeItem]:
    """Every parent followed by its children."""
    items = list(db.session.scalars(
        select(CodeItem).where(CodeItem.table == table).order_by(CodeItem.position, CodeItem.id)
    ))
    codes = {item.code for item in items}
    roots = [item for item in items if item.parent_code not in codes]
    return [one for root in roots for one in (root, *(item for item in items if item.parent_code == root.code))]


def _swapped(items: Sequence[CodeItem], one: CodeItem, other: CodeItem) -> list[CodeItem]:
    def block(head: CodeItem) -> list[CodeItem]:
        return [item for item in items if item is head or (item.parent_code == head.code and head.parent_code is None)]

    first, second = sorted((one, other), key=list(items).index)
    before = list(items)[:list(items).index(first)]
    moved = [*block(second), *block(first)]
    return [*before, *moved, *(item for item in items if item not in before and item not in moved)]


def move_code(item_id: int, *, up: bool, by: Actor, now: datetime) -> None:
    """Change places with the neighbour on the same level; a parent takes its children along."""
    require(by, Permission.EDIT_CODES)
    with transaction():
        item = _locked(item_id)
        items = _in_order(item.table)
        level = [one for one in items if one.parent_code == item.parent_code]
        place = level.index(item) + (-1 if up else 1)
        if 0 <= place < len(level):
            for position, one in enumerate(_swapped(items, item, level[place]), start=1):
                one.position = position
            journal("code.moved", f"{item.table.label} {item.name}", by, now, up=up)
