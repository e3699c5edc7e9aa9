"""Remind, once per article and last day, that a text in force ends soon or has ended."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select

from tracker import clock
from tracker.store import knowledge, tables
from tracker.store.db import db, transaction
from tracker.store.models import Article, ArticleVersion, KnowledgeReminder

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reminded:
    """How many articles were told of, and how many could not be dealt with."""

    told: int = 0
    skipped: int = 0


def remind_expiring_articles(*, now: datetime) -> Reminded:
    """Write the reminders that are due; one that cannot be written is logged and left for the next run."""
    today = now.astimezone(clock.LOCAL).date()
    horizon = today + timedelta(days=tables.settings_on(today).knowledge_warn_days)
    told = exists().where(
        KnowledgeReminder.article_id == Article.id, KnowledgeReminder.valid_to == ArticleVersion.valid_to
    )
    wanted = list(db.session.scalars(
        select(Article.id).join(ArticleVersion, knowledge.IN_FORCE)
        .where(ArticleVersion.valid_to <= horizon, ~told).order_by(Article.id)
    ))
    count = skipped = 0
    for article_id in wanted:
        try:
            count += _remind(article_id, horizon, now)
        except Exception:
            log.exception("article %s could not be reminded of", article_id)
            skipped += 1
    return Reminded(count, skipped)


def _remind(article_id: int, horizon: date, now: datetime) -> bool:
    """Read again under the lock, for it may have been renewed or withdrawn meanwhile."""
    with transaction() as session:
        article = session.execute(
            select(Article).where(Article.id == article_id, Article.is_in_force).with_for_update()
        ).scalar_one_or_none()
        text = knowledge.version_of(article) if article else None
        if text is None or text.valid_to is None or text.valid_to > horizon:
            return False
        same = select(KnowledgeReminder.id).where(
            KnowledgeReminder.article_id == article_id, KnowledgeReminder.valid_to == text.valid_to
        )
        if session.scalar(same) is not None:
            return False
        session.add(KnowledgeReminder(article_id=article_id, valid_to=text.valid_to, told_at=now))
        return True
