"""Articles in the store: whose they are, how one is taken for a change, and the one writer of its state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain import knowledge
from tracker.domain.knowledge import ArticleMove, ArticleState, Standing
from tracker.domain.permissions import Actor, Permission
from tracker.domain.refusals import NotFound, Stale
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import Article, ArticleStep, ArticleVersion
from tracker.store.models.knowledge import TEXT_FIELDS

GONE = N_("没有找到这条知识，或者它还没有发布。")

IN_FORCE = sa.and_(
    ArticleVersion.article_id == Article.id, ArticleVersion.version == Article.version, Article.is_in_force
)
"Joins an article with the text that readers see."


def own(by: Actor) -> sa.ColumnElement[bool]:
    """The articles that the actor's unit writes."""
    if not by.may(Permission.WRITE_KNOWLEDGE):
        return sa.false()
    return Article.department_id.is_not_distinct_from(by.department_id)


def work_visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """Working copies that the actor may read: domain.knowledge.sees_work as a condition."""
    if not by.may(Permission.REVIEW_KNOWLEDGE):
        return own(by)
    return sa.or_(own(by), Article.state != ArticleState.DRAFT)


def visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """Articles that the actor may read at all, in force or at work."""
    if not by.may(Permission.SEE_KNOWLEDGE):
        return sa.false()
    return sa.or_(Article.is_in_force, work_visible_to(by))


def locked(article_id: int, by: Actor, revision: int | None = None) -> Article:
    """The article for changing it, locked till the transaction ends; refuses a page that knew an older one."""
    article = db.session.execute(
        select(Article).where(Article.id == article_id, visible_to(by)).with_for_update()
    ).scalar_one_or_none()
    if article is None:
        raise NotFound(GONE)
    if revision is not None and revision != article.revision:
        raise Stale(N_("在您打开页面之后，这条知识已经有人改过。请先查看最新内容，再决定如何修改；您填写的内容仍保留在下面。"))
    return article


def text_of(text: Article | ArticleVersion) -> dict[str, Any]:
    """What is written, by column."""
    return {name: getattr(text, name) for name in TEXT_FIELDS}


def version_of(article: Article) -> ArticleVersion | None:
    """The last published text."""
    return db.session.execute(
        select(ArticleVersion)
        .where(ArticleVersion.article_id == article.id, ArticleVersion.version == article.version)
    ).scalar_one_or_none()


def writers_of(article_ids: Sequence[int]) -> dict[int, set[int]]:
    """article → ids of the people who wrote since something was last decided about it."""
    steps = db.session.execute(
        select(ArticleStep.article_id, ArticleStep.actor_id, ArticleStep.move)
        .where(ArticleStep.article_id.in_(article_ids)).order_by(ArticleStep.id)
    )
    writers: dict[int, set[int]] = {article_id: set() for article_id in article_ids}
    for article_id, actor_id, move in steps:
        if move in (ArticleMove.PUBLISH, ArticleMove.DROP):
            writers[article_id] = set()
        elif move in knowledge.WRITING and actor_id is not None:
            writers[article_id].add(actor_id)
    return writers


def standing(article: Article) -> Standing:
    """Where the article stands."""
    writers = frozenset(writers_of([article.id])[article.id])
    return Standing(article.state, article.department_id, article.is_in_force, writers)


def taken(article_id: int, move: ArticleMove, by: Actor, revision: int | None = None) -> Article:
    """The article locked for a move that `by` may make; refuses with what stands in the way."""
    article = locked(article_id, by, revision)
    refusal = knowledge.hindrance(move, standing(article), by)
    if refusal is not None:
        raise refusal
    return article


def move(article: Article, by_move: ArticleMove, by: Actor, now: datetime, reason: str = "") -> None:
    """The one writer of an article's state: moves it along the table and tells it in the same breath."""
    before = article.state if article.id is not None else None
    article.state = knowledge.after(before, by_move)
    if before is None:
        db.session.add(article)
    else:
        article.revision += 1
    article.changed_at = now
    db.session.flush()
    db.session.add(
        ArticleStep(
            article_id=article.id, at=now, actor_id=by.id, actor_name=by.name, unit_name=by.department_name,
            move=by_move, version=article.version, reason=reason,
        )
    )
