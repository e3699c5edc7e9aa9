"""A supervisor presses an order in a browser: urge, notice, answer, end; and what goes on paper is a real A4 page."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import MONDAY_MORNING
from tests.journeys.conftest import Desk, fits
from tracker.store.db import db

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]


def signed_order(desk: Desk, to: str = "contacted") -> int:
    with desk.app.app_context():
        order_id = desk.office.travelled(to, now=MONDAY_MORNING - timedelta(days=4))
        db.session.remove()
    return order_id


def unfolded(page, name: str):
    """A folded side road of the order's page, opened."""
    part = page.locator(f"#{name}")
    part.locator("summary").click()
    return part


def test_urge_notice_answer_and_end(desk: Desk):
    order_id = signed_order(desk)
    supervisor = desk.sign_in("supervisor")
    supervisor.goto(f"{desk.url}/orders/{order_id}")
    urge = unfolded(supervisor, "urge")
    urge.get_by_label("催办内容").fill("请于本周内答复。")
    urge.get_by_role("button", name="催办").click()
    expect(supervisor.get_by_text("已催办")).to_be_visible()

    notice = unfolded(supervisor, "supervise")
    notice.get_by_text("提醒函", exact=True).click()
    notice.get_by_label("督办事由和要求").fill("多次反映油烟扰民，请限期解决。")
    notice.get_by_label("领导批示").fill("务必解决到位。")
    notice.get_by_role("button", name="发出督办单").click()
    expect(supervisor.locator("#supervisions")).to_contain_text("梅江热线督〔2026〕1号")
    expect(supervisor.locator(".hurdles")).to_contain_text("督办单 梅江热线督〔2026〕1号 尚未办结")

    unit = desk.sign_in("handler0", width=390)
    unit.goto(f"{desk.url}/orders/{order_id}")
    unit.locator("#answer-supervision").get_by_label("办理进展和措施").fill("已责令安装净化设备。")
    unit.locator("#answer-supervision").get_by_role("button", name="回复督办").click()
    expect(unit.locator("#supervisions")).to_contain_text("已责令安装净化设备。")
    assert fits(unit)

    supervisor.goto(f"{desk.url}/supervisions")
    supervisor.get_by_role("link", name="梅江热线督〔2026〕1号").first.click()
    end = unfolded(supervisor, "close-supervision")
    end.get_by_role("button", name="办结督办").click()
    expect(supervisor.get_by_text("督办已办结")).to_be_visible()


def printed(page, address: str, folder: Path) -> str:
    """The page as Chromium prints it: the PDF's text; it must be A4."""
    page.goto(address)
    paper = folder / "paper.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    assert shutil.which("pdftotext"), "poppler-utils is not installed"
    size = subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=True).stdout
    assert "A4" in size
    return subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout


def test_the_order_the_notice_and_the_letter_print_as_a4(desk: Desk, tmp_path: Path):
    order_id = signed_order(desk, "passed")
    operator = desk.sign_in("operator")
    order = printed(operator, f"{desk.url}/orders/{order_id}/print", tmp_path)
    assert "热线工单" in order and "时限依据" in order and "负责人签字" in order
    assert "返回工单" not in order  # buttons stay on the screen
    letter = printed(operator, f"{desk.url}/orders/{order_id}/reply-letter", tmp_path)
    assert "尊敬的诉求人" in letter and "区市场监督管理局" in letter
