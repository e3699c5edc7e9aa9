"""What waits for a person in the knowledge base: texts to review, and texts whose last day is near or past."""

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.knowledge import ArticleState
from tracker.domain.permissions import Actor, Permission
from tracker.store import knowledge
from tracker.store.db import db
from tracker.store.models import Article, ArticleVersion, KnowledgeReminder


def to_review(*, by: Actor) -> int:
    """How many were handed in that the person may judge: not one's own."""
    if not by.may(Permission.REVIEW_KNOWLEDGE):
        return 0
    waiting = db.session.scalars(select(Article.id).where(Article.state == ArticleState.TO_REVIEW)).all()
    return sum(by.id not in writers for writers in knowledge.writers_of(waiting).values())


def to_renew(*, by: Actor) -> int:
    """How many texts in force were reminded of: the own unit's, or for a reviewer anybody's."""
    mine = sa.true() if by.may(Permission.REVIEW_KNOWLEDGE) else knowledge.own(by)
    told = sa.and_(KnowledgeReminder.article_id == Article.id, KnowledgeReminder.valid_to == ArticleVersion.valid_to)
    return db.session.scalar(
        select(func.count(Article.id)).join(ArticleVersion, knowledge.IN_FORCE).join(KnowledgeReminder, told)
        .where(mine)
    ) or 0
