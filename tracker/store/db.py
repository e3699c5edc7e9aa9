"""The database: one session per request, one transaction per use case, and how SQLite is made to keep its word."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session

from tracker.store import chain, sqlite_place  # noqa: F401  (keeps an eye on SQLite's file)

BUSY_TIMEOUT_MS = 30_000
"24 writers waited 4.5 s at worst."

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged write survives power loss
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",  # a log that a long reader let grow is cut back to 64 MB
)


class Base(DeclarativeBase):
    """Constraint names follow one convention, so that migrations can name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # the driver must neither begin nor commit by itself
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        patience = options.get("sqlite_patience_ms")
        if patience is not None:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience)}")
        try:
            connection.exec_driver_sql("BEGIN " + options.get("sqlite_begin", "DEFERRED"))
        finally:
            if patience is not None:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


@contextmanager
def transaction(patience_ms: int | None = None) -> Iterator[scoped_session[Session]]:
    """All or nothing: commits once at the end, undoes everything when anything is raised.

    A writer takes SQLite's lock at once (BEGIN IMMEDIATE): a reading transaction that wants to write later fails.
    What was only read before is let go first. With `patience_ms` an OperationalError is raised where somebody else
    holds SQLite's lock for longer: for what may as well be written another time. What was told is linked to the
    audit chain last (store.chain).
    """
    session = db.session
    session.rollback()
    chain.begin(session())
    options: dict[str, Any] = {"sqlite_begin": "IMMEDIATE"}
    if patience_ms is not None:
        options["sqlite_patience_ms"] = patience_ms
    session.connection(execution_options=options)
    try:
        yield session
        chain.close(session())
        session.commit()
    except BaseException:
        session.rollback()
        raise


def one_at_a_time(name: str) -> None:
    """Whoever asks for the same name waits till this transaction ends: for what has no row yet that could be locked.

    SQLite has one writer at a time anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(name, 0))))


def write_rows(model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Many rows in one statement, past the session: nobody looks at them as objects.

    Every row names the same columns; what they point to is in the database already. What is told is linked, too.
    """
    given, table = list(rows), cast(sa.Table, sa.inspect(model).local_table)
    if not given:
        return
    if table.name in chain.TABLES:
        written = db.session.connection().execute(sa.insert(table).returning(table.c.id), given)
        chain.told(db.session(), table.name, written.scalars())
    else:
        db.session.connection().execute(sa.insert(table), given)
