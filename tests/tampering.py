"""An intruder who may write to the database, and to it alone: the triggers are the first thing to go."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tracker.store.db import db, transaction

GUARDS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT DISTINCT format('DROP TRIGGER %I ON %I', tgname, relname) FROM pg_trigger "
                  "JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
}


class Intruder:
    """Changes what is in the database, past the program."""

    def __init__(self) -> None:
        with transaction() as session:
            for (drop,) in session.execute(sa.text(GUARDS[session.connection().dialect.name])).all():
                if re.search("timeline_entry|journal_entry|audit_", drop):
                    session.execute(sa.text(drop))

    def write(self, statement: str, nothing_there: bool = False, **given: Any) -> None:
        """Run it and commit."""
        with transaction() as session:
            changed = session.execute(sa.text(statement), given).rowcount  # type: ignore[attr-defined]
        assert changed or nothing_there, "the intruder changed nothing"

    def ask(self, statement: str, **given: Any) -> Any:
        """The first column of the first row."""
        return db.session.execute(sa.text(statement), given).scalar()

    def cut(self, keep: int) -> None:
        """Take away everything behind a link, rows and links, as if it had never been told."""
        first = {"timeline_entry": 10**9, "journal_entry": 10**9}
        for (rows,) in db.session.execute(sa.text(f"SELECT rows FROM audit_link WHERE seq > {keep}")):
            for table, start, _end in json.loads(rows):
                first[table] = min(first[table], start)
        with transaction() as session:
            for table in ("outbox", "notice"):
                session.execute(sa.text(f"DELETE FROM {table}"))
            session.execute(sa.text(f"DELETE FROM audit_link WHERE seq > {keep}"))
            for table, start in first.items():
                session.execute(sa.text(f"DELETE FROM {table} WHERE id >= {start}"))


class Earlier:
    """A copy of the SQLite file as it is now, to be put back later."""

    def __init__(self, place: Path) -> None:
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.source, self.copy = Path(str(db.engine.url.database)), place
        shutil.copy2(self.source, self.copy)

    def put_back(self) -> None:
        """As if the program were stopped, the file replaced, and the program started."""
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.source.with_name(self.source.name + suffix).unlink(missing_ok=True)
        shutil.copy2(self.copy, self.source)
