"""红黑榜: off unless the office wants it; few orders and equals of the average are left out of it."""

from dataclasses import replace

from tests.factories.bulletins import sample_bulletin
from tracker.domain import bulletin, indicators
from tracker.domain.bulletin import Bulletin, Unit
from tracker.domain.figure_settings import Basis
from tracker.domain.red_black import red_black
from tracker.domain.tabulating import Earlier, Plan, units_table
from tracker.domain.tally import Dimension, Tally
from tracker.domain.words import DepartmentKind

T = Tally
PLAN = Plan("units", (Dimension.UNIT,), bulletin.UNIT_COLUMNS, indicators.HANDLINGS, has_share=False)
ON = Basis(red_black_list=True)


def report(met: dict[str, tuple[int, int]], basis: Basis = ON, town: str = "镇") -> Bulletin:
    """Units with how many of their due orders were answered on time."""
    units = [
        Unit(at, name, DepartmentKind.TOWN if name.endswith(town) else DepartmentKind.DEPARTMENT)
        for at, name in enumerate(met, 1)]
    counted = {
        (unit.id,): {T.HANDLINGS: due, T.DUE: due, T.DUE_MET: on_time}
        for unit, (on_time, due) in zip(units, met.values(), strict=True)}
    return replace(sample_bulletin(basis=basis), basis=basis,
                   tables={"units": units_table(PLAN, counted, Earlier(), units, basis)})


def test_without_the_setting_there_is_no_list() -> None:
    assert red_black(report({"甲局": (10, 20), "乙局": (20, 20)}, Basis())) == []


def test_departments_and_towns_are_apart_and_few_orders_left_out() -> None:
    found = red_black(report({"甲局": (10, 20), "乙局": (20, 20), "丙局": (0, 9), "丁镇": (15, 20), "戊镇": (18, 20)}))

    assert [(one.kind.label, one.is_red, one.rank, one.unit) for one in found] == [
        ("区直部门", True, 1, "乙局"), ("区直部门", False, 1, "甲局"),
        ("镇街", True, 1, "戊镇"), ("镇街", False, 1, "丁镇"),
    ]


def test_where_all_do_well_nobody_is_black() -> None:
    found = red_black(report({f"{name}局": (20, 20) for name in "甲乙丙"}))

    assert [(one.rank, one.is_red) for one in found] == [(1, True)] * 3


def test_five_at_most_and_equals_bear_one_rank() -> None:
    met = {f"{at}局": (on_time, 20) for at, on_time in enumerate((20, 20, 19, 18, 17, 16, 5, 4, 3, 3, 2))}

    found = red_black(report(met))

    assert [one.rank for one in found if one.is_red] == [1, 1, 3, 4, 5]
    assert [(one.rank, one.unit) for one in found if not one.is_red] == [
        (1, "10局"), (2, "8局"), (2, "9局"), (4, "7局"), (5, "6局")]
