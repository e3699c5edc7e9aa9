"""Figures: rounding, empty bases, the office's choices, and that every published name has its definition."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.domain import bulletin
from tracker.domain import indicators as i
from tracker.domain.bulletin import Unit
from tracker.domain.deadlines import LOCAL
from tracker.domain.figure_refs import INDICATORS, FigureRef, Side, read_ref
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Indicator, Measure, change, figure, half_up, share, shares
from tracker.domain.periods import before, day_period, month_period, months_between, previous_month, year_before
from tracker.domain.refusals import Invalid
from tracker.domain.tabulating import Earlier, Plan, busiest, table, units_table
from tracker.domain.tally import Dimension, Tally
from tracker.domain.words import DepartmentKind

NOVEMBER = datetime(2026, 11, 24, 9, 30, tzinfo=LOCAL)


@pytest.mark.parametrize(("part", "base", "printed"), [
    (592, 38447, "0.0154"),   # 宜春 2023-05: 1.5398 % is printed 1.54
    (1273, 1774, "0.7176"),   # 高安 2023-10: 解决率 71.76 %
    (3112, 3456, "0.9005"),   # 丰城: 90.05 %
    (71, 72, "0.9861"),       # 高安 城管局: 98.61 %
    (1, 8, "0.1250"),
    (1, 20000, "0.0001"),     # exactly half of the last place goes up
    (2844, 3600, "0.7900"),
])
def test_a_rate_is_rounded_half_up_to_two_decimals_of_a_percentage(part: int, base: int, printed: str) -> None:
    assert half_up(Fraction(part, base), 4) == Decimal(printed)


def test_a_rate_names_its_part_and_base() -> None:
    counts = {Tally.DUE: 601, Tally.DUE_MET: 597, Tally.DUE_MISSED: 4}

    assert figure(i.ON_TIME, counts) == Figure(Decimal(597), 601, Decimal("0.9933"))
    assert figure(i.OVERDUE, counts) == Figure(Decimal(4), None, Decimal(4))


@pytest.mark.parametrize("indicator", [one for one in bulletin.OVERVIEW + bulletin.UNIT_COLUMNS if one.base])
def test_an_empty_base_has_no_figure_rather_than_nought_or_a_hundred(indicator: Indicator) -> None:
    assert figure(indicator, {}).value is None


def test_basically_satisfied_counts_only_where_the_office_says_so() -> None:
    counts = {Tally.VERY_SATISFIED: 5, Tally.SATISFIED: 3, Tally.BASICALLY: 1, Tally.DISSATISFIED: 1}

    assert figure(i.SATISFACTION, counts, Basis(basically_counts=True)).value == Decimal("0.9000")
    assert figure(i.SATISFACTION, counts, Basis(basically_counts=False)).value == Decimal("0.8000")
    assert "不计入" in "".join(i.SATISFACTION.said(Basis(basically_counts=False)))


def test_hours_are_a_mean_of_natural_hours() -> None:
    # Two orders: 49 h 12 min and 50 h.
    counts = {Tally.CLOSED: 2, Tally.SECONDS: 49 * 3600 + 12 * 60 + 50 * 3600}

    assert figure(i.MEAN_HOURS, counts) == Figure(Decimal("99.20"), 2, Decimal("49.60"))


def test_a_share_of_nothing_has_no_figure() -> None:
    assert share(0, 0).value is None
    assert share(3, 7).value == Decimal("0.4286")


MIXED = (i.CLOSURE_RATE_CARRIED, i.OVERDUE_RATE, i.RETURNS)
"What their definitions say is of two kinds of moments."


def test_every_figure_of_the_bulletin_is_defined_and_its_name_stands_once() -> None:
    labels = [indicator.label for indicator in bulletin.OVERVIEW]

    assert len(labels) == len(set(labels))
    assert {
        "受理量", "办结量", "在办量", "按时办结率", "超期量", "满意率", "解决率", "响应率", "平均办结时长", "涉企工单受理量",
        "涉企工单满意率", "市场主体诉求工单受理量", "市场主体诉求工单满意率",
    } <= set(labels)
    for indicator in bulletin.OVERVIEW + bulletin.UNIT_COLUMNS + bulletin.TYPE_COLUMNS:
        assert indicator.definition.endswith("。")
        populations = {tally.population for tally in indicator.part + (indicator.base or ())}
        assert len(populations) == 1 or indicator in MIXED, f"{indicator.key} mixes populations"


def test_a_month_runs_from_midnight_to_midnight_in_the_office() -> None:
    october = month_period("2026-10", NOVEMBER)

    assert october.start == datetime(2026, 10, 1, tzinfo=LOCAL)
    assert october.end == datetime(2026, 11, 1, tzinfo=LOCAL)
    assert october.is_over and october.month == "2026-10"
    assert october.last_day.isoformat() == "2026-10-31"
    assert month_period("2025-12", NOVEMBER).end == datetime(2026, 1, 1, tzinfo=LOCAL)


def test_the_running_month_is_counted_up_to_now_inclusive() -> None:
    november = month_period("2026-11", NOVEMBER)

    assert not november.is_over
    assert NOVEMBER < november.until <= NOVEMBER + timedelta(seconds=1)
    assert day_period(NOVEMBER).start == datetime(2026, 11, 24, tzinfo=LOCAL)


@pytest.mark.parametrize("text", ["2026-12", "2027-01"])
def test_a_month_that_has_not_begun_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="还没有开始"):
        month_period(text, NOVEMBER)


@pytest.mark.parametrize("text", [
    "", "2026", "2026-13", "2026-00", "26-10", "2026-1", "2026/10", "0001-01", "９９９９-12", "9999-12",
])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="例如 2026-10"):
        month_period(text, NOVEMBER)


def test_months_are_listed_newest_first() -> None:
    assert months_between(datetime(2025, 11, 30).date(), datetime(2026, 2, 1).date()) == [
        "2026-02", "2026-01", "2025-12", "2025-11"
    ]
    assert previous_month(datetime(2026, 1, 1, 0, 30, tzinfo=LOCAL)) == "2025-12"


COUNTS = some.dictionaries(some.sampled_from(Tally), some.integers(0, 50))
UNITS = [Unit(1, "区住建局", DepartmentKind.DEPARTMENT), Unit(2, "西阳镇", DepartmentKind.TOWN)]


@given(some.dictionaries(some.sampled_from([(1,), (2,), (None,)]), COUNTS))
def test_the_units_close_kind_by_kind_and_together(counted: dict) -> None:
    plan = Plan("units", (Dimension.UNIT,), bulletin.UNIT_COLUMNS, i.HANDLINGS, has_share=False)
    made = units_table(plan, counted, Earlier(), UNITS, Basis())

    subtotals = [line for line in made.lines if line.rank.value == "subtotal"]
    loose = [line for line in made.rows if line.kind is None]
    for column in bulletin.UNIT_COLUMNS:
        whole = made.whole.figures[column.key].part
        assert sum(line.figures[column.key].part for line in made.rows) == whole
        assert sum(line.figures[column.key].part for line in [*subtotals, *loose]) == whole


@given(some.dictionaries(some.sampled_from([("phone",), ("web",), ("letter",), (None,)]), COUNTS, min_size=1))
def test_shares_add_to_exactly_a_hundred_where_the_office_says_so(counted: dict) -> None:
    plan = Plan("channels", (Dimension.CHANNEL,), bulletin.CHANNEL_COLUMNS, i.RECEIVED)
    made = table(plan, counted, Earlier(), Basis(shares_add_up=True), lambda code: None, busiest(plan))

    if made.whole.figures["received"].part:
        assert sum(line.figures["share"].value for line in made.rows) == 1


def test_huaibei_s_shares_are_those_that_add_to_a_hundred() -> None:
    # 淮北 2021-03 printed 建议 1.23 for 1.235, so that the six shares make 100.00.
    kinds = (4733, 3162, 238, 114, 14, 969)

    assert [one.value for one in shares(kinds, Basis())][3] == Decimal("0.0124")
    adjusted = [one.value for one in shares(kinds, Basis(shares_add_up=True))]
    assert adjusted[3] == Decimal("0.0123") and sum(adjusted) == 1


def test_a_change_is_of_what_was_and_a_rate_s_in_points() -> None:
    def plain(value: str) -> Figure:
        return Figure(Decimal(value), None, Decimal(value))

    assert change(Measure.ORDERS, plain("4567"), plain("4304")).value == Decimal("0.0611")   # 昌吉 2025-04: 环比
    assert change(Measure.ORDERS, plain("99"), plain("100")).value == Decimal("-0.0100")
    assert change(Measure.RATE, plain("0.9968"), plain("0.9998")).value == Decimal("-0.0030")
    assert change(Measure.ORDERS, plain("5"), plain("0")).value is None
    assert change(Measure.ORDERS, plain("5"), None).value is None


def test_a_period_is_compared_with_the_one_before_and_the_same_a_year_ago() -> None:
    march = month_period("2024-03", NOVEMBER)
    assert (before(march).name, year_before(march).name) == ("2024-02", "2023-03")
    running = month_period("2026-11", NOVEMBER)
    assert before(running).until - before(running).start == running.until - running.start
    assert year_before(month_period("2024-02", NOVEMBER)).name == "2023-02"


@pytest.mark.parametrize("key", sorted(INDICATORS))
def test_a_figure_s_address_is_read_as_it_was_written(key: str) -> None:
    group = ((Dimension.UNIT, 7), (Dimension.CHANNEL, None), (Dimension.ENTERPRISE, "甲~乙=丙 有限公司"))
    ref = FigureRef(key, Side.PART, NOVEMBER.date(), NOVEMBER.date(), group)

    assert read_ref(str(ref)) == ref


@pytest.mark.parametrize("text", [
    "", "received", "x~part~2026-10-01~2026-10-31", "received~base~2026-10-01~2026-10-31",
    "received~part~2026-10-31~2026-10-01", "received~part~2026-10-31~9999-12-31", "received~part~0001-01-01~2026-10-01",
    "received~part~2026-10-01~2026-10-31~unit",
    "received~part~2026-10-01~2026-10-31~unit=x", "received~part~2026-10-01~2026-10-31~request_type=x",
])
def test_what_is_no_figure_s_address_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        read_ref(text)
