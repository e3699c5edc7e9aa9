"""Scores out of the store: counted orders become 三率得分, 档 and 名次, under the weights of the month's last day."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office
from tracker.clock import LOCAL
from tracker.domain.bulletin import Line
from tracker.domain.periods import month_period
from tracker.domain.words import Satisfaction, Solved
from tracker.store.db import db
from tracker.store.months import bulletin_of
from tracker.usecases.change_setting import change_setting

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=LOCAL)
START = datetime(2026, 10, 8, 9, 0, tzinfo=LOCAL)


def led(unit_id: int, count: int, upset: int = 0, late: int = 0) -> None:
    """So many orders of the unit, contacted, solved and closed; some callers upset, some replies late."""
    for number in range(count):
        sent = START + timedelta(hours=number)
        due = sent + timedelta(days=5)
        replied = due + timedelta(days=1 if number < late else -1)
        stored_order(
            sent, lead_id=unit_id, dispatched_at=sent, contacted_at=sent + timedelta(hours=1), due_at=due,
            replied_at=replied, closed_at=replied + timedelta(days=1), solved=Solved.YES,
            satisfaction=Satisfaction.DISSATISFIED if number < upset else Satisfaction.SATISFIED)


def units(month: str = "2026-10") -> dict[str, Line]:
    return {line.label: line for line in bulletin_of(month_period(month, NOW), NOW).units}


def test_units_are_scored_and_compared_by_the_settings_of_the_month(store_office: Office) -> None:
    """市场监管局 12 件，3 件不满意、2 件超期：30＋35＋75%×35＝91.25，扣 2 分；住建局 11 件全部满意；西阳镇只有 4 件。"""
    led(store_office.units[MARKET], 12, upset=3, late=2)
    led(store_office.units[HOUSING], 11)
    led(store_office.units[TOWN], 4)
    db.session.commit()

    found = {
        name: (line.figures["score"].value, line.figures["unit_score"].value, line.notes)
        for name, line in units().items() if line.kind is not None and line.rank.value == "row"
    }

    assert found == {
        MARKET: (Decimal("91.25"), Decimal("89.25"), {"class": "中件量", "rank": "2/2"}),
        HOUSING: (Decimal("100.00"), Decimal("100.00"), {"class": "中件量", "rank": "1/2"}),
        TOWN: (Decimal("100.00"), Decimal("100.00"), {"class": "小件量", "rank": "样本少"}),
    }

    for key, text in (("score_weights", "20,20,60"), ("score_deductions", "0.5,1"), ("class_bounds", "5,12"),
                      ("small_base", "4")):
        change_setting(key, text, effective_from=date(2026, 10, 31), by=store_office.administrator, now=NOW)
    market, town = units()[MARKET], units()[TOWN]
    assert (market.figures["unit_score"].value, market.notes) == (Decimal("84.00"), {"class": "大件量", "rank": "1/1"})
    assert town.notes == {"class": "小件量", "rank": "1/1"}


def test_a_rating_counted_apart_does_not_lower_the_score(store_office: Office) -> None:
    led(store_office.units[MARKET], 12)
    one = stored_order(
        START, lead_id=store_office.units[MARKET], dispatched_at=START, contacted_at=START, solved=Solved.YES,
        closed_at=START + timedelta(days=3), satisfaction=Satisfaction.VERY_DISSATISFIED, exclusion_code="E01")
    db.session.commit()
    assert units()[MARKET].figures["score"].value == Decimal("100.00")

    one.exclusion_code = None
    db.session.commit()
    assert units()[MARKET].figures["score"].value == Decimal("97.31")  # 12 of 13 pleased: 92.31 % × 35 %
