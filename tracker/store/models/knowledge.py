"""知识库: articles, every text that was ever in force, what happened to them, and how often they were used."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.knowledge import ArticleKind, ArticleMove, ArticleState
from tracker.domain.knowledge_text import UsePlace
from tracker.store.db import Base
from tracker.store.models.people import Department
from tracker.store.types import Moment, WordType


class ArticleText:
    """What is written, in the working copy and in every version alike."""

    kind: Mapped[ArticleKind] = mapped_column(WordType(ArticleKind))
    title: Mapped[str] = mapped_column(sa.String(100))
    question: Mapped[str] = mapped_column(sa.String(300), default="")
    "The question as callers put it."
    keywords: Mapped[str] = mapped_column(sa.String(200), default="")
    "Parted by blanks."
    body: Mapped[str] = mapped_column(sa.Text)
    "Plain text; a blank line parts paragraphs."
    matter_code: Mapped[str | None] = mapped_column(sa.String(40))
    legal_basis: Mapped[str] = mapped_column(sa.String(400), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    "Last day, inclusive; empty: till further notice."


TEXT_FIELDS = (
    "kind", "title", "question", "keywords", "body", "matter_code", "legal_basis", "valid_from", "valid_to",
)
"The columns of ArticleText."


class Article(ArticleText, Base):
    """知识: the working copy of an article or standard text. What readers see is the version in force."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"), index=True)
    "Whose it is; empty: the hotline office's."
    state: Mapped[ArticleState] = mapped_column(WordType(ArticleState), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    "Grows with every change; a page opened before knows an older one."
    version: Mapped[int] = mapped_column(default=0)
    "The last published version; 0 before the first."
    is_in_force: Mapped[bool] = mapped_column(default=False)
    "Is `version` shown to readers? Not before the first review and not after withdrawal."
    submission_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    "The form's one-time key: a second submit of the same form finds it taken."
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_by: Mapped[str | None] = mapped_column(sa.String(40))

    department: Mapped[Department | None] = relationship(lazy="raise")


class ArticleVersion(ArticleText, Base):
    """A text as it was published, never changed (triggers): an answer given last year can be explained."""

    __tablename__ = "article_version"
    __table_args__ = (sa.UniqueConstraint("article_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"))
    version: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by: Mapped[str] = mapped_column(sa.String(40))
    reviewed_at: Mapped[datetime] = mapped_column(Moment)
    reviewed_by: Mapped[str] = mapped_column(sa.String(40))


class ArticleStep(Base):
    """One step of an article's story. Only ever grows (triggers)."""

    __tablename__ = "article_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(40))
    unit_name: Mapped[str | None] = mapped_column(sa.String(80))
    move: Mapped[ArticleMove] = mapped_column(WordType(ArticleMove))
    version: Mapped[int]
    "The published version at that moment."
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class ArticleUse(Base):
    """引用: a text was put into an answer, or told to a caller. Only ever grows (triggers)."""

    __tablename__ = "article_use"
    __table_args__ = (sa.UniqueConstraint("article_id", "order_id", "place", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), index=True)
    version: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    "Empty at intake, before there is an order."
    place: Mapped[UsePlace] = mapped_column(WordType(UsePlace))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class KnowledgeReminder(Base):
    """Told once: the article's text ends on that day."""

    __tablename__ = "knowledge_reminder"
    __table_args__ = (sa.UniqueConstraint("article_id", "valid_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"))
    valid_to: Mapped[date]
    told_at: Mapped[datetime] = mapped_column(Moment)
