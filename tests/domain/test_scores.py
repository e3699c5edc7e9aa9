"""三率得分, 单位得分, 档 and 档内名次: worked examples, and what holds of every table of units."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.calendars import at
from tracker.domain import indicators as i
from tracker.domain.bulletin import UNIT_COLUMNS, Line, Table, Unit
from tracker.domain.figure_settings import FIGURE_SETTINGS, Basis, read_bounds, read_points, read_score_weights
from tracker.domain.periods import Period, month_period, read_month, span_period, year_period
from tracker.domain.scores import FEW, months_of, scored
from tracker.domain.tabulating import Earlier, Plan, units_table
from tracker.domain.tally import Counts, Dimension, Tally
from tracker.domain.words import DepartmentKind

T = Tally
PLAN = Plan("units", (Dimension.UNIT,), UNIT_COLUMNS, i.HANDLINGS, has_share=False)
NOW = at("2026-11-25 09:00")


def counts(
    handlings: int = 60, contacted: int = 20, silent: int = 0, solved: int = 20, unsolved: int = 0, pleased: int = 20,
    upset: int = 0, late: int = 0, redone: int = 0,
) -> Counts:
    """A unit's month."""
    return {
        T.HANDLINGS: handlings, T.CONTACTED: contacted, T.NOT_CONTACTED: silent, T.SOLVED: solved, T.UNSOLVED: unsolved,
        T.SATISFIED: pleased, T.DISSATISFIED: upset, T.DUE: 30, T.DUE_MET: 30 - late, T.DUE_MISSED: late,
        T.REDONE: redone,
    }


def table_of(by_unit: dict[str, Counts], basis: Basis = Basis(), months: int = 1) -> Table:
    """Units whose name begins with 区 are departments, the others towns."""
    units = [
        Unit(number, name, DepartmentKind.DEPARTMENT if name.startswith("区") else DepartmentKind.TOWN)
        for number, name in enumerate(by_unit, 1)
    ]
    made = units_table(PLAN, {(unit.id,): by_unit[unit.name] for unit in units}, Earlier(), units, basis)
    return scored(made, basis, Fraction(months))


def line_of(made: Table, name: str) -> Line:
    return next(line for line in made.lines if line.label == name)


def values(made: Table, name: str) -> tuple:
    line = line_of(made, name)
    return (line.figures["score"].value, line.figures["unit_score"].value, line.notes.get("class"),
            line.notes.get("rank"))


def test_the_score_weighs_the_three_rates() -> None:
    """响应率 90%、解决率 80%、满意率 95%：90×30%＋80×35%＋95×35%＝88.25；超期 2 件、重办 1 件扣 3 分。"""
    made = table_of({"区水务局": counts(contacted=18, silent=2, solved=16, unsolved=4, pleased=19, upset=1, late=2,
                                    redone=1)})

    assert values(made, "区水务局") == (Decimal("88.25"), Decimal("85.25"), "大件量", "1/1")


def test_a_rate_without_a_base_leaves_its_weight_to_the_others() -> None:
    """没有人评价：响应率 90%、解决率 80%，(90×30＋80×35)÷65＝84.62，但样本少，不排名。"""
    made = table_of({
        "区水务局": counts(contacted=18, silent=2, solved=16, unsolved=4, pleased=0),
        "区教育局": {T.HANDLINGS: 3},
    })

    assert values(made, "区水务局") == (Decimal("84.62"), Decimal("84.62"), "大件量", FEW)
    assert values(made, "区教育局") == (None, None, "小件量", FEW)


def test_deductions_end_at_the_maximum_and_at_nought() -> None:
    worst = counts(contacted=1, silent=19, solved=0, unsolved=20, pleased=0, upset=20, late=30, redone=9)
    made = table_of({"区水务局": counts(late=30), "区教育局": worst})

    assert values(made, "区水务局")[:2] == (Decimal("100.00"), Decimal("80.00"))
    assert values(made, "区教育局")[:2] == (Decimal("1.50"), Decimal("0.00"))


def test_units_are_compared_within_their_kind_and_class() -> None:
    made = table_of({
        "区水务局": counts(late=1), "区教育局": counts(), "区司法局": counts(late=1), "区财政局": counts(late=2),
        "区林业局": counts(handlings=12, late=5), "区统计局": counts(handlings=9, contacted=9, solved=9, pleased=9),
        "西阳镇": counts(late=9),
    })

    assert {name: values(made, name)[2:] for name in ("区教育局", "区水务局", "区司法局", "区财政局")} == {
        "区教育局": ("大件量", "1/4"), "区水务局": ("大件量", "2/4"), "区司法局": ("大件量", "2/4"),
        "区财政局": ("大件量", "4/4")}
    assert values(made, "区林业局")[2:] == ("中件量", "1/1"), "last of all, but alone in its class"
    assert values(made, "区统计局")[2:] == ("小件量", FEW)
    assert values(made, "西阳镇")[2:] == ("大件量", "1/1")


def test_a_sum_is_scored_by_its_own_figures_and_stands_in_no_ranking() -> None:
    """两局响应率 100% 与 50%，件数不同：小计按合计的分子分母，不是两局得分的平均。"""
    made = table_of({"区水务局": counts(contacted=30), "区教育局": counts(contacted=5, silent=5)})

    subtotal = line_of(made, "区直部门小计")
    assert subtotal.figures["response"].value == Decimal("0.8750")
    assert values(made, "区直部门小计") == values(made, "合计") == (Decimal("96.25"), None, None, None)


def test_weights_and_bounds_are_the_office_s() -> None:
    basis = Basis(score_weights=(0, 50, 50), score_deductions=(Decimal("0.5"), Decimal(2)), class_bounds=(61, 100))
    made = table_of({"区水务局": counts(contacted=0, silent=0, solved=18, unsolved=2, late=3, redone=1)}, basis)

    # A rate that weighs nothing needs no base.
    assert values(made, "区水务局") == (Decimal("95.00"), Decimal("91.50"), "小件量", "1/1")
    said = {heading.key: "".join(heading.said) for heading in made.columns}
    assert "0、50、50" in said["score"] and "0.5、2" in said["unit_score"] and "61、100" in said["class"]


@pytest.mark.parametrize(("period", "months"), [
    (month_period("2026-02", NOW), 1), (year_period(2025, NOW), 12),
    (span_period(read_month("2026-04"), at("2026-06-30 09:00").date(), NOW), 3),
])
def test_the_bounds_are_those_of_a_month(period: Period, months: int) -> None:
    assert months_of(period) == months
    assert values(table_of({"区水务局": counts(handlings=50 * months - 1)}, months=months), "区水务局")[2] == "中件量"


def test_days_are_parts_of_a_month() -> None:
    ten = span_period(at("2026-03-01 09:00").date(), at("2026-03-10 09:00").date(), NOW)
    assert months_of(ten) == Fraction(120, 365)


@pytest.mark.parametrize("text", ["30,35", "30,35,36", "-10,55,55", "三十,35,35", "30,35,35,0"])
def test_weights_are_three_and_add_to_a_hundred(text: str) -> None:
    with pytest.raises(ValueError):
        read_score_weights(text)


@pytest.mark.parametrize("text", ["1", "1,x", "1,-1", "1,0.125", "1,101", "NaN,1", "1,Infinity"])
def test_deductions_are_two_numbers_of_points(text: str) -> None:
    with pytest.raises(ValueError):
        read_points(text)


@pytest.mark.parametrize("text", ["10", "50,10", "0,10", "10,10"])
def test_bounds_rise(text: str) -> None:
    with pytest.raises(ValueError):
        read_bounds(text)


def test_what_was_entered_is_kept_tidily() -> None:
    read = {key: definition.read for key, definition in FIGURE_SETTINGS.items()}
    assert read["score_weights"](" 40，30, 30") == "40,30,30"
    assert read["score_deductions"]("1.50,10") == "1.5,10"
    assert read["class_bounds"]("20，100") == "20,100"


NAMES = [f"{place}{number}" for place in ("区局", "镇") for number in range(4)]
MONTHS = some.dictionaries(some.sampled_from(NAMES), some.builds(
    counts, *(some.integers(0, 60) for _count in range(7)), late=some.integers(0, 30), redone=some.integers(0, 30),
), min_size=1)


@given(MONTHS, some.integers(0, 2**16))
def test_scores_lie_between_nought_and_a_hundred_and_no_order_matters(by_unit: dict, seed: int) -> None:
    made = table_of(by_unit)
    shuffled = list(by_unit.items())
    random.Random(seed).shuffle(shuffled)
    again = table_of(dict(shuffled))

    for name in by_unit:
        score, unit_score, _class, _rank = values(made, name)
        assert values(again, name) == values(made, name)
        assert (score is None) == (unit_score is None)
        assert score is None or 0 <= unit_score <= score <= 100


@given(MONTHS)
def test_ties_share_a_place_and_a_better_score_never_stands_behind(by_unit: dict) -> None:
    made = table_of(by_unit)
    pools: dict = {}
    for line in made.rows:
        if line.notes["rank"] != FEW:
            place, size = map(int, line.notes["rank"].split("/"))
            pools.setdefault((line.kind, line.notes["class"]), []).append(
                (line.figures["unit_score"].value, place, size))
        else:
            assert min(line.figures[key].base for key in ("response", "solved", "satisfaction")) < 10
    for pool in pools.values():
        assert {size for _score, _place, size in pool} == {len(pool)}
        for score, place, _size in pool:
            assert place == 1 + sum(other > score for other, _place, _size in pool)
