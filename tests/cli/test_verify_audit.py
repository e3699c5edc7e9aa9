"""tracker verify-audit as the operator runs it: the real program on the real database, before and after an intruder."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.furnished import MONDAY_MORNING
from tests.office import Office
from tests.tampering import Intruder
from tracker.domain.permissions import PROGRAM
from tracker.store.db import db
from tracker.store.models import JournalEntry
from tracker.usecases.anchor_audit import anchor_audit


@pytest.fixture
def verify(house: Flask, house_environ: dict[str, str]):
    """Run the command in a process of its own."""
    def run() -> subprocess.CompletedProcess[str]:
        db.session.remove()
        program = Path(sys.executable).with_name("tracker")
        return subprocess.run([program, "verify-audit"], env=house_environ, capture_output=True, text=True)

    return run


def test_it_says_what_is_wrong_and_ends_with_one(verify):
    office = Office(MONDAY_MORNING)
    office.travelled("closed")
    anchor_audit(by=PROGRAM, now=office.now)
    whole = verify()
    assert whole.returncode == 0, whole.stderr
    assert "工单办理记录 8 行" in whole.stdout and "锚点 1 个" in whole.stdout and "一致。" in whole.stdout

    Intruder().write("UPDATE timeline_entry SET at = at, actor_name = '别人' WHERE kind = 'replied'")
    broken = verify()
    assert broken.returncode == 1
    assert "错误：工单办理记录第" in broken.stdout and "被改动，现为“replied”" in broken.stdout
    assert "共 1 处" in broken.stderr and "2026-03-10 09:00:00" in broken.stderr

    checks = db.session.query(JournalEntry).filter_by(kind="audit.verified").order_by(JournalEntry.id).all()
    assert [one.data["is_whole"] for one in checks] == [True, False]
    assert all(one.origin is not None and one.origin.startswith("cli:") for one in checks)
