"""放弃修订: the draft of a next version is not wanted; the text in force becomes the working copy again."""

from datetime import datetime

from tracker.domain.knowledge import ArticleMove
from tracker.domain.permissions import Actor, Permission, require
from tracker.store import knowledge
from tracker.store.db import transaction


def drop_revision(article_id: int, *, revision: int | None = None, by: Actor, now: datetime) -> None:
    """Forget what was drafted since the last publication."""
    require(by, Permission.WRITE_KNOWLEDGE)
    with transaction():
        article = knowledge.taken(article_id, ArticleMove.DROP, by, revision)
        published = knowledge.version_of(article)
        if published is not None:
            for name, value in knowledge.text_of(published).items():
                setattr(article, name, value)
        knowledge.move(article, ArticleMove.DROP, by, now)
