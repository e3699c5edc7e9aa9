"""下架: an article is no longer shown or offered; its versions and uses stay on record."""

from datetime import datetime

from tracker.domain.knowledge import ArticleMove
from tracker.domain.permissions import Actor, Permission
from tracker.domain.refusals import NotPermitted
from tracker.domain.words import N_
from tracker.store import knowledge
from tracker.store.db import transaction
from tracker.usecases.review_article import given_reason


def withdraw_article(article_id: int, *, reason: str, revision: int | None = None, by: Actor, now: datetime) -> None:
    """Take it out of force at once, whatever is under way with it."""
    if not (by.may(Permission.WRITE_KNOWLEDGE) or by.may(Permission.REVIEW_KNOWLEDGE)):
        raise NotPermitted(N_("只有所属单位的人员和审核人员可以下架知识。"))
    reason = given_reason(reason)
    with transaction():
        article = knowledge.taken(article_id, ArticleMove.WITHDRAW, by, revision)
        article.is_in_force = False
        article.submitted_at = article.submitted_by = None
        knowledge.move(article, ArticleMove.WITHDRAW, by, now, reason)
