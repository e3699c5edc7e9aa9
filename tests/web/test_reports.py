"""The supervisor's rooms over HTTP: the day's overview, the month's figures, the workbook by button and download."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, Office
from tracker import clock
from tracker.domain.words import OrderClass, RequestType, Satisfaction, Stage
from tracker.store.db import db
from tracker.store.models import JournalEntry
from tracker.usecases.make_monthly_workbook import make_monthly_workbook

NOW = datetime(2026, 4, 8, 10, 0, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wednesday 2026-04-08, 10:00."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def supervisor(app: Flask, office: Office) -> FlaskClient:
    client = app.test_client()
    client.post("/sign-in", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    return client


def fill(office: Office) -> None:
    """A small office: march's orders, today's, one overdue, one due soon, one unsigned."""
    office.dispatch(office.register(NOW), HOUSING, now=NOW)
    march = NOW - timedelta(days=20)
    lead = {"lead_id": office.units[MARKET], "dispatched_at": march}
    stored_order(march, closed_at=march + timedelta(days=2), replied_at=march + timedelta(days=1), due_at=NOW,
                 satisfaction=Satisfaction.SATISFIED, working_days_taken=2, **lead)
    stored_order(march, stage=Stage.HANDLING, due_at=NOW - timedelta(days=1), **lead)
    stored_order(NOW - timedelta(hours=1), order_class=OrderClass.ENTERPRISE, request_type=RequestType.CONSULT)
    stored_order(NOW - timedelta(days=3), closed_at=NOW - timedelta(hours=2), working_days_taken=1)
    db.session.commit()


def total_of(client: FlaskClient, url: str) -> int:
    """How many orders the list finds at this address."""
    page = BeautifulSoup(client.get(url).text, "html.parser")
    found = page.select_one(".pages-total")
    return int(re.search(r"共 ([0-9,]+) 条", found.text)[1].replace(",", "")) if found else 0


def numbers(page: BeautifulSoup) -> dict[str, tuple[int, str]]:
    """label → (number, address) of every tile."""
    tiles = page.select(".tile")
    return {
        tile.select_one(".tile-link").text.strip(): (
            int("".join(filter(str.isdigit, tile.select_one(".tile-value").text))),
            tile.select_one(".tile-link")["href"],
        )
        for tile in tiles
    }


def test_the_overview_counts_the_day(supervisor: FlaskClient, office: Office) -> None:
    fill(office)

    page = BeautifulSoup(supervisor.get("/overview").text, "html.parser")

    found = {label: number for label, (number, _url) in numbers(page).items()}
    assert found == {
        "今日受理": 2, "今日办结": 1, "本月受理": 3, "本月办结": 1, "在办": 3, "待签收": 1, "即将到期": 0, "已超期": 1,
    }


def test_every_number_leads_to_just_its_orders(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/overview").text, "html.parser")

    for label, (number, url) in numbers(page).items():
        assert total_of(supervisor, url) == number, label
    for row in page.select(".bars tbody tr"):
        wanted = int("".join(filter(str.isdigit, row.select_one(".bars-value").text)))
        assert total_of(supervisor, row.select_one("a")["href"]) == wanted, row.th.text
    for cell in page.select("#units td a"):
        wanted = int("".join(filter(str.isdigit, cell.text)))
        assert total_of(supervisor, cell["href"]) == wanted, cell["href"]


@pytest.mark.parametrize("path", ["/overview", "/reports/monthly"])
def test_others_are_shown_the_door(app: Flask, office: Office, path: str) -> None:
    client = app.test_client()
    client.post("/sign-in", data={"name": "handler0", "password": office.passwords["handler0"]})

    assert client.get(path).status_code == 403
    assert app.test_client().get(path).status_code == 302


def cells(page: BeautifulSoup) -> dict[str, str]:
    """indicator → the figure as it is written."""
    return {row.th.text.strip(): row.td.text.strip() for row in page.select("#figures tbody tr")}


def test_the_month_before_is_shown_first(supervisor: FlaskClient, office: Office) -> None:
    fill(office)

    page = BeautifulSoup(supervisor.get("/reports/monthly").text, "html.parser")

    assert page.h1.text.strip() == "2026-03 月报"
    shown = cells(page)
    assert (shown["受理量"], shown["办结量"], shown["在办量"]) == ("2", "1", "1")
    assert shown["满意率"] == "100%" or shown["满意率"] == "100.00%"
    assert shown["市场主体诉求工单满意率"] == "—"
    assert [option["value"] for option in page.select("select[name=period] option")] == [
        "2026-04", "2026-03", "2026Q2", "2026Q1", "2026H1", "2026"]


@pytest.mark.parametrize("month", ["2026-13", "2026-05", "x"])
def test_a_wrong_month_is_refused_in_words(supervisor: FlaskClient, month: str) -> None:
    answer = supervisor.get(f"/reports/monthly?month={month}")
    assert answer.status_code == 422 and ("不是月份" in answer.text or "还没有开始" in answer.text)
    assert supervisor.post("/reports/monthly", data={"month": month}).status_code == 422


def made_by_button(client: FlaskClient, month: str) -> tuple[bytes, Any]:
    """Press the button, follow to the page, take the first workbook of its list."""
    answer = client.post("/reports/monthly", data={"month": month})
    assert answer.status_code == 303
    page = BeautifulSoup(client.get(answer.location).text, "html.parser")
    taken = client.get(page.select_one("#workbooks tbody a")["href"], buffered=True)
    assert taken.status_code == 200
    return taken.data, taken.headers


def test_the_button_gives_the_workbook_of_the_command(supervisor: FlaskClient, office: Office, tmp_path: Path) -> None:
    fill(office)

    data, headers = made_by_button(supervisor, "2026-03")
    made = make_monthly_workbook("2026-03", by=office.supervisor, now=NOW, out=tmp_path)

    assert "attachment" in headers["Content-Disposition"]
    assert headers["Content-Type"].startswith("application/vnd.openxmlformats")
    by_button, by_command = load_workbook(BytesIO(data)), load_workbook(made.path)
    assert by_button.sheetnames == by_command.sheetnames
    for name in by_button.sheetnames:
        assert list(by_button[name].values) == list(by_command[name].values)


def test_the_screen_and_the_workbook_say_the_same(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    data, _headers = made_by_button(supervisor, "2026-03")
    shown = cells(BeautifulSoup(supervisor.get("/reports/monthly?month=2026-03").text, "html.parser"))

    for label, value, *_rest in load_workbook(BytesIO(data))["总览"].iter_rows(min_row=2, values_only=True):
        written = shown[label].replace(",", "")
        assert written == value if value == "—" else float(written.rstrip("%")) == pytest.approx(
            value * (100 if "率" in label or "占比" in label else 1)), label


def test_a_unit_with_few_orders_has_its_class_but_no_place(supervisor: FlaskClient, office: Office) -> None:
    fill(office)

    panel = BeautifulSoup(supervisor.get("/reports/monthly?month=2026-03").text, "html.parser").select_one("#units")

    heads = [cell.text.strip() for cell in panel.select("thead th")]
    row = next(line for line in panel.select("tbody tr") if line.th.text == MARKET)
    assert dict(zip(heads, (cell.text for cell in row.find_all(["th", "td"])), strict=True)).items() >= {
        "三率得分": "53.85", "单位得分": "53.85", "档": "小件量", "档内名次": "样本少"}.items()
    notes = {term.text: term.find_next("dd").text for term in panel.select(".figure-notes dt")}
    assert notes["三率得分"].endswith("三项权重依次为百分之30、35、35。") and len(notes) == 4


def test_what_the_button_made_is_taken_at_once_and_not_again_later(
    supervisor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = supervisor.post("/reports/monthly", data={"month": "2026-03"})

    def taken() -> str | None:
        page = BeautifulSoup(supervisor.get(answer.location).text, "html.parser")
        refresh = page.select_one("meta[http-equiv=refresh]")
        return refresh["content"] if refresh else None

    assert (taken() or "").startswith("0;url=/reports/workbooks/")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    assert taken() is None


def test_downloads_are_counted_and_on_record(supervisor: FlaskClient, office: Office) -> None:
    made_by_button(supervisor, "2026-03")

    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.kind.like("workbook.%"))).all()
    assert [entry.kind for entry in entries] == ["workbook.made", "workbook.downloaded"]
    assert {entry.actor_name for entry in entries} == {office.supervisor.name}
    row = BeautifulSoup(supervisor.get("/reports/monthly").text, "html.parser").select_one("#workbooks tbody tr")
    assert [cell.text.strip() for cell in row.select("td")][4] == "1"


def test_a_workbook_that_does_not_exist_is_not_found(supervisor: FlaskClient) -> None:
    assert supervisor.get("/reports/workbooks/999").status_code == 404


def test_the_page_says_that_the_workbook_holds_personal_data(supervisor: FlaskClient) -> None:
    assert "个人信息" in supervisor.get("/reports/monthly").text


def test_any_period_has_its_page_and_its_workbook(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    for address, name, title in (
        ("period=2026", "2026", "2026 年报"), ("period=2026Q1", "2026Q1", "2026Q1 季报"),
        ("first=2026-03-02&last=2026-03-31", "2026-03-02至2026-03-31", "2026-03-02至2026-03-31 统计报告"),
    ):
        page = BeautifulSoup(supervisor.get(f"/reports/monthly?{address}").text, "html.parser")
        assert page.h1.text.strip() == title
        assert page.select_one("option[selected]")["value"] == name
        assert page.select_one("#closing") is None  # only months are closed
        answer = supervisor.post("/reports/monthly", data={"period": name})
        made = BeautifulSoup(supervisor.get(answer.location).text, "html.parser").select_one("#workbooks tbody tr")
        assert made.th.text == name and title in made.td.text


def test_a_year_is_set_against_the_year_before_on_the_page(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/reports/monthly?period=2026").text, "html.parser")

    for table in ("#figures", "#channels"):
        heads = [head.text.strip() for head in page.select(f"{table} thead th")]
        assert "上年" in heads and "上月" not in heads


@pytest.mark.parametrize(("address", "words"), [
    ("first=2026-03-31&last=2026-03-01", "早于"), ("first=2026-02-30&last=2026-03-01", "不是日期"), ("period=2026Q9", "不是月份"),
])
def test_a_wrong_span_is_refused_in_words(supervisor: FlaskClient, address: str, words: str) -> None:
    answer = supervisor.get(f"/reports/monthly?{address}")

    assert answer.status_code == 422 and words in answer.text


def test_the_yearly_paragraph_can_be_copied(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/reports/monthly?period=2026").text, "html.parser")

    assert page.select_one("#paragraph [data-offer-text]").text == (
        "2026年共受理涉企工单1件，未派发至单位1件，诉求人均未作出评价；未受理市场主体诉求工单。")
    assert page.select_one("#paragraph [data-offer] button[data-copy]")
