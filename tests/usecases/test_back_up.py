"""A backup opens with its key alone, holds the orders and files of one instant, and says its checksums; old ones go."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta

import pytest
from pyrage import x25519
from sqlalchemy import select

from tests.conftest import MONDAY_MORNING
from tests.factories import uploads as made
from tests.factories.uploads import upload
from tests.office import Office
from tests.safekeeping import backups_set
from tests.usecases.journal import last_entry
from tracker.cli import check_office
from tracker.cli.finding import BAD, GOOD
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotPermitted, Refusal
from tracker.domain.words import AttachmentKind
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.reads.attachments import attachment_of
from tracker.store import backup_reading, backups, files, folders
from tracker.store.age_files import Unopened
from tracker.store.db import db
from tracker.store.folders import Occupied
from tracker.store.models import Attachment
from tracker.usecases.attach_files import attach_files
from tracker.usecases.back_up import back_up
from tracker.usecases.close_month import close_month
from tracker.usecases.restore import restore_missing_files
from tracker.usecases.sweep_files import sweep_files

DAY = timedelta(days=1)


def with_files(office: Office) -> int:
    """An order with a photo, of which there is a small picture too, and a PDF."""
    order_id = office.register()
    given = [upload("现场.jpg", made.photo()), upload("合同.pdf", made.pdf())]
    attach_files(order_id, given, kind=AttachmentKind.CALLER, by=office.operator, now=MONDAY_MORNING)
    return order_id


def read(backup):
    return backup_reading.opened(backup.path, backups.identity_place())


def is_proven(backup) -> bool:
    """What docs/operations.md tells an administrator to do where there is no key."""
    return subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=backup.path,
                          capture_output=True).returncode == 0


def test_a_backup_has_the_orders_while_somebody_is_writing(house, tmp_path):
    office = Office(MONDAY_MORNING)
    order_ids = [office.register() for _ in range(3)]
    db.session.remove()
    with db.engine.connect() as writer:
        writer.exec_driver_sql("UPDATE work_order SET title = 'half-written'")
        backup = backups.make(MONDAY_MORNING)
        writer.rollback()
    assert backup.path == tmp_path / "backups" / "tracker-20260309-090000"
    assert hashlib.sha256((backup.path / "SHA256SUMS").read_bytes()).hexdigest() == backup.sha256
    assert sorted(path.name for path in backup.path.iterdir()) == ["SHA256SUMS", "database.age", "manifest.age"]
    assert is_proven(backup)
    found = read(backup)
    copy = tmp_path / "copy"
    found.unseal("database.age", copy, found.manifest["database"]["sha256"], squeezed=True)
    assert found.manifest["counts"]["work_order"] == 3
    if found.manifest["backend"] == "sqlite":
        with closing(sqlite3.connect(copy)) as asked:
            assert [row[0] for row in asked.execute("SELECT id FROM work_order ORDER BY id")] == order_ids
            assert asked.execute("SELECT DISTINCT title FROM work_order").fetchall() == [("夜间烧烤油烟扰民",)]
    else:
        assert copy.read_bytes().startswith(b"PGDMP")


def test_nothing_in_it_can_be_read_without_the_key(fresh_app, tmp_path):
    with fresh_app.app_context():
        with_files(Office(MONDAY_MORNING))
        back_up(by=PROGRAM, now=MONDAY_MORNING)
        db.session.remove()
        kept = [path for path in (tmp_path / "backups").rglob("*") if path.is_file()]
        sealed = [path for path in kept if path.suffix == ".age"]
        assert len(sealed) == 5 and all(path.read_bytes().startswith(b"age-encryption.org/v1\n") for path in sealed)
        ring = (tmp_path / "keys.toml").read_text().split('"')[3].encode()
        everything = b"".join(path.read_bytes() for path in kept)
        for secret in (b"13812345678", "温小姐".encode(), b"SQLite format", b"work_order", ring):
            assert secret not in everything
        names = {path.name for path in files.kept()}
        assert not any(name in str(path) for name in names for path in kept)  # nor what is attached, by its checksum
        assert all(path.stat().st_mode & 0o077 == 0 for path in [*sealed, *(path.parent for path in sealed)])


def test_the_office_opens_what_the_server_cannot(fresh_app, tmp_path):
    """Sealed to the public keys of the settings: no secret key lies on the server."""
    office_key, other = x25519.Identity.generate(), x25519.Identity.generate()
    place = tmp_path / "safe.txt"
    with fresh_app.app_context():
        Office(MONDAY_MORNING).register()
        with backups_set(fresh_app, recipients=f"{office_key.to_public()}, {other.to_public()}"):
            backup = back_up(by=PROGRAM, now=MONDAY_MORNING)
        assert not backups.identity_place().exists()
        for key in (office_key, other):
            place.write_text(f"# ours\n{key}\n")
            assert backup_reading.opened(backup.path, place).manifest["counts"]["work_order"] == 1
        place.write_text(str(x25519.Identity.generate()))
        with pytest.raises(Unopened, match="另一把公钥"):
            backup_reading.opened(backup.path, place)
        with backups_set(fresh_app, recipients="age1wrong"), pytest.raises(Refusal, match="不是 age 公钥"):
            back_up(by=PROGRAM, now=MONDAY_MORNING)
        db.session.remove()


def test_all_backups_share_one_copy_of_a_file(fresh_app, tmp_path):
    with fresh_app.app_context():
        with_files(Office(MONDAY_MORNING))
        first, second = (back_up(by=PROGRAM, now=MONDAY_MORNING + day * DAY) for day in range(2))
        assert (first.files, first.missing, second.files) == (3, 0, 3)
        told = last_entry("backup.made")
        assert (told.actor_name, told.subject, told.data["sha256"]) == ("系统", second.path.name, second.sha256)
        parts = sorted((tmp_path / "backups/parts").rglob("*.age"))
        assert len(parts) == 3 and is_proven(first) and is_proven(second)
        assert second.size < first.size  # nothing was added but the database
        found = read(second)
        for name, sha256, part in found.parts():
            found.unseal(part, tmp_path / "one", sha256)
            assert (tmp_path / "one").read_bytes() == (tmp_path / name).read_bytes()
            (tmp_path / "one").unlink()
        parts[0].write_bytes(b"damaged")
        assert not is_proven(first) and backup_reading.damaged(second.path) == [os.path.relpath(parts[0], second.path)]
        db.session.remove()


def test_other_keys_make_other_parts_and_those_no_backup_needs_go(fresh_app, tmp_path):
    with fresh_app.app_context():
        with_files(Office(MONDAY_MORNING))
        with backups_set(fresh_app, newest=1, weeks=0, months=0):
            old = back_up(by=PROGRAM, now=MONDAY_MORNING)
        old_parts = set((tmp_path / "backups/parts").rglob("*.age"))
        mine = x25519.Identity.generate()
        with backups_set(fresh_app, newest=1, weeks=0, months=0, recipients=str(mine.to_public())):
            backup = back_up(by=PROGRAM, now=MONDAY_MORNING + DAY)
        parts = set((tmp_path / "backups/parts").rglob("*.age"))
        assert backup.removed == 1 and not old.path.exists() and len(parts) == 3 and not parts & old_parts
        assert is_proven(backup)
        db.session.remove()


def test_generations_stay_and_other_files_are_left_alone(fresh_app, tmp_path):
    place = tmp_path / "backups"
    place.mkdir()
    (place / "my own copy.sqlite3").touch()
    with fresh_app.app_context(), backups_set(fresh_app, newest=2, weeks=0, months=0):
        removed = [back_up(by=PROGRAM, now=MONDAY_MORNING + day * DAY).removed for day in range(4)]
        db.session.remove()
    assert removed == [0, 0, 1, 1]
    assert sorted(path.name for path in place.iterdir()) == [
        "my own copy.sqlite3", "tracker-20260311-090000", "tracker-20260312-090000"]


def test_a_clock_that_was_set_back_costs_no_new_backup(fresh_app):
    """The new backup's name is the oldest of all; it is the newest all the same."""
    with fresh_app.app_context(), backups_set(fresh_app, newest=2, weeks=0, months=0):
        ahead = [back_up(by=PROGRAM, now=MONDAY_MORNING + (400 + day) * DAY) for day in range(2)]
        backup = back_up(by=PROGRAM, now=MONDAY_MORNING)
        db.session.remove()
    assert backup.path.is_dir() and backup.removed == 1
    assert [one.path.is_dir() for one in ahead] == [False, True]


def test_two_in_one_second_both_stay(fresh_app):
    with fresh_app.app_context():
        names = [back_up(by=PROGRAM, now=MONDAY_MORNING).path.name for _ in range(2)]
        db.session.remove()
    assert names == ["tracker-20260309-090000", "tracker-20260309-090000-2"]


def test_one_at_a_time_and_no_sweeping_meanwhile(fresh_app, now):
    with fresh_app.app_context(), folders.hold(backups.LOCK):
        with pytest.raises(Occupied, match="正在备份"):
            back_up(by=PROGRAM, now=now)
        with pytest.raises(Occupied, match="正在备份"):
            sweep_files(by=PROGRAM, now=now)


def test_a_full_disk_is_said_before_anything_is_written(fresh_app, tmp_path, monkeypatch):
    with fresh_app.app_context():
        first = back_up(by=PROGRAM, now=MONDAY_MORNING)
        before = sorted((tmp_path / "backups").rglob("*"))
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=17 * backups.MB))
        with pytest.raises(Refusal, match=r"大约需要 \d+ MB.*只剩 17 MB"):
            back_up(by=PROGRAM, now=MONDAY_MORNING + DAY)
        assert sorted((tmp_path / "backups").rglob("*")) == before and is_proven(first)
        db.session.remove()


def test_what_a_dead_process_left_is_cleared_away(fresh_app, tmp_path):
    left = tmp_path / "backups/.unfinished-x"
    left.mkdir(parents=True)
    (left / "database.age").write_bytes(b"half")
    with fresh_app.app_context():
        back_up(by=PROGRAM, now=MONDAY_MORNING)
        db.session.remove()
    assert not left.exists()


def test_a_damaged_or_lost_file_is_said_and_not_sealed_as_if_it_were_sound(fresh_app, tmp_path):
    with fresh_app.app_context():
        with_files(Office(MONDAY_MORNING))
        gone, damaged, _sound = files.kept()
        gone.unlink()
        damaged.write_bytes(b"damaged")
        ran = runner.run_by_hand("backup", by=PROGRAM, now=MONDAY_MORNING)
        assert ran.is_done and "有 2 个附件文件不在数据目录中或已损坏" in str(ran.result)
        (path,) = backups.all_kept()
        manifest = backup_reading.opened(path, backups.identity_place()).manifest
        assert sorted(manifest["missing"]) == sorted([gone.name, damaged.name]) and len(manifest["attachments"]) == 1
        db.session.remove()


def test_a_lost_folder_is_filled_again(fresh_app, tmp_path):
    """As tracker check says."""
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        order_id = with_files(office)
        backup = back_up(by=PROGRAM, now=MONDAY_MORNING)
        shutil.rmtree(tmp_path / "files")
        (found,) = check_office.attached(MONDAY_MORNING)
        assert found.level == BAD and "有 3 个不在" in found.text and "--missing-files" in found.text
        assert restore_missing_files(
            backup.path, identity=backups.identity_place(), by=PROGRAM, now=MONDAY_MORNING) == 3
        (found,) = check_office.attached(MONDAY_MORNING)
        assert found.level == GOOD and "3 个" in found.text
        contract = db.session.scalars(select(Attachment.id).order_by(Attachment.number.desc())).first()
        assert attachment_of(order_id, contract, by=office.operator).path.read_bytes() == made.pdf()
        db.session.remove()


def test_workbooks_go_along(fresh_app, tmp_path):
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        office.register()
        april = MONDAY_MORNING + 30 * DAY
        closed = close_month("2026-03", by=office.supervisor, now=april)
        backup = back_up(by=PROGRAM, now=april)
        assert list(read(backup).manifest["workbooks"]) == [closed.file_name] and backup.missing == 0
        (tmp_path / "workbooks" / closed.file_name).unlink()
        assert back_up(by=PROGRAM, now=april + DAY).missing == 0  # an earlier backup has it
        shutil.rmtree(tmp_path / "backups")
        assert back_up(by=PROGRAM, now=april + DAY).missing == 1
        db.session.remove()


def test_the_sweeper_runs_by_the_clock(fresh_app):
    with fresh_app.app_context():
        with_files(Office(MONDAY_MORNING))
        ran = runner.run_due(job_named("sweep-files"), now=MONDAY_MORNING + 2 * DAY)
        assert ran is not None and str(ran.result) == "清理没有用上的上传文件 0 个。"
        assert len(list(files.kept())) == 3
        db.session.remove()


@pytest.mark.postgres
def test_without_pg_dump_it_is_refused_with_what_to_do(postgres, store, any_app, now, monkeypatch):
    if not any_app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refusal, match="pg_dump"):
        back_up(by=PROGRAM, now=now)


@pytest.mark.postgres
def test_a_dump_that_breaks_off_leaves_nothing(postgres, store, any_app, now, monkeypatch, tmp_path):
    if not any_app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("SQLite needs no program")
    (tmp_path / "pg_dump").write_text("#!/bin/sh\nprintf PGDMP\necho 'pg_dump: error: out of luck' >&2\nexit 1\n")
    (tmp_path / "pg_dump").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with backups_set(any_app, folder=tmp_path / "b"), pytest.raises(Refusal, match="没有成功：pg_dump: error: out of luck"):
        back_up(by=PROGRAM, now=now)
    assert list((tmp_path / "b").iterdir()) == []


def test_who_may(office, now):
    with pytest.raises(NotPermitted):
        back_up(by=office.operator, now=now)


def test_a_folder_that_cannot_be_made_is_said(fresh_app, tmp_path):
    (tmp_path / "backups").write_text("in the way")
    with fresh_app.app_context(), pytest.raises(Refusal, match="备份不能写入"):
        back_up(by=PROGRAM, now=MONDAY_MORNING)
