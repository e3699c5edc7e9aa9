"""修改、修订: a draft is rewritten; of a published or withdrawn article it becomes the draft of its next version."""

from dataclasses import asdict
from datetime import datetime

from tracker.domain.knowledge import ArticleMove, ArticleState
from tracker.domain.knowledge_text import Writing
from tracker.domain.permissions import Actor, Permission, require
from tracker.store import knowledge
from tracker.store.db import transaction
from tracker.usecases.write_article import checked


def change_article(
    article_id: int, writing: Writing, *, revision: int | None = None, by: Actor, now: datetime
) -> None:
    """Keep the new text as the draft; what is in force stays in force till the draft is published."""
    require(by, Permission.WRITE_KNOWLEDGE)
    with transaction():
        state = knowledge.locked(article_id, by).state
        move = ArticleMove.EDIT if state in (ArticleState.DRAFT, ArticleState.TO_REVIEW) else ArticleMove.REVISE
        article = knowledge.taken(article_id, move, by, revision)
        for name, value in asdict(checked(writing)).items():
            setattr(article, name, value)
        knowledge.move(article, move, by, now)
