"""Attachments go along with the backups: each once, provable with sha256sum, and copied back where they are missing."""

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import MONDAY_MORNING
from tests.factories import uploads as made
from tests.factories.uploads import upload
from tests.office import Office
from tracker.cli import check_office
from tracker.cli.finding import BAD, GOOD
from tracker.domain.permissions import PROGRAM
from tracker.domain.words import AttachmentKind
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.reads.attachments import attachment_of
from tracker.store import backups, files
from tracker.store.db import db
from tracker.store.models import Attachment
from tracker.usecases.attach_files import attach_files
from tracker.usecases.back_up import back_up
from tracker.usecases.close_month import close_month


@pytest.fixture
def house(fresh_app):
    """An office with one order that has a photo and a PDF; the PDF's id and order beside it."""
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        order_id = office.register()
        given = [upload("现场.jpg", made.photo()), upload("合同.pdf", made.pdf())]
        attach_files(order_id, given, kind=AttachmentKind.CALLER, by=office.operator, now=MONDAY_MORNING)
        ids = list(db.session.scalars(select(Attachment.id).order_by(Attachment.number)))
        yield office, order_id, ids
        db.session.remove()


def proven(made_at: Path) -> bool:
    """What docs/operations.md tells an administrator to do with a backup."""
    for name in (f"{made_at.name}.sha256", made_at.with_suffix(".files").name):
        done = subprocess.run(["sha256sum", "--check", "--quiet", name], cwd=made_at.parent, capture_output=True)
        if done.returncode:
            return False
    return True


def test_files_lie_beside_the_copy_and_take_no_room(house, tmp_path):
    backup = back_up(keep=3, by=PROGRAM, now=MONDAY_MORNING)
    assert (backup.files, backup.missing) == (3, 0)  # photo, its small picture, PDF
    assert proven(backup.path)
    kept = sorted(path for path in (tmp_path / "backups/files").rglob("*") if path.is_file())
    assert sorted(path.read_bytes() for path in kept) == sorted(path.read_bytes() for path in files.kept())
    assert all(os.path.samefile(path, files.path_of(path.name)) for path in kept)
    kept[0].write_bytes(b"damaged")
    assert not proven(backup.path)


def test_another_disk_gets_a_copy(house, tmp_path, monkeypatch):
    def refuses(*_args):
        raise OSError("Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuses)
    backup = back_up(keep=3, by=PROGRAM, now=MONDAY_MORNING)
    assert proven(backup.path)
    kept = [path for path in (tmp_path / "backups/files").rglob("*") if path.is_file()]
    assert len(kept) == 3 and not any(os.path.samefile(path, files.path_of(path.name)) for path in kept)
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_lists_go_with_their_copies_and_contents_stay(house, tmp_path):
    for day in range(3):
        back_up(keep=2, by=PROGRAM, now=MONDAY_MORNING + timedelta(days=day))
    names = sorted(path.name for path in (tmp_path / "backups").glob("*.files"))
    assert names == ["tracker-20260310-090000.files", "tracker-20260311-090000.files"]
    assert len([path for path in (tmp_path / "backups/files").rglob("*") if path.is_file()]) == 3


def test_a_lost_folder_is_copied_back(house, tmp_path):
    """As docs/operations.md says."""
    office, order_id, (_photo, contract) = house
    back_up(keep=2, by=PROGRAM, now=MONDAY_MORNING)
    shutil.rmtree(tmp_path / "files")
    (found,) = check_office.attached(MONDAY_MORNING)
    assert found.level == BAD and "有 3 个不在" in found.text
    shutil.copytree(tmp_path / "backups/files", tmp_path / "files", dirs_exist_ok=True)
    (found,) = check_office.attached(MONDAY_MORNING)
    assert found.level == GOOD and "3 个" in found.text
    assert attachment_of(order_id, contract, by=office.operator).path.read_bytes() == made.pdf()


def test_a_file_that_neither_place_has_is_said(house, tmp_path):
    next(files.kept()).unlink()
    ran = runner.run_by_hand("backup", by=PROGRAM, now=MONDAY_MORNING)
    assert ran.is_done and "附件文件 2 个" in str(ran.result) and "有 1 个附件文件不在数据目录中" in str(ran.result)
    assert backups.NAME.fullmatch(next((tmp_path / "backups").glob("*.sqlite3")).name)


def test_the_sweeper_runs_by_the_clock(house):
    ran = runner.run_due(job_named("sweep-files"), now=MONDAY_MORNING + timedelta(days=2))
    assert ran is not None and str(ran.result) == "清理没有用上的上传文件 0 个。"
    assert len(list(files.kept())) == 3


def test_workbooks_of_closed_months_lie_beside_every_copy(house, tmp_path):
    office = house[0]
    april = MONDAY_MORNING + timedelta(days=30)
    closed = close_month("2026-03", by=office.supervisor, now=april)
    for later in range(3):
        back_up(keep=1, by=PROGRAM, now=april + timedelta(days=later))

    kept = tmp_path / "backups/workbooks" / closed.file_name
    assert os.path.samefile(kept, tmp_path / "workbooks" / closed.file_name)
    assert [path.name for path in kept.parent.iterdir()] == [closed.file_name]  # each once, no other workbooks
