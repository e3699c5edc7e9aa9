"""The database goes away under the running program and comes back: said in words, and no restart is needed."""

import os

import pytest

from tests.conftest import make_app
from tests.faults.conftest import Desk


def test_a_file_that_was_moved_away_is_missed_and_never_begun_anew(fresh_app, tmp_path):
    desk = Desk(fresh_app)
    assert desk.register("before").status_code == 302
    there, away = tmp_path / "tracker.sqlite3", tmp_path / "moved"
    os.rename(there, away)
    for answer in (desk.register("meanwhile"), desk.browser.get("/orders/"), desk.app.test_client().get("/sign-in")):
        assert answer.status_code in (200, 503)
        assert answer.status_code == 200 or "数据库暂时连接不上" in answer.text
    assert answer.status_code == 200 or answer.headers["Retry-After"] == "30"
    assert desk.register("meanwhile").status_code == 503 and not there.exists()
    os.rename(away, there)
    assert desk.register("meanwhile").status_code == 302
    assert desk.orders() == [(1, 1), (2, 1)]


def test_another_file_in_its_place_is_taken_up_at_once(fresh_app, tmp_path):
    """An administrator who puts an older copy in place while the program runs: nothing goes into the old one."""
    desk = Desk(fresh_app)
    desk.let_go()
    older = (tmp_path / "tracker.sqlite3").read_bytes()
    assert desk.register("before").status_code == 302
    os.rename(tmp_path / "tracker.sqlite3", tmp_path / "moved")
    for ending in ("-wal", "-shm"):
        (tmp_path / f"tracker.sqlite3{ending}").unlink(missing_ok=True)
    (tmp_path / "tracker.sqlite3").write_bytes(older)
    desk.browser = desk.signed_in("operator")  # that session was begun after the copy
    assert desk.orders() == []
    assert desk.register("after").status_code == 302 and desk.orders() == [(1, 1)]


@pytest.mark.postgres
def test_postgres_that_stops_and_starts_is_waited_for(postgres, tmp_path):
    desk = Desk(make_app(tmp_path, postgres.create_database()))
    assert desk.register("before").status_code == 302
    postgres.halt()
    try:
        for answer in (desk.register("meanwhile"), desk.browser.get("/orders/")):
            assert answer.status_code == 503 and "数据库暂时连接不上" in answer.text
            assert answer.headers["Retry-After"] == "30" and "13812345678" not in answer.text
    finally:
        postgres.revive()
    assert desk.browser.get("/orders/").status_code == 200
    assert desk.register("meanwhile").status_code == 302
    assert desk.orders() == [(1, 1), (2, 1)]
    desk.let_go()
