"""单位指标 and 环节时长 over HTTP: whose page it is, what stands on it, and where its numbers lead."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office
from tests.web.test_dashboard import shown
from tests.web.test_reports import total_of
from tracker import clock
from tracker.domain.words import CallbackOutcome, Satisfaction, Solved, Stage
from tracker.store.db import db
from tracker.store.models import Callback

NOW = datetime(2026, 4, 8, 10, 0, tzinfo=clock.LOCAL)
DAY = timedelta(days=1)
REASON = "诉求人温小姐说油烟还在，没有人上门看过。"


SignedIn = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wednesday 2026-04-08, 10:00."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def closed(office: Office, unit: str, rated: Satisfaction, **columns: object) -> int:
    received = NOW - 6 * DAY
    order = stored_order(received, **({
        "lead_id": office.units[unit], "dispatched_at": received, "signed_at": received, "contacted_at": received,
        "due_at": NOW - DAY, "replied_at": NOW - 3 * DAY, "reviewed_at": NOW - 2 * DAY, "closed_at": NOW - 2 * DAY,
        "working_days_taken": 2, "satisfaction": rated, "solved": Solved.YES} | columns))
    return order.id


def fill(office: Office) -> int:
    """Two of the market bureau's closed, one of them late and one dissatisfied, one open and late; others' orders."""
    unhappy = closed(office, MARKET, Satisfaction.DISSATISFIED, is_confidential=True, title="温小姐投诉烧烤油烟")
    db.session.add(Callback(
        order_id=unhappy, attempt=1, at=NOW - 2 * DAY, by="回访员", outcome=CallbackOutcome.REACHED, solved=Solved.NO,
        satisfaction=Satisfaction.DISSATISFIED, reason=REASON))
    closed(office, MARKET, Satisfaction.SATISFIED, due_at=NOW - 5 * DAY)
    stored_order(NOW - 6 * DAY, lead_id=office.units[MARKET], dispatched_at=NOW - 6 * DAY, stage=Stage.HANDLING,
                 due_at=datetime(2026, 4, 7, 17, 30, tzinfo=clock.LOCAL), title="占道经营无人处理")
    closed(office, HOUSING, Satisfaction.SATISFIED)
    closed(office, TOWN, Satisfaction.DISSATISFIED, title="镇里的事")
    db.session.commit()
    return unhappy


def page_of(client: FlaskClient, path: str = "/department") -> BeautifulSoup:
    return BeautifulSoup(client.get(path).text, "html.parser")


def standings(page: BeautifulSoup) -> dict[str, list[str]]:
    """indicator → own, last month's, the class's."""
    return {
        row.th.contents[0].strip(): [cell.text.strip() for cell in row.select("td")[:3]]
        for row in page.select("#standings tbody tr")
    }


def test_a_unit_sees_its_figures_against_its_class(client: SignedIn, office: Office) -> None:
    fill(office)
    page = page_of(client("handler0"))

    assert MARKET in page.select_one(".page-lede").text
    found = standings(page)
    assert found["件次"] == ["3", "—", "2"]                      # three and one, of two departments; a town is none
    assert found["满意率"] == ["50.00%", "—", "66.67%"]          # of all three taken together
    assert found["按时办结率"] == ["33.33%", "—", "50.00%"]


def test_a_unit_sees_what_it_answered_late_and_who_was_not_satisfied_and_why(client: SignedIn, office: Office) -> None:
    fill(office)
    page = page_of(client("handler0"))

    late = [[cell.text.strip() for cell in row.select("td")] for row in page.select("#late tbody tr")]
    assert [(row[2], row[3]) for row in late] == [("2026-04-05 10:00", "不到 1 个工作日"), ("仍未答复", "1 个工作日")]
    (unhappy,) = page.select("#dissatisfied tbody tr")
    assert "不满意" in unhappy.text and "油烟还在，没有人上门看过" in unhappy.text


def test_no_callers_name_and_no_other_units_line(client: SignedIn, office: Office) -> None:
    fill(office)
    text = client("handler0").get("/department").text

    for hidden in ("温小姐", "13812345678", "138****5678", HOUSING, TOWN, "镇里的事"):
        assert hidden not in text, hidden


def test_each_count_leads_to_just_the_units_orders(client: SignedIn, office: Office) -> None:
    fill(office)
    handler = client("handler0")
    page = page_of(handler)

    links = {link["href"]: shown(link) for link in page.select("#main-content a[href^='/orders/?']")}
    counted = {url: number for url, number in links.items() if number is not None}
    assert len(counted) > 8
    for url, number in counted.items():
        assert total_of(handler, url) == number, url


def test_a_handler_looks_at_no_other_unit_a_supervisor_at_any(client: SignedIn, office: Office) -> None:
    fill(office)
    handler, supervisor = client("handler0"), client("supervisor")
    others = f"/department?unit={office.units[TOWN]}"

    assert handler.get(others).status_code == 403
    page = page_of(supervisor, others)
    assert TOWN in page.select_one(".page-lede").text and "镇里的事" in page.select_one("#dissatisfied").text
    assert page.select_one("select[name=unit] option[selected]").text == TOWN
    assert supervisor.get("/department?unit=9999").status_code == 404
    assert client("operator").get("/department").status_code == 403


def test_a_unit_without_orders_is_told_what_will_stand_here(client: SignedIn, office: Office) -> None:
    page = page_of(client("handler1"))

    assert "没有超期的工单" in page.text and "没有不满意的工单" in page.text
    assert standings(page)["件次"] == ["0", "—", "—"]


def test_the_legs_stand_by_unit_and_by_type(client: SignedIn, office: Office) -> None:
    fill(office)
    client = client("supervisor")
    page = page_of(client, "/durations?month=2026-04&clock=natural")

    legs = {row.th.text: [cell.text.strip() for cell in row.select("td")] for row in page.select("#legs tbody tr")}
    assert legs["办理"] == ["4", "72.00", "72.00"] and legs["派单"] == ["4", "0.00", "0.00"]
    row = page.select("#units tbody tr")[1]
    assert row.th.text.startswith(MARKET) and total_of(client, row.a["href"]) == int(row.a.text) == 2
    row = page.select_one("#types tbody tr")
    assert total_of(client, row.a["href"]) == int(row.a.text) == 4


@pytest.mark.parametrize("name", ["handler0", "operator", "administrator"])
def test_the_legs_are_not_for_everybody(client: SignedIn, name: str) -> None:
    assert client(name).get("/durations").status_code == 403


def test_a_month_without_orders_and_a_wrong_one(client: SignedIn, office: Office) -> None:
    client = client("supervisor")
    assert "这个月还没有办结的工单" in client.get("/durations").text
    assert client.get("/durations?month=2026-13").status_code == client.get("/department?month=x").status_code == 422
