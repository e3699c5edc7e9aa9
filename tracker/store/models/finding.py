"""What makes orders findable: their folded text, and the filters that people keep by name."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment, Sealed


class OrderSearch(Base):
    """An order's words. On SQLite their tokens stand in the full-text table order_words, whose rowid is `place`."""

    __tablename__ = "order_search"
    __table_args__ = (
        sa.Index(
            "ix_order_search_tokens", "tokens", postgresql_using="gin", sqlite_where=sa.text("tokens IS NOT NULL")
        ),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(sa.BigInteger, unique=True)
    "Grows with the moment of receipt, so that the newest is found first without sorting: store.search.place()."
    title: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    "Folded (domain.tokens); the title's runs stand at its beginning."
    tokens: Mapped[str | None] = mapped_column(sa.Text().with_variant(TSVECTOR(), "postgresql"), deferred=True)
    "PostgreSQL's; empty on SQLite."


class SavedFilter(Base):
    """常用筛选: the conditions of a list, kept under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (sa.UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    query: Mapped[str] = mapped_column(Sealed("saved_filter.query"))
    "The list's address behind the question mark, in its one canonical form; a phone may have been looked for."
    is_shared: Mapped[bool] = mapped_column(default=False, index=True)
    "Everybody who may see the list is offered it; each sees with it only the orders that are theirs to see."
    position: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class BulkRun(Base):
    """批量办理: one selection sent once; the key of its form tells a second submit from a second run."""

    __tablename__ = "bulk_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(sa.String(20))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class BulkItem(Base):
    """One order of a bulk run and what came of it."""

    __tablename__ = "bulk_item"
    __table_args__ = (sa.UniqueConstraint("run_id", "order_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("bulk_run.id"))
    order_id: Mapped[int]
    "No key: what was sent may name an order that does not exist."
    outcome: Mapped[str] = mapped_column(sa.String(12), default="waiting")
    "waiting, done or refused"
    message: Mapped[str] = mapped_column(sa.Text, default="")
    "The refusal's message id and its parameters, said in the reader's language."
    params: Mapped[dict[str, object]] = mapped_column(sa.JSON, default=dict)
