"""领导看板 over HTTP: who may enter, what stands on it, and that every number leads to just its orders."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office
from tests.web.test_reports import total_of
from tracker import clock
from tracker.domain.words import RequestType, Satisfaction, Solved, Stage
from tracker.store.db import db

NOW = datetime(2026, 4, 8, 10, 0, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wednesday 2026-04-08, 10:00."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def supervisor(client: Callable[[str], FlaskClient]) -> FlaskClient:
    return client("supervisor")


def fill(office: Office) -> None:
    """April: three closed ones, one overdue, one of today; March: two."""
    day = timedelta(days=1)
    for number, (unit, rated) in enumerate((
        (MARKET, Satisfaction.SATISFIED), (HOUSING, Satisfaction.DISSATISFIED), (TOWN, Satisfaction.BASICALLY),
    )):
        received = NOW - 6 * day + number * timedelta(hours=1)
        stored_order(
            received, lead_id=office.units[unit], dispatched_at=received, contacted_at=received, due_at=NOW - day,
            replied_at=NOW - 3 * day, closed_at=NOW - 2 * day, working_days_taken=2, satisfaction=rated,
            solved=Solved.YES, place_code="jinshan", matter_code="wages", request_type=RequestType.HELP)
    stored_order(
        NOW - 5 * day, lead_id=office.units[MARKET], dispatched_at=NOW - 5 * day, due_at=NOW - day,
        stage=Stage.HANDLING, place_code="xiyang")
    stored_order(NOW - timedelta(hours=1))
    for _one in range(2):
        stored_order(NOW - 33 * day, closed_at=NOW - 32 * day, working_days_taken=1)
    db.session.commit()


def figure_links(page: BeautifulSoup) -> list[Tag]:
    """Every link of the page that leads to a list of orders."""
    return [link for link in page.select("#main-content a[href]") if link["href"].startswith("/orders/?")]


def shown(link: Tag) -> int | None:
    """The count beside or in the link; None for a rate, whose link lists its part."""
    tile = link.find_parent(class_="tile")
    text = tile.select_one(".tile-value").text if tile else link.text
    found = re.fullmatch(r"\D*([0-9,]+)\s*件?(?:次)?", text.strip())
    return int(found[1].replace(",", "")) if found else None


def test_every_count_leads_to_just_its_orders(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/dashboard").text, "html.parser")

    counted = {
        (link["href"].partition("~")[0], link.find_parent(id=True)["id"]):
            (link["href"], shown(link))
        for link in figure_links(page) if shown(link) is not None
    }  # one of each figure in each part of the page
    assert len(counted) > 12
    for url, number in counted.values():
        assert total_of(supervisor, url) == number, url


def test_a_rate_leads_to_the_orders_it_counts(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/dashboard").text, "html.parser")

    gauges = {gauge.select_one(".gauge-label").text: gauge for gauge in page.select(".gauge")}
    assert list(gauges) == ["响应率", "解决率", "满意率"]
    satisfied = gauges["满意率"]
    part, base = satisfied.select("a")
    assert satisfied.select_one(".gauge-value").text == "66.67%"
    assert (total_of(supervisor, part["href"]), total_of(supervisor, base["href"])) == (2, 3)
    assert "样本少" in satisfied.text


def test_a_table_stands_behind_every_chart(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/dashboard").text, "html.parser")

    charts = {chart["id"]: chart for chart in page.select("[data-chart]")}
    assert set(charts) == {"chart-trend", "chart-types", "chart-departments", "chart-towns", "chart-topics"}
    for name, chart in charts.items():
        assert chart.select_one("details")["open"] == "", "without a script the table is shown"
        assert chart.select("thead [data-mark]") and chart.select("tbody [data-value]"), name
        assert chart.select_one("[role=img]")["aria-label"]
    trend = [[cell.text.strip() for cell in row.select("th, td")] for row in charts["chart-trend"].select("tbody tr")]
    assert trend == [["2026-03", "2", "2", "—"], ["2026-04", "5", "3", "75.00%"]]


def test_departments_and_towns_stand_apart_and_few_orders_are_marked(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    page = BeautifulSoup(supervisor.get("/dashboard").text, "html.parser")

    def units(chart: str) -> list[str]:
        return [head.text for head in page.select(f"#{chart} tbody th")]

    assert units("chart-departments") == [f"{MARKET} 样本少", f"{HOUSING} 样本少"]
    assert units("chart-towns") == [f"{TOWN} 样本少"]


def test_the_wall_has_no_menu_and_refreshes_by_itself(supervisor: FlaskClient, office: Office) -> None:
    fill(office)
    wall = BeautifulSoup(supervisor.get("/dashboard?screen=1").text, "html.parser")
    part = supervisor.get("/dashboard?screen=1", headers={"HX-Request": "true"}).text

    assert wall.select_one("nav") is None and wall.body["class"] == ["screen"]
    place = wall.select_one("#dashboard-figures")
    assert (place["data-refresh-seconds"], place["hx-get"]) == ("60", "/dashboard?screen=1")
    assert wall.select_one("noscript meta")["content"] == "60"
    assert "<html" not in part and 'id="chart-trend"' in part


def test_an_empty_office_is_no_error(supervisor: FlaskClient) -> None:
    answer = supervisor.get("/dashboard")
    assert answer.status_code == 200 and "还没有可以统计的工单" in answer.text


@pytest.mark.parametrize("name", ["handler0", "operator", "administrator"])
def test_others_are_shown_the_door(client: Callable[[str], FlaskClient], name: str) -> None:
    assert client(name).get("/dashboard").status_code == 403
