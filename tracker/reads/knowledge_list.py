"""The knowledge base as a list: tabs, filters, search, page by page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker import clock
from tracker.domain.knowledge import ArticleKind, ArticleState
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import N_, CodeTable
from tracker.reads.knowledge_rows import ArticleRow, Result, rows, search
from tracker.store import knowledge, tables
from tracker.store.db import db
from tracker.store.models import Article, ArticleVersion, CodeItem

PER_PAGE = 20

TABS: dict[str, str] = {
    "in_force": N_("在用"), "expiring": N_("即将过期"), "expired": N_("已过期"), "draft": N_("草稿"),
    "to_review": N_("待审核"), "withdrawn": N_("已下架"),
}
"What a list shows; the first three are for every reader, the others for those who write or review."
PUBLIC_TABS = ("in_force", "expiring", "expired")

OFFICE = "office"
"The hotline office where a unit can be chosen."


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; `unit` is a unit's id or OFFICE."""

    q: str = ""
    tab: str = "in_force"
    kind: ArticleKind | None = None
    unit: str = ""
    matter_code: str = ""


@dataclass(frozen=True)
class Paging:
    """Where in the list the page stands; `first` and `last` count rows from 1."""

    page: int
    pages: int
    total: int
    first: int
    last: int


@dataclass(frozen=True)
class ArticleList:
    """One page of the list; `tabs` counts each tab the reader has, before filters."""

    rows: tuple[ArticleRow, ...]
    paging: Paging
    tabs: dict[str, int]


def _tab(tab: str, by: Actor, today: date, warn_days: int) -> sa.ColumnElement[bool]:
    horizon = today + timedelta(days=warn_days)
    conditions = {
        "in_force": sa.true(),
        "expiring": sa.and_(ArticleVersion.valid_to >= today, ArticleVersion.valid_to <= horizon),
        "expired": ArticleVersion.valid_to < today,
    }
    if tab in conditions:
        return conditions[tab]
    return sa.and_(knowledge.work_visible_to(by), Article.state == ArticleState(tab))


def _source(tab: str) -> tuple[Any, Any]:
    """The entity whose text a tab shows, and the statement to begin with."""
    if tab in PUBLIC_TABS:
        return ArticleVersion, select(Article, ArticleVersion).join(ArticleVersion, knowledge.IN_FORCE)
    return Article, select(Article, Article)


def _matters(code: str) -> sa.Select[Any]:
    """The matter and those below it."""
    return select(CodeItem.code).where(
        CodeItem.table == CodeTable.MATTER, sa.or_(CodeItem.code == code, CodeItem.parent_code == code)
    )


def _narrowed(wanted: Any, text: Any, filters: Filters) -> Any:
    if filters.kind:
        wanted = wanted.where(text.kind == filters.kind)
    if filters.unit:
        unit = None if filters.unit == OFFICE else int(filters.unit)
        wanted = wanted.where(Article.department_id.is_not_distinct_from(unit))
    if filters.matter_code:
        wanted = wanted.where(text.matter_code.in_(_matters(filters.matter_code)))
    return wanted


def _tabs_of(by: Actor) -> tuple[str, ...]:
    works = by.may(Permission.WRITE_KNOWLEDGE) or by.may(Permission.REVIEW_KNOWLEDGE)
    return tuple(TABS) if works else PUBLIC_TABS


def _counts(by: Actor, today: date, warn_days: int) -> dict[str, int]:
    counted = {}
    for tab in _tabs_of(by):
        _text, wanted = _source(tab)
        wanted = wanted.where(_tab(tab, by, today, warn_days)).with_only_columns(func.count(Article.id))
        counted[tab] = db.session.scalar(wanted) or 0
    return counted


def matching(filters: Filters, *, by: Actor, now: datetime) -> Result:
    """Every matching article; a tab that is not the reader's shows what is in force."""
    require(by, Permission.SEE_KNOWLEDGE)
    today = now.astimezone(clock.LOCAL).date()
    warn_days = tables.settings_on(today).knowledge_warn_days
    tab = filters.tab if filters.tab in _tabs_of(by) else "in_force"
    text, wanted = _source(tab)
    return search(_narrowed(wanted.where(_tab(tab, by, today, warn_days)), text, filters), text, filters.q)


def article_list(filters: Filters, page: int = 1, *, by: Actor, now: datetime) -> ArticleList:
    """The page of matching articles; a page beyond the end is the last one."""
    result = matching(filters, by=by, now=now)
    today = now.astimezone(clock.LOCAL).date()
    total = len(result.found)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PER_PAGE
    shown = rows(result.found[start:start + PER_PAGE], result.words, now)
    paging = Paging(page, pages, total, start + 1 if shown else 0, start + len(shown))
    return ArticleList(shown, paging, _counts(by, today, tables.settings_on(today).knowledge_warn_days))
