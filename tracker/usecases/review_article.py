"""审核发布、退回修改: a second person judges what was handed in."""

from datetime import datetime

from tracker import clock
from tracker.domain.knowledge import ArticleMove
from tracker.domain.knowledge_text import REASON_MAX
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.texts import written
from tracker.domain.words import N_
from tracker.store import knowledge
from tracker.store.db import transaction
from tracker.store.models import ArticleVersion


def given_reason(reason: str) -> str:
    """The reason trimmed; refuses none and one that is too long."""
    return written(reason, "reason", REASON_MAX, N_("请写明原因。"))


def publish_article(
    article_id: int, *, note: str = "", revision: int | None = None, by: Actor, now: datetime
) -> None:
    """Put the text in force as the next version; it is kept as it stands for good."""
    require(by, Permission.REVIEW_KNOWLEDGE)
    with transaction() as session:
        article = knowledge.taken(article_id, ArticleMove.PUBLISH, by, revision)
        if article.valid_to is not None and article.valid_to < now.astimezone(clock.LOCAL).date():
            raise Invalid(N_("失效日期已过，不能发布。请退回修改有效期。"), field="note")
        article.version += 1
        article.is_in_force = True
        session.add(
            ArticleVersion(
                article_id=article.id, version=article.version, **knowledge.text_of(article),
                submitted_at=article.submitted_at, submitted_by=article.submitted_by, reviewed_at=now,
                reviewed_by=by.name,
            )
        )
        knowledge.move(article, ArticleMove.PUBLISH, by, now, note.strip()[:REASON_MAX])


def reject_article(article_id: int, *, reason: str, revision: int | None = None, by: Actor, now: datetime) -> None:
    """Send it back to its writers; what was in force before stays in force."""
    require(by, Permission.REVIEW_KNOWLEDGE)
    reason = given_reason(reason)
    with transaction():
        article = knowledge.taken(article_id, ArticleMove.REJECT, by, revision)
        article.submitted_at = article.submitted_by = None
        knowledge.move(article, ArticleMove.REJECT, by, now, reason)
