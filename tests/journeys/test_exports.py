"""A supervisor takes a list out of the house, at once and in the background, and cancels what is not wanted."""

import pytest
from openpyxl import load_workbook

from tests.conftest import MONDAY_MORNING
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.store.db import db
from tracker.usecases.change_setting import change_setting

pytestmark = pytest.mark.browser


def asked_for(page):
    """From the list to the form, for everything that it finds."""
    page.get_by_role("link", name="工单查询").first.click()
    page.get_by_label("批量办理").last.select_option("all")
    page.get_by_role("button", name="导出", exact=True).click()
    page.get_by_role("heading", name="导出工单清单").wait_for()


def test_a_list_is_taken_out_at_once_and_in_the_background(desk, at_nine, tmp_path):
    with desk.app.app_context():
        for number in range(3):
            desk.office.register(title=f"第 {number} 件")
        db.session.remove()
    page = desk.at_work("supervisor")
    asked_for(page)
    page.get_by_text("企业联系人", exact=True).click()
    with page.expect_download() as small:
        page.get_by_role("button", name="导出", exact=True).click()
    small.value.save_as(tmp_path / "small.xlsx")
    sheet = load_workbook(tmp_path / "small.xlsx")["工单"]
    header = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 4 and "企业联系人" not in header and "企业名称" in header
    assert sheet.cell(2, header.index("联系电话") + 1).value == "138****5678"

    with desk.app.app_context():
        change_setting("export_direct_rows", "0", effective_from=MONDAY_MORNING.date(), by=desk.office.administrator,
                       now=MONDAY_MORNING)
        db.session.remove()
    for _one in range(2):
        asked_for(page)
        page.get_by_role("button", name="导出", exact=True).click()
        page.get_by_text("已列入后台导出").wait_for()
    page.locator("#exports-list tbody tr").first.get_by_role("button", name="取消").click()
    page.get_by_text("已取消导出").wait_for()
    with desk.app.app_context():
        ran = runner.run_due(job_named("make-exports"), now=MONDAY_MORNING)
        assert ran is not None and ran.is_done
        assert runner.run_due(job_named("make-exports"), now=MONDAY_MORNING) is None  # nothing waits any more
        db.session.remove()
    done = page.locator("#exports-list tbody tr").nth(1)
    done.get_by_text("已完成").wait_for()  # the page has asked by itself
    with page.expect_download() as large:
        done.get_by_role("link", name="下载").click()
    large.value.save_as(tmp_path / "large.xlsx")
    assert load_workbook(tmp_path / "large.xlsx")["工单"].max_row == 4
