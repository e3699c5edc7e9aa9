"""A caller's photo, a recorded call and a notice: handed in, looked at, listened to and taken home in a browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories import uploads as made
from tests.journeys.conftest import Desk, fits, serious
from tests.journeys.test_straight_road import log_an_order

pytestmark = pytest.mark.browser


PLAYED = """player => new Promise(done => {
  player.muted = true;
  player.addEventListener("timeupdate", () => { if (player.currentTime > 0.2) { done(player.duration); } });
  player.play();
})"""
SOUGHT = """player => new Promise(done => {
  player.addEventListener("seeked", () => done(player.currentTime), { once: true });
  player.currentTime = 1.5;
})"""


def given(name: str, mime: str, body: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": mime, "buffer": body}


def attach(page: Page, kind: str, *files: dict[str, object]) -> None:
    panel = page.locator("#attachments")
    panel.locator(".attach-more > summary").click()
    panel.locator(".choices").get_by_text(kind, exact=True).click()
    panel.locator("input[type=file]").set_input_files(list(files))
    expect(panel.locator(".files-note")).to_contain_text(f"已选 {len(files)} 个文件")
    with page.expect_navigation():  # till the next page's scripts are there: before, a link leads the plain way
        panel.get_by_role("button", name="上传", exact=True).click()


def test_a_photo_comes_with_the_registration(desk: Desk):
    page = desk.at_work("operator")
    log_an_order(page)
    page.get_by_label("诉求人提供的材料").set_input_files([given("门店.jpg", "image/jpeg", made.photo())])
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记，等待派单")).to_be_visible()
    small = page.locator("#attachments .attached-face img")
    expect(small).to_have_js_property("naturalWidth", 320)
    page.locator("#attachments").get_by_role("link", name="门店.jpg").click()
    large = page.locator("#attachment-view img")
    expect(large).to_have_js_property("naturalWidth", 640)
    expect(page.locator("#story")).to_contain_text("上传附件 1（诉求材料）")


def test_a_unit_adds_looks_listens_and_takes(desk: Desk, tmp_path: Path):
    with desk.app.app_context():
        order_id = desk.office.travelled("signed")
    page = desk.sign_in("handler0")
    page.goto(f"{desk.url}/orders/{order_id}")
    attach(page, "联系证据", given("通话.wav", "audio/wav", made.wav(2)))
    expect(page.get_by_text("已上传 1 个附件")).to_be_visible()
    attach(
        page, "办理材料", given("现场.png", "image/png", made.saved(made.picture(), "PNG")),
        given("通知书.pdf", "application/pdf", made.pdf()),
    )
    expect(page.get_by_text("已上传 2 个附件")).to_be_visible()
    panel = page.locator("#attachments")
    expect(panel.locator(".attached-face img")).to_have_js_property("naturalWidth", 320)

    player = panel.locator("audio")
    assert player.evaluate(PLAYED) == pytest.approx(2, abs=0.1)
    assert player.evaluate(SOUGHT) >= 1.5

    answers = []
    page.on("response", lambda answer: answers.append(answer) if answer.url.endswith("/content") else None)
    panel.get_by_role("link", name="通知书.pdf").click()
    expect(panel.locator("iframe")).to_be_visible()
    page.wait_for_timeout(500)
    assert [answer.status for answer in answers][:1] == [200]

    with page.expect_download() as download:
        panel.get_by_role("link", name="下载附件 3").click()
    download.value.save_as(tmp_path / "back.pdf")
    assert download.value.suggested_filename == "通知书.pdf"
    assert (tmp_path / "back.pdf").read_bytes() == made.pdf()


def test_a_disguise_is_refused_in_words_and_a_wrong_file_is_removed_with_a_reason(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.travelled("signed")
    page = desk.sign_in("handler0")
    page.goto(f"{desk.url}/orders/{order_id}")
    attach(page, "办理材料", given("现场.jpg", "image/jpeg", made.EXE))
    expect(page.locator("#attachments .field-error")).to_contain_text("内容不是 JPEG")
    page.goto(f"{desk.url}/orders/{order_id}")
    attach(page, "办理材料", given("别家.jpg", "image/jpeg", made.photo()))
    page.locator("#attachments").get_by_role("link", name="别家.jpg").click()
    view = page.locator("#attachment-view")
    view.get_by_text("移除这个附件").click()
    view.get_by_label("移除原因").fill("传到了别的工单")
    view.get_by_role("button", name="移除", exact=True).click()
    expect(page.get_by_text("已移除附件 1")).to_be_visible()
    expect(page.get_by_role("link", name="别家.jpg")).to_have_count(0)
    expect(page.locator("#story")).to_contain_text("传到了别的工单")


def test_the_panel_fits_a_phone_and_a_reader_and_works_without_scripts(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.travelled("signed")
    page = desk.sign_in("handler0", width=390)
    page.goto(f"{desk.url}/orders/{order_id}")
    attach(page, "办理材料", given("现场.jpg", "image/jpeg", made.photo()), given("通话.wav", "audio/wav", made.wav()))
    page.locator("#attachments").get_by_role("link", name="现场.jpg").click()
    expect(page.locator("#attachment-view img")).to_be_visible()
    assert fits(page)
    assert not serious(page, "#attachments")

    plain = desk.browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state(), locale="zh-CN").new_page()
    plain.goto(f"{desk.url}/orders/{order_id}")
    plain.locator("#attachments .attach-more > summary").click()
    plain.locator("#attachments .choices").get_by_text("办理材料", exact=True).click()
    plain.locator("#attachments input[type=file]").set_input_files([given("a.pdf", "application/pdf", made.pdf())])
    plain.locator("#attachments").get_by_role("button", name="上传", exact=True).click()
    expect(plain.get_by_text("已上传 1 个附件")).to_be_visible()
    plain.get_by_role("link", name="a.pdf").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(re.compile("附件 3 · a.pdf"))
    expect(plain.locator("iframe")).to_be_visible()
