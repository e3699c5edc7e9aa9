"""What was once in clear must not stay behind in the database's files: free pages, the log, dead rows."""

import sqlalchemy as sa

from tracker.store import sealed_rows
from tracker.store.db import db
from tracker.store.models import OrderSearch

SQLITE = (
    "INSERT INTO order_words(order_words) VALUES ('optimize')", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)",
)


def scrub() -> None:
    """Write the database's files anew, without anything that is no more. Needs as much room again while it runs.

    PostgreSQL locks each table meanwhile: for upgrades, not for a working day.
    """
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        raw = db.engine.raw_connection()
        try:
            for command in SQLITE:  # past SQLAlchemy, which would begin a transaction first
                raw.driver_connection.execute(command)  # type: ignore[union-attr]
        finally:
            raw.close()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in [one.table.name for one in sealed_rows.tables()] + [OrderSearch.__tablename__, "timeline_entry"]:
            connection.execute(sa.text(f'VACUUM FULL "{name}"'))
