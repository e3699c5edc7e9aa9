"""A new entry of a code table."""

import re
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CodeTable
from tracker.store.db import db, transaction
from tracker.store.models import CodeItem
from tracker.store.story import journal

NAME_MAX, CODE_MAX = 80, 40
CODE = re.compile(r"[a-z0-9][a-z0-9._-]*")
TWO_LEVELS = frozenset({CodeTable.MATTER})
"Tables whose entries may stand under another one."


def clean_name(table: CodeTable, name: str, own_id: int | None = None) -> str:
    """The name trimmed; refuses one that the table has. Call inside a transaction."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_MAX:
        raise Invalid(N_("请填写名称，最多 %(most)d 个字。"), field="name", most=NAME_MAX)
    taken = db.session.scalar(select(CodeItem.id).where(CodeItem.table == table, CodeItem.name == name))
    if taken is not None and taken != own_id:
        raise Invalid(N_("表中已有“%(taken)s”，不能重名。"), field="name", taken=name)
    return name


def _clean_code(table: CodeTable, code: str, position: int) -> str:
    code = code.strip().lower() or f"{table.value}-{position}"
    if len(code) > CODE_MAX or not CODE.fullmatch(code):
        raise Invalid(N_("代码用小写字母、数字、点、横线或下划线，最多 %(most)d 个字符。"), field="code", most=CODE_MAX)
    if db.session.scalar(select(CodeItem.id).where(CodeItem.table == table, CodeItem.code == code)):
        raise Invalid(N_("代码“%(taken)s”已经用过，请换一个。"), field="code", taken=code)
    return code


def _check_parent(table: CodeTable, parent_code: str | None) -> None:
    if parent_code is None:
        return
    parent = db.session.scalar(select(CodeItem).where(CodeItem.table == table, CodeItem.code == parent_code))
    if table not in TWO_LEVELS or parent is None or parent.parent_code is not None:
        raise Invalid(N_("上级只能选一级分类。"), field="parent_code")


def add_code(
    table: CodeTable, name: str, *, code: str = "", parent_code: str | None = None, by: Actor, now: datetime,
) -> int:
    """Add the entry at the end of the table and return its id; without a `code` one is given."""
    require(by, Permission.EDIT_CODES)
    with transaction() as session:
        name = clean_name(table, name)
        _check_parent(table, parent_code)
        position = 1 + (session.scalar(select(func.max(CodeItem.position)).where(CodeItem.table == table)) or 0)
        item = CodeItem(
            table=table, name=name, code=_clean_code(table, code, position), parent_code=parent_code, position=position,
        )
        session.add(item)
        session.flush()
        journal("code.added", f"{table.label} {name}", by, now, after={"code": item.code, "name": name,
                                                                       "parent": parent_code})
        return item.id
