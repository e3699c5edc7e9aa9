"""The office that every test works in: a migrated database with the shipped rules, undone after each test.

`app` runs on SQLite; with TRACKER_TEST_DATABASE=postgres (or the `postgres` part of the suite) on a throwaway cluster.
"""

import gc
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zlib import crc32

import pytest
from argon2 import PasswordHasher
from flask import Flask, g

from tests.furnished import MONDAY_MORNING, furnish
from tests.office import Office
from tests.postgres import Cluster, find_programs
from tracker.app import create_app
from tracker.config import load
from tracker.store import passwords
from tracker.store.db import db

TAKES_TURNS = re.compile(r"tests/(usecases|cli)/(?!.*at_once).*\[postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL's half of the use cases and commands takes turns where TRACKER_POSTGRES says whose turn it is.

    The others have theirs on the next days; what locks rows, the store and the jobs are asked every time.
    """
    turn = os.environ.get("TRACKER_POSTGRES", "all")
    if turn == "all":
        return
    names = (item.nodeid for item in items)
    waiting = {name for name in names if TAKES_TURNS.match(name) and crc32(name.encode()) % 5 != int(turn)}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in waiting])
    items[:] = [item for item in items if item.nodeid not in waiting]


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: it is looked through for garbage no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """The same Argon2id at its lowest cost: hundreds of tests hire a whole office each."""
    usual, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._hasher = usual


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server for this run alone; where CI is set it must not be missing."""
    if find_programs() is None:
        message = "PostgreSQL's programs are not installed (apt-get install postgresql)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    cluster = Cluster()
    cluster.start()
    yield cluster
    cluster.stop()


def make_app(data: Path, database_url: str = "") -> Flask:
    """An application on a fresh, migrated and seeded database."""
    environ = {"TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": database_url}
    furnish(data, database_url)
    app = create_app(load(environ), TESTING=True, WTF_CSRF_ENABLED=False)
    # Tests hold one app context open over many requests, so each request must find out anew who is signed in.
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: g.pop("_login_user", None) and None)
    return app


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on each database in turn: for whatever touches the store."""
    data = tmp_path_factory.mktemp(f"data-{request.param}")
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create_database()
    app = make_app(data, url)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def own_url(request: pytest.FixtureRequest) -> str:
    """Where a database of the test's own lies, empty for SQLite: for whatever must really be committed."""
    url: str = request.getfixturevalue("postgres").create_database() if request.param == "postgres" else ""
    return url


@pytest.fixture
def house(own_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose writes are really committed, on each database in turn."""
    app = make_app(tmp_path, own_url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def house_environ(house: Flask, own_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment that leads other processes to the house."""
    place = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": own_url}
    return os.environ | place


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the embedded default."""
    app = make_app(tmp_path_factory.mktemp("data"))
    yield app
    with app.app_context():
        db.engine.dispose()


def rolled_back(app: Flask) -> Iterator[Flask]:
    """Whatever the code under test commits is undone with the outer transaction."""
    with app.app_context():
        engines = db.engines
        engine = engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            engines[None] = connection
            db.session.remove()
            db.session.session_factory.kw["join_transaction_mode"] = "create_savepoint"
            try:
                yield app
            finally:
                db.session.remove()
                outer.rollback()
                engines[None] = engine
                db.session.session_factory.kw.pop("join_transaction_mode", None)


@pytest.fixture
def app(sqlite_app: Flask) -> Iterator[Flask]:
    """The office on SQLite, undone after the test."""
    yield from rolled_back(sqlite_app)


@pytest.fixture
def store(any_app: Flask) -> Iterator[Flask]:
    """The office on each database in turn, undone after the test."""
    yield from rolled_back(any_app)


@pytest.fixture
def fresh_app(tmp_path: Path) -> Iterator[Flask]:
    """A file database of its own, really committed: for locks, several processes and whole journeys."""
    app = make_app(tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def now() -> datetime:
    """Monday 2026-03-09, 09:00 in the office."""
    return MONDAY_MORNING


@pytest.fixture
def office(app: Flask) -> Office:
    """People of every role on SQLite."""
    return Office(MONDAY_MORNING)


@pytest.fixture
def store_office(store: Flask) -> Office:
    """People of every role, on each database in turn."""
    return Office(MONDAY_MORNING)
