"""Lines of a list of articles, and the one search over their texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker import clock
from tracker.domain.knowledge import ArticleKind, ArticleState
from tracker.domain.knowledge_search import Parts, Searched, marked, nearness, pairs_of, score, snippet, words_of
from tracker.domain.knowledge_text import INSERTABLE, Validity, validity
from tracker.domain.words import CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Article, ArticleUse, ArticleVersion, Department

Found = tuple[Article, Article | ArticleVersion]
"An article and the text of it that was searched: the version in force, or the working copy itself."


@dataclass(frozen=True)
class ArticleRow:
    """One line; `title` and `snippet` are in pieces, hits apart."""

    id: int
    title: Parts
    snippet: Parts
    kind: ArticleKind
    state: ArticleState
    unit: str | None
    "None: the hotline office."
    matter: str
    validity: Validity
    is_insertable: bool
    valid_to: date | None
    version: int
    is_in_force: bool
    uses: int
    changed_at: datetime


@dataclass(frozen=True)
class Result:
    """What was found, best first, and the words by which it was found."""

    found: Sequence[Found]
    words: Sequence[str] = ()


def search(wanted: Any, text: Any, typed: str) -> Result:
    """Every (article, text) that holds all the words; where none does, those near the question that was typed.

    `text` is the entity that is searched. The base holds some thousands of texts: the database finds, Python ranks.
    Nothing typed finds everything, last changed first; signs alone find nothing.
    """
    words = words_of(typed)
    wanted = wanted.order_by(Article.changed_at.desc(), Article.id)
    if not words:
        return Result([] if typed.strip() else _found(wanted))
    found = _ranked(wanted.where(*(_holds(text, word) for word in words)), words, score)
    if found:
        return Result(found, words)
    near = pairs_of(words)
    if not near:
        return Result([], words)
    return Result(_ranked(wanted.where(sa.or_(*(_holds(text, pair) for pair in near))), near, nearness), near)


def _holds(text: Any, word: str) -> sa.ColumnElement[bool]:
    places = (text.title, text.keywords, text.question, text.body)
    return sa.or_(*(place.icontains(word, autoescape=True) for place in places))


def _found(wanted: Any) -> list[Found]:
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def _ranked(wanted: Any, words: Sequence[str], weigh: Callable[[Searched, Sequence[str]], int]) -> list[Found]:
    """Best first; of equals the more used one."""
    found = _found(wanted)
    used = uses(article.id for article, _text in found)
    weighed = [
        (weigh(Searched(one.title, one.keywords, one.question, one.body), words), used.get(article.id, 0), article, one)
        for article, one in found
    ]
    weighed.sort(key=lambda line: (-line[0], -line[1]))
    return [(article, one) for weight, _uses, article, one in weighed if weight]


def uses(article_ids: Iterable[int]) -> dict[int, int]:
    """article → how often it was used; one that was never used is missing."""
    counted = db.session.execute(
        select(ArticleUse.article_id, func.count())
        .where(ArticleUse.article_id.in_(list(article_ids))).group_by(ArticleUse.article_id)
    )
    return {article_id: count for article_id, count in counted}


def unit_names(department_ids: Iterable[int | None]) -> dict[int | None, str]:
    """id → name of the units."""
    wanted = {one for one in department_ids if one is not None}
    return {
        one: name for one, name in
        db.session.execute(select(Department.id, Department.name).where(Department.id.in_(wanted)))
    }


def rows(found: Sequence[Found], words: Sequence[str], now: datetime) -> tuple[ArticleRow, ...]:
    """The lines of what was found."""
    today = now.astimezone(clock.LOCAL).date()
    warn_days = tables.settings_on(today).knowledge_warn_days
    used, units = uses(one.id for one, _ in found), unit_names(one.department_id for one, _ in found)
    matters = tables.code_names(CodeTable.MATTER)
    shown = []
    for article, text in found:
        stands = validity(text.valid_from, text.valid_to, today, warn_days)
        shown.append(ArticleRow(
            id=article.id, title=marked(text.title, words), snippet=snippet(text.body, words), kind=text.kind,
            state=article.state, unit=units.get(article.department_id),
            matter=matters.get(text.matter_code or "", ""), validity=stands,
            is_insertable=article.is_in_force and stands in INSERTABLE, valid_to=text.valid_to,
            version=article.version, is_in_force=article.is_in_force, uses=used.get(article.id, 0),
            changed_at=article.changed_at,
        ))
    return tuple(shown)
