"""The disk is full, or can only be read: a page in words, nothing half-written, at work again once it is mended."""

import sqlite3
from contextlib import closing
from io import BytesIO

import pytest

from tests.conftest import MONDAY_MORNING
from tests.factories import uploads
from tests.faults.conftest import ENTRY, mount
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.store import backups
from tracker.usecases.back_up import back_up


def test_a_full_disk_loses_nothing_and_needs_no_restart(disk_desk, small_disk, fill):
    assert disk_desk.register("before").status_code == 302
    filler = fill()
    accepted = 1
    for number in range(200):  # what SQLite has set aside already still takes a few
        answer = disk_desk.register(f"full-{number}")
        if answer.status_code != 302:
            break
        accepted += 1
    assert answer.status_code == 503 and "磁盘已满" in answer.text and answer.headers["Retry-After"] == "30"
    assert "data-keep-drafts" in answer.text  # what was typed stays in the browser
    assert disk_desk.browser.get("/orders/").status_code == 200  # reading goes on
    told = disk_desk.orders()
    assert len(told) == accepted and all(entries == 1 for _id, entries in told)

    photo = {"kind": "caller", "files": [(BytesIO(uploads.photo()), "现场.jpg")]}
    refused = disk_desk.browser.post("/orders/new", data=ENTRY | {"submission_key": "photo"} | photo)
    assert refused.status_code in (422, 503) and "磁盘" in refused.text
    with disk_desk.app.app_context(), pytest.raises(Refusal, match="备份大约需要"):
        back_up(by=PROGRAM, now=MONDAY_MORNING)

    filler.unlink()
    again = disk_desk.register(f"full-{number}")
    assert again.status_code == 302
    assert len(disk_desk.orders()) == accepted + 1
    with disk_desk.app.app_context():
        assert back_up(by=PROGRAM, now=MONDAY_MORNING).missing == 0 and len(backups.all_kept()) == 1
    disk_desk.let_go()
    with closing(sqlite3.connect(small_disk / "tracker.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_disk_that_can_only_be_read_is_said_until_it_is_mended(disk_desk, small_disk):
    assert disk_desk.register("before").status_code == 302
    disk_desk.let_go()
    mount("-o", "remount,ro", str(small_disk))
    try:
        for answer in (disk_desk.register("meanwhile"), disk_desk.browser.get("/orders/")):
            assert answer.status_code == 503 and "磁盘现在不能写入" in answer.text
    finally:
        disk_desk.let_go()
        mount("-o", "remount,rw", str(small_disk))
    assert disk_desk.register("meanwhile").status_code == 302
    assert disk_desk.orders() == [(1, 1), (2, 1)]
