"""Lines of a list of articles, and the one search over their texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker import clock
from tracker.domain.identifiers import halved
from tracker.domain.knowledge import ArticleKind, ArticleState
from tracker.domain.knowledge_search import Parts, Searched, marked, score, snippet, words_of
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


def search(wanted: Any, text: Any, typed: str) -> list[Found]:
    """Every (article, text) that holds all the words, best first; nothing typed, everything, last changed first.

    `text` is the entity that is searched. The base holds some thousands of texts: the database finds, Python ranks.
    """
    words = words_of(halved(typed))
    places = (text.title, text.keywords, text.question, text.body)
    for word in words:
        wanted = wanted.where(sa.or_(*(place.icontains(word, autoescape=True) for place in places)))
    found = [(row[0], row[1]) for row in db.session.execute(wanted.order_by(Article.changed_at.desc(), Article.id))]
    if not words:
        return found
    used = uses(article.id for article, _text in found)
    weighed = [
        (score(Searched(one.title, one.keywords, one.question, one.body), words), used.get(article.id, 0), article, one)
        for article, one in found
    ]
    weighed.sort(key=lambda line: (-line[0], -line[1]))
    return [(article, one) for _score, _uses, article, one in weighed]


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


def rows(found: Sequence[Found], typed: str, now: datetime) -> tuple[ArticleRow, ...]:
    """The lines of what was found."""
    today = now.astimezone(clock.LOCAL).date()
    warn_days = tables.settings_on(today).knowledge_warn_days
    words = words_of(halved(typed))
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
