"""Counting in the database: each figure by example, and random histories against a plain count in Python."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.factories.histories import random_histories
from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office, order
from tracker.clock import LOCAL
from tracker.domain.bulletin import Heading
from tracker.domain.figure_refs import INDICATORS, FigureRef, Side, ref_of
from tracker.domain.filters import Filters
from tracker.domain.periods import month_period
from tracker.domain.tally import SUMS, Tally
from tracker.domain.words import OrderClass, Satisfaction, Solved, Stage
from tracker.store.db import db
from tracker.store.finding import conditions
from tracker.store.models import WorkOrder
from tracker.store.months import bulletin_of, months_with_orders
from tracker.store.populations import Frame
from tracker.store.tallies import count

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=LOCAL)


def at(day: str, time: str = "10:00") -> datetime:
    """2026, in the office's time."""
    return datetime.fromisoformat(f"2026-{day}T{time}").replace(tzinfo=LOCAL)


def overview(month: str = "2026-10", now: datetime = NOW) -> dict[str, tuple]:
    """indicator → (value, part, base)."""
    found = bulletin_of(month_period(month, now), now).overview
    return {indicator.label: (figure.value, figure.part, figure.base) for indicator, figure in found}


def test_an_order_belongs_to_the_month_in_which_it_was_received(store: object) -> None:
    stored_order(at("09-30", "23:59:59"))
    stored_order(at("10-01", "00:00"))
    stored_order(at("10-31", "23:59:59.999999"))
    stored_order(at("11-01", "00:00"))

    found = overview()

    assert found["受理量"][0] == 2
    assert (found["结转量"][0], found["办结量"][0], found["在办量"][0]) == (1, 0, 3)


def test_on_time_is_judged_over_what_fell_due_and_open_overdue_orders_count(store: object) -> None:
    due = at("10-20", "17:30")
    stored_order(at("09-20"), due_at=due, replied_at=due, closed_at=at("10-21"))                 # to the minute
    stored_order(at("10-10"), due_at=due, replied_at=at("10-20", "17:31"), closed_at=at("10-21"))  # a minute late
    stored_order(at("10-10"), due_at=due)                                                        # still open
    stored_order(at("10-10"), due_at=due, closed_at=at("10-20", "09:00"))                        # old ledger
    stored_order(at("10-28"), due_at=at("11-04"), replied_at=at("10-29"), closed_at=at("10-30"))   # due later

    found = overview()

    assert found["按时办结率"] == (Decimal("0.5000"), 2, 4)
    assert found["超期量"][0] == 2
    assert found["按时办结率（办结口径）"] == (Decimal("0.7500"), 3, 4)


def test_what_is_not_due_yet_is_neither_on_time_nor_late(store: object) -> None:
    stored_order(at("11-20"), due_at=at("11-24", "17:30"))
    stored_order(at("11-20"), due_at=at("11-23", "17:30"))

    found = overview("2026-11")

    assert found["按时办结率"] == (Decimal(0), 0, 1)
    assert found["超期量"][0] == 1
    assert found["在办量"][0] == 2


def test_an_order_closed_after_the_month_was_open_at_its_end(store: object) -> None:
    stored_order(at("10-15"), closed_at=at("11-02"))

    assert overview()["在办量"][0] == 1
    assert overview("2026-11")["在办量"][0] == 0
    assert overview("2026-11")["结转量"][0] == 1


def test_satisfaction_leaves_out_who_was_not_asked(store: object) -> None:
    for level in (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.BASICALLY, None, None):
        stored_order(at("10-10"), closed_at=at("10-12"), satisfaction=level)
    stored_order(at("10-10"), closed_at=at("10-12"), satisfaction=Satisfaction.DISSATISFIED)
    stored_order(at("10-10"), closed_at=at("11-01", "00:00"), satisfaction=Satisfaction.DISSATISFIED)

    assert overview()["满意率"] == (Decimal("0.7500"), 3, 4)


def test_partly_solved_is_not_solved(store: object) -> None:
    for solved in (Solved.YES, Solved.PARTLY, Solved.NO, None):
        stored_order(at("10-10"), closed_at=at("10-12"), solved=solved)

    assert overview()["解决率"] == (Decimal("0.3333"), 1, 3)


def test_a_blank_in_an_old_ledger_is_unknown_and_in_a_live_order_undone(store: object) -> None:
    stored_order(at("10-10"), dispatched_at=at("10-10"), contacted_at=at("10-10", "10:30"))
    stored_order(at("10-10"), dispatched_at=at("10-10"))
    stored_order(at("10-10"), dispatched_at=at("10-10"), is_ledger=True)
    stored_order(at("10-10"), dispatched_at=at("10-10"), is_ledger=True, contacted_at=at("10-11"))

    assert overview()["响应率"] == (Decimal("0.6667"), 2, 3)


def test_mean_duration_in_working_days_and_natural_hours(store: object) -> None:
    stored_order(at("10-10", "08:00"), closed_at=at("10-12", "09:12"), working_days_taken=2)
    stored_order(at("10-10", "08:00"), closed_at=at("10-12", "10:00"), working_days_taken=1)

    found = overview()

    assert found["平均办结时长"] == (Decimal("1.50"), 3, 2)
    assert found["平均办结时长（小时）"] == (Decimal("49.60"), Decimal("99.20"), 2)


def test_enterprise_orders_and_market_entity_orders_are_counted_apart(store: object) -> None:
    for order_class, level in (
        (OrderClass.ENTERPRISE, Satisfaction.SATISFIED), (OrderClass.ENTERPRISE, Satisfaction.DISSATISFIED),
        (OrderClass.MARKET_ENTITY, Satisfaction.SATISFIED), (OrderClass.CITIZEN, Satisfaction.SATISFIED),
    ):
        stored_order(at("10-10"), closed_at=at("10-12"), order_class=order_class, satisfaction=level)

    found = overview()

    assert (found["涉企工单受理量"][0], found["市场主体诉求工单受理量"][0]) == (2, 1)
    assert found["涉企工单满意率"] == (Decimal("0.5000"), 1, 2)
    assert found["市场主体诉求工单满意率"] == (Decimal("1.0000"), 1, 1)


def test_a_month_without_orders_has_counts_of_nought_and_no_rates(store: object) -> None:
    found = overview("2020-02")

    assert found["受理量"][0] == 0
    assert found["满意率"][0] is None and found["按时办结率"][0] is None and found["平均办结时长"][0] is None


def test_units_are_counted_by_handlings_and_their_columns_close(store_office: Office) -> None:
    units = store_office.units
    due = at("10-20", "17:30")
    common = {"lead_id": units[MARKET], "dispatched_at": at("10-10")}
    town = (units[TOWN],)
    stored_order(at("10-10"), co_ids=town, due_at=due, replied_at=at("10-12"), closed_at=at("10-13"), **common)
    stored_order(at("10-10"), due_at=due, replied_at=at("10-22"), closed_at=at("10-23"), **common)
    stored_order(at("10-10"), due_at=due, **common)
    stored_order(at("10-09"), lead_id=units[HOUSING], closed_at=at("10-11"))  # an old ledger: no dispatch, no due

    lines = {line.label: line for line in bulletin_of(month_period("2026-10", NOW), NOW).units}

    def row(label: str) -> list:
        keys = ("handlings", "handled_met", "handled_late", "handled_unlimited", "handled_open", "closure")
        return [lines[label].figures[key].value for key in keys]

    assert row(MARKET) == [3, 1, 1, 0, 1, Decimal("0.6667")]
    assert row(TOWN) == [1, 1, 0, 0, 0, 1]
    assert row(HOUSING) == [1, 0, 0, 1, 0, 1]
    assert row("合计") == [5, 2, 1, 1, 1, Decimal("0.8000")]
    assert lines[MARKET].figures["on_time"].base == 3
    assert lines[TOWN].figures["on_time"].value is None  # a co-handler answers nobody
    # In the order of reports, departments and towns apart, each with its sum.
    assert list(lines) == [HOUSING, MARKET, "区直部门小计", TOWN, "镇街小计", "合计"]


def test_the_real_road_is_counted_as_it_was_travelled(store_office: Office) -> None:
    monday = at("03-09", "09:00")
    order_id = store_office.travelled("closed", monday)
    store_office.travelled("signed", monday)

    found = overview("2026-03")

    assert (found["受理量"][0], found["办结量"][0], found["在办量"][0]) == (2, 1, 1)
    assert found["满意率"] == (Decimal(1), 1, 1)
    assert found["响应率"] == (Decimal("0.5000"), 1, 2)
    assert found["平均办结时长"][0] == order(order_id).working_days_taken == 1


def listed(ref: FigureRef) -> int:
    """How many orders the list behind a figure has."""
    wanted = select(func.count()).select_from(WorkOrder).where(*conditions(Filters(figure=ref), NOW))
    return db.session.scalar(wanted) or 0


def counts_whole_orders(heading: Heading) -> bool:
    """Is it a number of orders, rather than of parts, times or days?"""
    if not heading.is_drilled:
        return False
    indicator = INDICATORS[heading.key]
    tallies = set(indicator.part) | set(indicator.base or ())
    return not (tallies & SUMS or indicator.is_weighted or any(one.population.is_of_parts for one in tallies))


def test_where_orders_went_adds_up_to_what_was_received(store_office: Office) -> None:
    units = store_office.units
    stored_order(at("10-10"), is_direct=True, closed_at=at("10-10"))
    stored_order(at("10-10"), lead_id=units[MARKET], dispatched_at=at("10-11"))
    stored_order(at("10-10"), lead_id=units[TOWN], dispatched_at=at("10-11"))
    stored_order(at("10-10"), lead_id=units[TOWN])
    stored_order(at("10-10"))
    stored_order(at("10-10"), stage=Stage.REFUSED, ended_at=at("10-12"))
    stored_order(at("09-10"), lead_id=units[MARKET])

    table = bulletin_of(month_period("2026-10", NOW), NOW).tables["destinations"]

    def column(key: str) -> dict:
        return {line.label: line.figures[key].value for line in table.lines}

    assert column("received") == {
        "直接答复": 1, "区直部门": 1, "镇街": 2, "流转中": 1, "未派单即退回或办结": 1, "合计": 6}
    assert column("sent_share")["镇街"] == Decimal("0.5000") and column("sent_share")["直接答复"] is None
    assert column("received.before")["区直部门"] == 1 and column("received.on_before")["镇街"] is None


@pytest.mark.parametrize("seed", range(2))
def test_behind_every_figure_stand_exactly_its_orders(store_office: Office, seed: int) -> None:
    random_histories(seed, 120, [store_office.units[name] for name in (MARKET, HOUSING, TOWN)], NOW)
    period = month_period("2026-10", NOW)
    found = bulletin_of(period, NOW)

    cells = [(heading, figure, {}) for heading, figure in found.overview]
    for key in ("types", "units", "matters", "enterprise.places"):
        made = found.tables[key]
        cells += [(column, line.figures[column.key], dict(line.group)) for line in made.rows for column in made.columns]
    for heading, figure, group in cells:
        if counts_whole_orders(heading):
            assert listed(ref_of(heading.key, Side.PART, period, group)) == figure.part, heading.label
            if figure.base is not None:
                assert listed(ref_of(heading.key, Side.BASE, period, group)) == figure.base, heading.label
    handled = {line.label: line for line in found.units}[MARKET]
    assert listed(ref_of("handlings", Side.PART, period, dict(handled.group))) == handled.figures["handlings"].part


def test_the_number_of_queries_does_not_grow_with_the_orders(store_office: Office) -> None:
    def asked() -> int:
        queries: list[str] = []
        engine = db.session.get_bind()

        def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            queries.append(statement)

        db.event.listen(engine, "before_cursor_execute", listen)
        bulletin_of(month_period("2026-10", NOW), NOW)
        db.event.remove(engine, "before_cursor_execute", listen)
        return len(queries)

    stored_order(at("10-10").replace(year=2025), lead_id=store_office.units[MARKET])
    few = asked()
    random_histories(1, 30, [store_office.units[name] for name in (MARKET, HOUSING, TOWN)], NOW)

    assert asked() == few


def test_counts_are_plain_whole_numbers_on_both_databases(store_office: Office) -> None:
    stored_order(at("10-10"), lead_id=store_office.units[MARKET], dispatched_at=at("10-10"), closed_at=at("10-11"))
    period = month_period("2026-10", NOW)

    for counts in count(Tally, Frame(period), ()).values():
        assert set(counts) == set(Tally) and all(type(one) is int for one in counts.values())


def test_months_run_from_the_first_order_to_now(store: object) -> None:
    assert months_with_orders(NOW) == ["2026-11"]
    stored_order(at("08-31", "23:59"))
    assert months_with_orders(NOW) == ["2026-11", "2026-10", "2026-09", "2026-08"]
