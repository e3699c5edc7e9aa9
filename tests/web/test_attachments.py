"""Attachments over HTTP: chosen, shown, played, downloaded; refused in words; found by nobody whose order it is not."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.factories import uploads as made
from tests.office import MARKET, order
from tests.usecases.journal import last_entry
from tests.web.test_orders import ENTRY
from tracker.domain.words import AttachmentKind
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.models import Attachment, JournalEntry, WorkOrder
from tracker.usecases.attach_files import attach_files
from tracker.usecases.grant_identity import grant_identity


@pytest.fixture(autouse=True)
def empty_folder(app):
    """The data folder outlives a test."""
    yield
    for path in folder("files").rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.fixture
def attached(office, now):
    """An order under way with one attachment of the unit; (order, attachment)."""

    def add(name, body, kind=AttachmentKind.HANDLING):
        order_id = office.travelled("signed")
        by = office.operator if kind is AttachmentKind.CALLER else office.market
        attach_files(order_id, [made.upload(name, body)], kind=kind, by=by, now=now)
        return order_id, db.session.scalar(select(Attachment.id).where(Attachment.order_id == order_id))

    return add


def send(client, order_id, *files, kind="caller"):
    data = {"kind": kind, "files": [(BytesIO(body), name) for name, body in files]}
    return client.post(f"/orders/{order_id}/attachments", data=data, content_type="multipart/form-data")


def count(table=Attachment):
    return db.session.scalar(select(func.count()).select_from(table))


def got(client, address, **how):
    """The whole answer, with its file closed."""
    with client.get(address, **how) as answer:
        answer.get_data()
        return answer


def address(order_id, attachment_id, end=""):
    return f"/orders/{order_id}/attachments/{attachment_id}{end}"


def test_files_come_with_the_registration(client):
    files = [(BytesIO(made.photo()), "现场 照片.jpg"), (BytesIO(made.wav()), "来电.wav")]
    answer = client("operator").post("/orders/new", data=ENTRY | {"files": files})
    assert answer.status_code == 302 and count(WorkOrder) == 1 and count() == 2
    page = client("dispatcher").get(answer.location).text
    assert "附件（2）" in page and "现场 照片.jpg" in page and "诉求材料" in page
    assert "<audio controls preload=\"none\"" in page and "上传附件 1、2（诉求材料）" in page


def test_a_refused_file_says_why_at_the_field_and_what_was_typed_stays(client):
    files = [(BytesIO(made.EXE), "现场.jpg"), (BytesIO(made.photo()), "好的.jpg")]
    answer = client("operator").post("/orders/new", data=ENTRY | {"files": files})
    assert answer.status_code == 422 and "内容不是 JPEG" in answer.text and "工地夜间施工。" in answer.text
    assert count(WorkOrder) == count() == 0
    good = {"files": [(BytesIO(made.photo()), "好的.jpg")], "caller_phone": "12ab"}
    answer = client("operator").post("/orders/new", data=ENTRY | good)
    assert answer.status_code == 422 and "重新选择文件" in answer.text and count(WorkOrder) == 0


def test_the_panel_adds_several_at_once_and_says_limits(client, office):
    order_id = office.register()
    desk = client("operator")
    page = desk.get(f"/orders/{order_id}").text
    assert "图片每张不超过 20 MB" in page and 'multiple' in page and ".pdf" in page
    answer = send(desk, order_id, ("a.pdf", made.pdf()), ("b.png", made.saved(made.picture(), "PNG")))
    assert answer.status_code == 303 and answer.location.endswith(f"/orders/{order_id}#attachments")
    assert "已上传 2 个附件" in desk.get(f"/orders/{order_id}").text


@pytest.mark.parametrize("files, words", [
    ([], "请选择要上传的文件"), ([("a.exe", made.EXE)], "不接受这种文件"), ([("a.png", made.HTML)], "内容不是 PNG"),
    ([("a.svg", b"<svg/>")], "不接受这种文件"), ([("a.html", made.HTML)], "不接受这种文件"),
])
def test_what_cannot_be_taken_is_said_on_the_orders_page(client, office, files, words):
    order_id = office.register()
    answer = send(client("operator"), order_id, *files)
    assert answer.status_code == 422 and words in answer.text and count() == 0


def test_a_kind_that_is_not_ones_own_is_refused(client, office):
    order_id = office.travelled("signed")
    assert send(client("operator"), order_id, ("a.pdf", made.pdf()), kind="handling").status_code == 422
    assert send(client("reviewer"), order_id, ("a.pdf", made.pdf())).status_code == 403
    assert send(client("handler1"), order_id, ("a.pdf", made.pdf()), kind="handling").status_code == 404
    assert count() == 0


def test_a_photo_is_sent_without_its_place_and_never_as_a_page(client, attached):
    order_id, attachment_id = attached("现场.jpg", made.photo())
    desk = client("handler0")
    whole = got(desk, address(order_id, attachment_id, "/content"))
    assert whole.mimetype == "image/jpeg" and b"Exif" not in whole.data
    assert whole.headers["X-Content-Type-Options"] == "nosniff" and whole.headers["X-Frame-Options"] == "DENY"
    policy = whole.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and policy.endswith("sandbox") and "script" not in policy
    assert whole.headers["Cache-Control"] == "no-store"
    small = got(desk, address(order_id, attachment_id, "/thumb"))
    with Image.open(BytesIO(small.data)) as image:
        assert image.size == (320, 240)
    again = got(desk, address(order_id, attachment_id, "/thumb"), headers={"If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""


def test_a_pdf_is_shown_in_a_frame_of_ours_alone(client, attached):
    order_id, attachment_id = attached("合同.pdf", made.pdf())
    desk = client("handler0")
    shown = got(desk, address(order_id, attachment_id))
    assert f'<iframe class="attachment-frame" src="{address(order_id, attachment_id, "/content")}"' in shown.text
    assert shown.headers["X-Frame-Options"] == "DENY"  # our own page is nobody's frame
    file = got(desk, address(order_id, attachment_id, "/content"))
    assert file.data == made.pdf() and file.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = file.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy and "script-src" not in policy and "default-src 'none'" in policy


def test_a_recording_is_played_in_parts(client, attached):
    body = made.wav(3)
    order_id, attachment_id = attached("通话.wav", body)
    desk = client("handler0")
    part = got(desk, address(order_id, attachment_id, "/content"), headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.data == body[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(body)}" and part.mimetype == "audio/wav"
    beyond = got(desk, address(order_id, attachment_id, "/content"), headers={"Range": f"bytes={len(body)}-"})
    assert beyond.status_code == 416
    assert got(desk, address(order_id, attachment_id, "/content")).headers["Accept-Ranges"] == "bytes"


def test_a_download_has_its_name_and_is_on_record(client, attached):
    contract = made.docx()
    order_id, attachment_id = attached("温小姐 合同.docx", contract)
    desk = client("reviewer")
    file = got(desk, address(order_id, attachment_id, "/download"))
    assert file.data == contract
    named = file.headers["Content-Disposition"]
    assert named.startswith("attachment;") and "filename*=UTF-8''%E6%B8%A9%E5%B0%8F%E5%A7%90%20" in named
    told = last_entry("attachment.downloaded")
    assert (told.actor_name, told.subject) == ("审核员", order(order_id).number)
    assert "温小姐" not in str(told.data)


def test_office_files_are_downloaded_and_never_shown(client, attached):
    order_id, attachment_id = attached("表.xlsx", made.xlsx())
    desk = client("handler0")
    assert "不能在页面中打开" in got(desk, address(order_id, attachment_id)).text
    assert got(desk, address(order_id, attachment_id, "/content")).status_code == 404
    assert got(desk, address(order_id, attachment_id, "/thumb")).status_code == 404


ENDS = ("", "/content", "/thumb", "/download")


def test_another_unit_finds_nothing(client, attached):
    order_id, attachment_id = attached("现场.jpg", made.photo())
    for name, status in (("handler1", 404), ("administrator", 403)):
        desk = client(name)
        assert [got(desk, address(order_id, attachment_id, end)).status_code for end in ENDS] == [status] * 4
        refused = desk.post(address(order_id, attachment_id, "/remove"), data={"removal_reason": "x"})
        assert refused.status_code == status


def test_an_attachment_of_another_order_is_not_found_under_ones_own(client, attached, office):
    _other, attachment_id = attached("现场.jpg", made.photo(), AttachmentKind.CALLER)
    own = office.travelled("signed")
    for name in ("handler0", "operator"):
        desk = client(name)
        assert [got(desk, address(own, attachment_id, end)).status_code for end in ENDS] == [404] * 4


def test_what_was_removed_is_not_found_any_more(client, attached):
    order_id, attachment_id = attached("现场.jpg", made.photo())
    desk = client("handler0")
    assert desk.post(address(order_id, attachment_id, "/remove"), data={"removal_reason": ""}).status_code == 422
    answer = desk.post(address(order_id, attachment_id, "/remove"), data={"removal_reason": "传错了"})
    assert answer.status_code == 303
    page = desk.get(f"/orders/{order_id}").text
    assert "移除附件 1（办理材料）" in page and "传错了" in page and "现场.jpg" not in page
    assert [got(desk, address(order_id, attachment_id, end)).status_code for end in ENDS] == [404] * 4


def test_a_strangers_request_leads_to_the_sign_in_page(app, attached):
    order_id, attachment_id = attached("现场.jpg", made.photo())
    for end in ENDS:
        answer = app.test_client().get(address(order_id, attachment_id, end))
        assert answer.status_code == 302 and "/sign-in" in answer.location


def test_attachments_may_be_larger_than_other_uploads(app, client, office, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    body = made.pdf() + bytes(200_000) + b"%%EOF"
    order_id = office.register()
    assert send(client("operator"), order_id, ("a.pdf", body)).status_code == 303
    assert client("operator").post("/imports/", data={"file": (BytesIO(body), "a.xlsx")}).status_code == 413
    stranger = app.test_client()
    assert send(stranger, order_id, ("a.pdf", body)).status_code in (302, 413) and count() == 1


def test_a_look_at_an_ordinary_order_is_not_in_the_journal(client, attached):
    order_id, attachment_id = attached("现场.jpg", made.photo())
    desk = client("handler0")
    before = count(JournalEntry)
    got(desk, address(order_id, attachment_id, "/content"))
    assert count(JournalEntry) == before


def test_the_part_for_the_orders_page_and_the_page_of_its_own(client, attached):
    order_id, attachment_id = attached("现场.jpg", made.photo())
    desk = client("handler0")
    page = got(desk, address(order_id, attachment_id))
    assert page.text.count("<h1") == 1 and "返回工单" in page.text
    part = got(desk, address(order_id, attachment_id), headers={"HX-Request": "true"})
    assert "<h1" not in part.text and part.text.lstrip().startswith("<details")


def test_what_a_confidential_caller_handed_in_is_the_units_when_granted(client, office, now):
    order_id = office.register(is_confidential=True)
    office.dispatch(order_id)
    attach_files(
        order_id, [made.upload("温小姐 现场.jpg", made.photo())], kind=AttachmentKind.CALLER, by=office.operator, now=now)
    attachment_id = db.session.scalar(select(Attachment.id).where(Attachment.order_id == order_id))
    unit = client("handler0")
    page = unit.get(f"/orders/{order_id}").text
    assert "另有 1 个诉求材料因诉求人要求保密" in page and "现场.jpg" not in page
    assert [got(unit, address(order_id, attachment_id, end)).status_code for end in ENDS] == [404] * 4

    desk = client("operator")
    whole = got(desk, address(order_id, attachment_id, "/content"))
    assert whole.status_code == 200 and whole.headers["Cache-Control"] == "no-store"
    assert last_entry("attachment.opened").data == {"attachment": attachment_id, "number": 1}
    assert "温小姐" not in got(desk, address(order_id, attachment_id)).text

    grant_identity(order_id, office.units[MARKET], reason="须当面核实", by=office.supervisor, now=now)
    assert [got(unit, address(order_id, attachment_id, end)).status_code for end in ENDS] == [200] * 4
