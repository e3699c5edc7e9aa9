"""A desk whose database is really committed, and a small disk of its own to fill or to make read-only."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import MONDAY_MORNING, make_app
from tests.office import Office
from tracker.store.db import db

MB = 1024 * 1024

ENTRY = {
    "caller_phone": "13812345678", "caller_name": "温小姐", "caller_kind": "person", "wants_reply": "yes",
    "order_class": "citizen", "request_type": "complaint", "urgency": "normal", "channel_code": "phone",
    "title": "夜间噪声", "content": "工地夜间施工。",
}
"An order as an operator's form sends it."


class Desk:
    """The program at work: pages asked for as by a browser, orders counted past it."""

    def __init__(self, app: Flask, name: str = "operator") -> None:
        self.app = app
        with app.app_context():
            self.office = Office(MONDAY_MORNING)
            db.session.remove()
        self.browser = self.signed_in(name)

    def signed_in(self, name: str) -> FlaskClient:
        """A browser in which somebody has signed in."""
        browser = self.app.test_client()
        answer = browser.post("/sign-in", data={"name": name, "password": self.office.passwords[name]})
        assert answer.status_code == 302
        return browser

    def register(self, key: str):
        """Send the form for a new order; `key` tells a repetition from another order."""
        return self.browser.post("/orders/new", data=ENTRY | {"submission_key": key})

    def ask(self, query: str) -> list:
        """What the database says."""
        with self.app.app_context():
            rows = [tuple(row) for row in db.session.execute(sa.text(query))]
            db.session.remove()
        return rows

    def orders(self) -> list[tuple[int, int]]:
        """Every order's id and how many timeline entries it has."""
        return self.ask("SELECT o.id, count(e.id) FROM work_order o LEFT JOIN timeline_entry e ON e.order_id = o.id "
                        "GROUP BY o.id ORDER BY o.id")

    def let_go(self) -> None:
        """Close every connection: a disk cannot be made read-only while a file on it is open for writing."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB; skipped with the reason where nothing may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no disk may be mounted here: {getattr(error, 'stderr', error)}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def disk_desk(small_disk: Path) -> Iterator[Desk]:
    """An office whose data folder is the small disk."""
    desk = Desk(make_app(small_disk))
    yield desk
    desk.let_go()


@pytest.fixture
def fill(small_disk: Path) -> Callable[[], Path]:
    """Use up every byte of the small disk; the file to delete again."""
    def filled() -> Path:
        path = small_disk / "somebody-elses"
        with path.open("wb", buffering=0) as file:
            for size in (MB, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    assert shutil.disk_usage(small_disk).free < size
        return path

    return filled
