"""Attachments in the trade: who adds which, what the timeline tells, what is hidden, and that files and rows agree."""

import os
import stat
import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import MONDAY_MORNING
from tests.factories import uploads as made
from tests.factories.uploads import upload
from tests.office import HOUSING, MARKET, Office, story
from tests.usecases.journal import last_entry
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, NotPermitted, OutOfTurn
from tracker.domain.words import AttachmentKind
from tracker.reads.attachments import attachment_of, attachment_panel, attachment_view
from tracker.store import files
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.models import Attachment, TimelineEntry, WorkOrder
from tracker.usecases.attach_files import attach_files
from tracker.usecases.change_setting import change_setting
from tracker.usecases.register_order import register_order
from tracker.usecases.remove_attachment import remove_attachment
from tracker.usecases.sweep_files import sweep_files
from tracker.usecases.take_attachment import take_attachment

CALLER, CONTACT, HANDLING = AttachmentKind.CALLER, AttachmentKind.CONTACT, AttachmentKind.HANDLING


def left():
    return sorted(path for path in folder("files").rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def empty_folder(request):
    """The data folder outlives a test, and others hand something in, too."""
    kept = [request.getfixturevalue(name) for name in ("store", "app") if name in request.fixturenames]
    for path in left() if kept else []:
        path.unlink()
    yield
    for path in left() if kept else []:
        path.unlink()


def ids(order_id):
    wanted = select(Attachment.id).where(Attachment.order_id == order_id).order_by(Attachment.number)
    return list(db.session.scalars(wanted))


def names(order_id, by, now):
    return [row.file_name for row in attachment_panel(order_id, by=by, now=now).rows]


def test_a_photo_and_a_recording_come_with_the_registration(store_office, now):
    order_id = register_order(
        store_office.intake(), uploads=[upload("现场.jpg", made.photo()), upload("来电.wav", made.wav())],
        by=store_office.operator, now=now,
    )
    assert story(order_id) == ["registered", "attached"]
    photo, recording = attachment_panel(order_id, by=store_office.dispatcher, now=now).rows
    assert (photo.number, photo.file_name, photo.kind, photo.viewer) == (1, "现场.jpg", CALLER, "image")
    assert (recording.number, recording.viewer, recording.by, recording.unit) == (2, "audio", "话务员", None)
    kept = attachment_of(order_id, photo.id, by=store_office.dispatcher).path
    with Image.open(kept) as image:
        assert image.size == (640, 480) and not image.getexif()
    assert attachment_of(order_id, recording.id, by=store_office.dispatcher).path.read_bytes() == made.wav()
    with Image.open(attachment_of(order_id, photo.id, by=store_office.dispatcher, small=True).path) as small:
        assert small.size == (320, 240)


def test_one_bad_file_and_nothing_is_registered(store_office, now):
    with pytest.raises(InvalidEntries) as refused:
        register_order(
            store_office.intake(),
            uploads=[upload("现场.jpg", made.photo()), upload("a.jpg", made.EXE), upload("b.docx", made.pdf())],
            by=store_office.operator, now=now,
        )
    assert [problem.field for problem in refused.value.problems] == ["files", "files"]
    assert db.session.scalar(select(func.count()).select_from(WorkOrder)) == 0 and left() == []


def test_each_adds_its_own_kind(store_office, now):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    for number, (actor, kind) in enumerate(
        [(store_office.operator, CALLER), (store_office.market, CONTACT), (store_office.market, HANDLING),
         (store_office.housing, HANDLING)], 1,
    ):
        assert attach_files(order_id, [upload("a.pdf", made.pdf(f"No {number}"))], kind=kind, by=actor, now=now) == 1
    rows = attachment_panel(order_id, by=store_office.reviewer, now=now).rows
    assert [(row.number, row.kind, row.unit) for row in rows] == [
        (1, CALLER, None), (2, CONTACT, MARKET), (3, HANDLING, MARKET), (4, HANDLING, HOUSING)]


@pytest.mark.parametrize("name, kind", [
    ("housing", CONTACT), ("housing", CALLER), ("market", CALLER), ("operator", HANDLING), ("reviewer", CALLER),
    ("caller_back", CONTACT), ("supervisor", CALLER),
])
def test_what_is_not_ones_to_add_is_refused_and_leaves_nothing(office, now, name, kind):
    order_id = office.register()
    office.dispatch(order_id, MARKET, (HOUSING,))
    with pytest.raises(NotPermitted, match="诉求材料由话务员和派单员上传"):
        attach_files(order_id, [upload("a.pdf", made.pdf())], kind=kind, by=getattr(office, name), now=now)
    assert ids(order_id) == [] and left() == []


def test_a_stranger_unit_finds_neither_order_nor_attachment(store_office, now):
    order_id = store_office.travelled("signed")
    attach_files(order_id, [upload("a.pdf", made.pdf())], kind=HANDLING, by=store_office.market, now=now)
    (attachment_id,) = ids(order_id)
    for call in (
        lambda: attach_files(order_id, [upload("b.pdf", made.pdf("b"))], kind=HANDLING, by=store_office.town, now=now),
        lambda: attachment_of(order_id, attachment_id, by=store_office.town),
        lambda: attachment_view(order_id, attachment_id, by=store_office.town),
        lambda: attachment_panel(order_id, by=store_office.town, now=now),
        lambda: take_attachment(order_id, attachment_id, is_download=True, by=store_office.town, now=now),
        lambda: remove_attachment(order_id, attachment_id, reason="x", by=store_office.town, now=now),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotFound):  # the administrator keeps tables and sees nobody's order
        attachment_of(order_id, attachment_id, by=store_office.administrator)


def test_an_attachment_is_found_under_its_own_order_only(store_office, now):
    mine, others = store_office.travelled("signed"), store_office.register()
    attach_files(others, [upload("a.pdf", made.pdf())], kind=CALLER, by=store_office.operator, now=now)
    (attachment_id,) = ids(others)
    for by in (store_office.market, store_office.operator):
        with pytest.raises(NotFound):
            attachment_of(mine, attachment_id, by=by)


def test_a_closed_order_takes_no_more(office, now):
    order_id = office.travelled("closed")
    with pytest.raises(OutOfTurn, match="已办结"):
        attach_files(order_id, [upload("a.pdf", made.pdf())], kind=CALLER, by=office.operator, now=now)


def test_the_same_contents_lie_on_the_disk_once(store_office, now):
    first, second = store_office.register(), store_office.register()
    for order_id in (first, second):
        attach_files(order_id, [upload("a.pdf", made.pdf())], kind=CALLER, by=store_office.operator, now=now)
    (path,) = left()
    assert path == files.path_of(path.name) and path.parent.name == path.name[:2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_file_twice_in_one_order_is_said(store_office, now):
    order_id = store_office.register()
    attach_files(order_id, [upload("a.jpg", made.photo())], kind=CALLER, by=store_office.operator, now=now)
    for files_given, words in (
        ([upload("b.jpg", made.photo())], "与本工单的附件 1 内容相同"),
        ([upload("b.pdf", made.pdf()), upload("c.pdf", made.pdf())], "选了两次"),
    ):
        with pytest.raises(InvalidEntries) as refused:
            attach_files(order_id, files_given, kind=CALLER, by=store_office.operator, now=now)
        assert words in str(refused.value.problems[0])
    assert len(ids(order_id)) == 1


def test_settings_bound_size_and_number(office, now):
    today = date(2026, 3, 9)
    for key, value in (("attachment_document_mb", "1"), ("attachments_most", "2"), ("attachment_total_mb", "2")):
        change_setting(key, value, effective_from=today, by=office.administrator, now=now)
    order_id = office.register()

    def attach(*given):
        return attach_files(order_id, given, kind=CALLER, by=office.operator, now=now)

    with pytest.raises(InvalidEntries) as refused:
        attach(upload("大.pdf", made.pdf() + bytes(1024 * 1024)))
    assert "最大 1 MB" in str(refused.value.problems[0])
    with pytest.raises(Invalid, match="一次最多上传 2 MB"):
        attach(*(upload(f"{i}.pdf", made.pdf(f"{i}") + bytes(1024 * 1024 * 4 // 3)) for i in range(2)))
    assert attach(*(upload(f"{i}.pdf", made.pdf(f"{i}")) for i in range(2))) == 2
    with pytest.raises(Invalid, match="最多 2 个附件，已有 2 个"):
        attach(upload("3.pdf", made.pdf("3")))
    with pytest.raises(Invalid, match="请选择要上传的文件"):
        attach()


def test_removing_hides_and_tells_and_deletes_nothing(store_office, now):
    order_id = store_office.travelled("signed")
    given = [upload("温小姐身份证.pdf", made.pdf("a")), upload("b.pdf", made.pdf("b"))]
    attach_files(order_id, given, kind=HANDLING, by=store_office.market, now=now)
    first, second = ids(order_id)
    assert remove_attachment(order_id, first, reason=" 传错了 ", by=store_office.market, now=now) == 1
    assert names(order_id, store_office.market, now) == ["b.pdf"]
    with pytest.raises(NotFound):
        attachment_of(order_id, first, by=store_office.market)
    with pytest.raises(NotFound):
        remove_attachment(order_id, first, reason="再来", by=store_office.market, now=now)
    told = db.session.scalars(select(TimelineEntry).where(TimelineEntry.order_id == order_id)).all()[-2:]
    assert [entry.data for entry in told] == [
        {"kind": "办理材料", "numbers": "1、2"}, {"kind": "办理材料", "numbers": "1", "reason": "传错了"}]
    assert len(left()) == 2 and sweep_files(by=PROGRAM, now=now + timedelta(days=400)) == 0
    attach_files(order_id, [upload("c.pdf", made.pdf("c"))], kind=HANDLING, by=store_office.market, now=now)
    assert attachment_panel(order_id, by=store_office.market, now=now).rows[-1].number == 3  # 1 is not given again
    assert attachment_of(order_id, second, by=store_office.market).file_name == "b.pdf"


def test_who_removes(office, now):
    order_id = office.register()
    office.dispatch(order_id, MARKET, (HOUSING,))
    attach_files(order_id, [upload("a.pdf", made.pdf())], kind=HANDLING, by=office.market, now=now)
    (attachment_id,) = ids(order_id)
    for actor in (office.housing, office.operator, office.reviewer, office.supervisor):
        with pytest.raises(NotPermitted, match="联系派单员"):
            remove_attachment(order_id, attachment_id, reason="x", by=actor, now=now)
    with pytest.raises(Invalid) as refused:
        remove_attachment(order_id, attachment_id, reason="  ", by=office.market, now=now)
    assert refused.value.field == "reason"
    remove_attachment(order_id, attachment_id, reason="含他人身份证", by=office.dispatcher, now=now)
    assert names(order_id, office.market, now) == []


def test_a_download_is_on_record_without_the_files_name(store_office, now):
    order_id = store_office.register()
    given = [upload("温小姐身份证.pdf", made.pdf())]
    attach_files(order_id, given, kind=CALLER, by=store_office.operator, now=now)
    (attachment_id,) = ids(order_id)
    taken = take_attachment(order_id, attachment_id, is_download=True, by=store_office.dispatcher, now=now)
    assert taken.file_name == "温小姐身份证.pdf" and taken.path.read_bytes() == made.pdf()
    told = last_entry("attachment.downloaded")
    assert (told.actor_name, told.subject) == ("派单员", "MJ202603090001")
    assert told.data == {"attachment": attachment_id, "number": 1}


def test_a_file_that_is_gone_from_the_disk_is_said(office, now):
    order_id = office.register()
    attach_files(order_id, [upload("a.pdf", made.pdf())], kind=CALLER, by=office.operator, now=now)
    left()[0].unlink()
    with pytest.raises(NotFound, match="从备份恢复"):
        attachment_of(order_id, ids(order_id)[0], by=office.operator)


KILLED = """
import os, sys
from datetime import datetime
from io import BytesIO
from sqlalchemy import event
from sqlalchemy.orm import Session
from tracker.app import create_app
from tracker.domain.words import AttachmentKind
from tracker.store import people
from tracker.store.db import db
from tracker.store.models import Person
from tracker.usecases.attach_files import attach_files
from tracker.usecases.attaching import Upload
with create_app().app_context():
    actor = people.actor(db.session.query(Person).filter_by(sign_in_name="operator").one())
    event.listen(Session, "before_commit", lambda session: os._exit(9))
    attach_files(int(sys.argv[1]), [Upload("a.pdf", BytesIO(sys.stdin.buffer.read()))], kind=AttachmentKind.CALLER,
                 by=actor, now=datetime.fromisoformat(sys.argv[2]))
"""


def test_power_lost_between_file_and_row_leaves_no_broken_row(fresh_app, tmp_path):
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        order_id = office.register()
        db.session.remove()
        environ = os.environ | {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": ""}
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(order_id), MONDAY_MORNING.isoformat()], env=environ, input=made.pdf())
        assert done.returncode == 9
        assert ids(order_id) == [] and len(left()) == 1
        assert sweep_files(by=PROGRAM, now=MONDAY_MORNING + timedelta(hours=23)) == 0
        assert sweep_files(by=PROGRAM, now=MONDAY_MORNING + timedelta(hours=25)) == 1
        assert left() == [] and last_entry("files.swept").data == {"count": 1}
        db.session.remove()


def test_what_is_handed_in_again_is_not_swept(store_office, now):
    """An upload that came to nothing yesterday, the same contents today: not the sweeper's any more."""
    body, tomorrow = made.pdf(), now + timedelta(days=2)
    sha256, _size = files.keep(BytesIO(body), now)
    again, _size = files.keep(BytesIO(body), tomorrow)  # not yet committed
    assert again == sha256 and sweep_files(by=PROGRAM, now=tomorrow) == 0
    assert files.path_of(sha256).read_bytes() == body
    assert files.sweep(set(), before=tomorrow + timedelta(seconds=1)) == 1


def test_a_damaged_copy_is_written_anew(office, now):
    sha256, _size = files.keep(BytesIO(made.pdf()), now)
    files.path_of(sha256).write_bytes(b"half")
    files.keep(BytesIO(made.pdf()), now)
    assert files.path_of(sha256).read_bytes() == made.pdf()


def test_an_unfinished_upload_is_swept_too(office, now):
    place = folder("files") / f"{files.UNFINISHED}x"
    place.write_bytes(b"half")
    os.utime(place, (now.timestamp(), now.timestamp()))
    sweep_files(by=PROGRAM, now=now + timedelta(hours=23))
    assert place.exists()
    sweep_files(by=PROGRAM, now=now + timedelta(hours=25))
    assert not place.exists()


def test_only_who_runs_jobs_sweeps(office, now):
    with pytest.raises(NotPermitted):
        sweep_files(by=office.operator, now=now)
