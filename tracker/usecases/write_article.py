"""起草: a new article or standard text, as a draft of the writer's unit."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from tracker.domain.knowledge import ArticleMove
from tracker.domain.knowledge_text import Writing
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import AlreadyDone, Invalid, InvalidEntries
from tracker.domain.words import N_, CodeTable
from tracker.store import knowledge, tables
from tracker.store.db import one_at_a_time, transaction
from tracker.store.models import Article


def checked(writing: Writing) -> Writing:
    """The writing cleaned; refuses what cannot be taken. Call inside a transaction."""
    writing = writing.cleaned()
    problems = writing.problems()
    if writing.matter_code and writing.matter_code not in tables.code_names(CodeTable.MATTER):
        problems.append(Invalid(N_("没有这个事项分类，请从列表中选择。"), field="matter_code"))
    if problems:
        raise InvalidEntries(problems)
    return writing


def write_article(writing: Writing, *, submission_key: str | None = None, by: Actor, now: datetime) -> int:
    """Keep the draft and return its id; nobody outside the unit sees it before it is handed in."""
    require(by, Permission.WRITE_KNOWLEDGE)
    with transaction() as session:
        one_at_a_time(f"form {submission_key}")
        if submission_key and session.scalar(select(Article.id).where(Article.submission_key == submission_key)):
            raise AlreadyDone(N_("这条知识已经保存过，没有重复保存。请到知识库的“草稿”中查看。"))
        article = Article(
            **asdict(checked(writing)), department_id=by.department_id, submission_key=submission_key or None,
            author_id=by.id, author_name=by.name, created_at=now, version=0, is_in_force=False,
        )
        knowledge.move(article, ArticleMove.WRITE, by, now)
        return article.id
