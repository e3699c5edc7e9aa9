"""结账 over HTTP: who may, what the page says before and after, the reminder on the desk, the commands."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.stored import stored_order
from tests.office import MARKET, Office
from tracker import clock
from tracker.cli.close_month import command as close_command
from tracker.cli.verify_month import command as verify_command
from tracker.domain.words import Satisfaction
from tracker.store.closings import standing
from tracker.store.db import db
from tracker.store.kept_workbooks import kept_workbook
from tracker.store.models import ClosedMonthOrder, ImportBatch, SettingRow

MONTH = "2026-03"
NOW = datetime(2026, 4, 9, 10, 0, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thursday 2026-04-09: five working days of April are over, as the sixth was a holiday."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def supervisor(client: Callable[[str], FlaskClient]) -> FlaskClient:
    return client("supervisor")


def march_order(office: Office, **columns: object) -> None:
    stored_order(NOW - timedelta(days=20), lead_id=office.units[MARKET], **columns)
    db.session.commit()


def panel(client: FlaskClient, month: str = MONTH) -> str:
    page = BeautifulSoup(client.get(f"/reports/monthly?month={month}").text, "html.parser")
    found = page.select_one("#closing")
    return found.get_text(" ", strip=True) if found else ""


def test_a_month_is_closed_and_reopened_on_its_page(supervisor: FlaskClient, office: Office) -> None:
    march_order(office)
    assert "还没有结账" in panel(supervisor)

    closed = supervisor.post("/reports/monthly/close", data={"month": MONTH}, follow_redirects=True)

    assert "2026-03 已结账，工作簿已留存" in closed.text
    row = standing(MONTH)
    assert row is not None
    said = panel(supervisor)
    assert "已结账" in said and "督办员" in said and "2026-04-09 10:00" in said and row.sha256[:12] in said
    again = supervisor.post("/reports/monthly/close", data={"month": MONTH})
    assert again.status_code == 409 and "已由督办员于 2026-04-09 10:00 结账" in again.text
    blank = supervisor.post("/reports/monthly/reopen", data={"month": MONTH, "reason": " "}, follow_redirects=True)
    assert "请写明原因" in blank.text and standing(MONTH) is not None
    supervisor.post("/reports/monthly/reopen", data={"month": MONTH, "reason": "漏登一批信访件。"})
    assert standing(MONTH) is None
    said = panel(supervisor)
    assert "还没有结账" in said and "漏登一批信访件。" in said and "结账记录" in said


@pytest.mark.parametrize("name", ["dispatcher", "handler0", "administrator"])
def test_others_neither_close_nor_reopen(
    client: Callable[[str], FlaskClient], office: Office, name: str
) -> None:
    visitor = client(name)

    for address in ("/reports/monthly/close", "/reports/monthly/reopen"):
        assert visitor.post(address, data={"month": MONTH, "reason": "漏登。"}).status_code == 403
    assert visitor.get(f"/reports/monthly/changes?month={MONTH}").status_code == 403


def test_what_is_odd_is_said_before_closing(supervisor: FlaskClient, office: Office) -> None:
    march_order(office)
    stored_order(datetime(2026, 1, 20, 9, 0, tzinfo=clock.LOCAL))
    stored_order(NOW - timedelta(days=10))
    db.session.add(ImportBatch(
        file_name="三月.xlsx", stored_name="x", state="previewed", summary={}, uploaded_at=NOW, uploaded_by="督办员"))
    db.session.commit()

    said = panel(supervisor)

    assert "有 1 批导入只预览过" in said
    assert "以前还有 2 个月没有结账（最早 2026-01，最近 2026-02）" in said
    assert "还有 1 件没有派单" in said
    assert panel(supervisor, "2026-04") == ""  # a month that runs cannot be closed


def test_the_page_and_the_lists_stay_and_the_change_is_shown(supervisor: FlaskClient, office: Office) -> None:
    march_order(office, closed_at=NOW - timedelta(days=15), satisfaction=Satisfaction.SATISFIED)
    march_order(office)
    supervisor.post("/reports/monthly/close", data={"month": MONTH})

    def figures() -> list[str]:
        page = BeautifulSoup(supervisor.get(f"/reports/monthly?month={MONTH}").text, "html.parser")
        return [row.get_text(" ", strip=True) for row in page.select("#figures tr, #units tr, #channels tr")]

    published = figures()
    march_order(office)

    assert figures() == published
    changes = supervisor.get(f"/reports/monthly/changes?month={MONTH}").text
    assert "受理的工单" in changes and "有变化的工单（1 件）" in changes
    april = supervisor.get("/reports/monthly?month=2026-04").text
    assert "2026-03 结账时在办 1 件，本月结转 2 件" in april
    pending = BeautifulSoup(supervisor.get("/reports/monthly/corrections?month=2026-04").text, "html.parser")
    rows = {row.th.text: [cell.text for cell in row.select("td")][:4] for row in pending.select("tbody tr")[::-1]}
    assert rows["受理量"] == ["2026-03", "全部", "2", "3"]


def test_the_desk_reminds_until_the_month_is_closed(
    supervisor: FlaskClient, client: Callable[[str], FlaskClient], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    march_order(office)
    words = "2026-03 尚未结账"
    assert words in supervisor.get("/").text
    assert words not in client("dispatcher").get("/").text
    monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(days=1))
    assert words not in supervisor.get("/").text  # the fifth working day itself
    monkeypatch.setattr(clock, "now", lambda: NOW)
    db.session.add(SettingRow(key="close_remind_days", value="0", effective_from=NOW.date(), set_at=NOW, set_by="甲"))
    db.session.commit()
    assert words not in supervisor.get("/").text
    db.session.query(SettingRow).filter_by(key="close_remind_days").delete()
    db.session.commit()
    assert words in supervisor.get("/").text

    supervisor.post("/reports/monthly/close", data={"month": MONTH})

    assert words not in supervisor.get("/").text


def test_the_commands_close_reopen_and_verify(app: Flask, office: Office) -> None:
    march_order(office, closed_at=NOW - timedelta(days=15), satisfaction=Satisfaction.SATISFIED)
    run = app.test_cli_runner().invoke

    assert "没有登录名为“nobody”" in run(close_command, [MONTH, "--by", "nobody"]).output
    assert "没有“月份结账和重新打开”的权限" in run(close_command, [MONTH, "--by", "operator"]).output
    closed = run(close_command, [MONTH, "--by", "supervisor"])
    row = standing(MONTH)
    assert closed.exit_code == 0 and row is not None and row.closed_by == "督办员" and row.sha256 in closed.output
    verified = run(verify_command, [MONTH])
    assert verified.exit_code == 0 and "一致" in verified.output
    assert "不在数据目录" not in verified.output
    assert run(close_command, [MONTH, "--by", "supervisor", "--reopen", "--reason", "漏登。"]).exit_code == 0
    assert standing(MONTH) is None and "（已重新打开）" in run(verify_command, []).output


def test_verifying_finds_what_was_tampered_with(app: Flask, office: Office) -> None:
    march_order(office)
    run = app.test_cli_runner().invoke
    run(close_command, [MONTH, "--by", "supervisor"])
    row = standing(MONTH)
    assert row is not None

    kept_workbook(row)[1].unlink()
    assert "已不在数据目录" in run(verify_command, []).output
    db.session.query(ClosedMonthOrder).delete()
    db.session.commit()
    assert "留存的工单与指标不符" in run(verify_command, []).output
    row.bulletin = "{}"
    db.session.commit()
    found = run(verify_command, [])
    assert found.exit_code == 1 and "指标与校验和不符" in found.output
    assert "没有结过账" in run(verify_command, ["2020-01"]).output
