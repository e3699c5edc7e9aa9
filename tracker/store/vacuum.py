"""What was once in clear must not stay behind in the database's files: free pages, the log, dead rows."""

import sqlalchemy as sa

from tracker.store import sealed_rows
from tracker.store.db import db
from tracker.store.models import OrderSearch


def scrub() -> None:
    """Write the database's files anew, without anything that is no more. Needs as much room again while it runs.

    PostgreSQL locks each table meanwhile: for upgrades, not for a working day.
    """
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO order_words(order_words) VALUES ('optimize')")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        names = [one.table.name for one in sealed_rows.tables()] + [OrderSearch.__tablename__, "timeline_entry"]
        for name in names:
            connection.execute(sa.text(f'VACUUM FULL "{name}"'))
