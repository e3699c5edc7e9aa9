"""送审: the draft goes to review, or is taken back from it."""

from datetime import datetime

from tracker.domain.knowledge import ArticleMove
from tracker.domain.permissions import Actor, Permission, require
from tracker.store import knowledge
from tracker.store.db import transaction


def submit_article(article_id: int, *, revision: int | None = None, by: Actor, now: datetime) -> None:
    """Hand the draft in; from now on nobody changes it till it was judged or taken back."""
    require(by, Permission.WRITE_KNOWLEDGE)
    with transaction():
        article = knowledge.taken(article_id, ArticleMove.SUBMIT, by, revision)
        article.submitted_at, article.submitted_by = now, by.name
        knowledge.move(article, ArticleMove.SUBMIT, by, now)


def take_back_article(article_id: int, *, revision: int | None = None, by: Actor, now: datetime) -> None:
    """Make it a draft again before anybody has judged it."""
    require(by, Permission.WRITE_KNOWLEDGE)
    with transaction():
        article = knowledge.taken(article_id, ArticleMove.TAKE_BACK, by, revision)
        article.submitted_at = article.submitted_by = None
        knowledge.move(article, ArticleMove.TAKE_BACK, by, now)
