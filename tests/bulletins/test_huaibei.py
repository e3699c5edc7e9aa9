"""淮北 2021-03: 9,230 received, 2,544 passed on; shares that add to 100 in one table and to 99.99 in another.

The 9,230 orders are built where TRACKER_BULLETINS is set: docs/performance.md.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.bulletins.ledgers import Month, Row, choose, dealt, direct, done, exported, office, orders, percent

pytestmark = pytest.mark.skipif(
    not os.environ.get("TRACKER_BULLETINS"), reason="9,230 orders: set TRACKER_BULLETINS=large")
MONTH = "2021-03"
CHANNELS = {  # received, passed on, of these closed, share
    "省热线": (13, 13, 13, "0.14"), "人民网": (15, 15, 15, "0.16"), "来电": (8947, 2274, 1715, "96.93"),
    "政务网": (255, 242, 221, "2.76"),
}
RECEIVED, PASSED_ON, CLOSED = 9230, 2544, 1964
TYPES = {
    "投诉": (4733, "51.28"), "咨询": (3162, "34.26"), "求助": (238, "2.58"), "建议": (114, "1.23"), "举报": (14, "0.15"),
    "其他": (969, "10.50"),
}
TOPICS = {"城乡建设": (1545, "16.74"), "政法": (906, "9.81"), "城市管理": (879, "9.52")}
OVERDUE = {
    "相山区政府": 4, "杜集区政府": 1, "市城管局": 1, "市税务局": 1, "市防空防震办": 1, "移动公司": 1, "联通公司": 1,
}
SLOW = [*OVERDUE, *(f"市直慢办第{number}单位" for number in range(1, 14))]
FAST = [f"市直快办第{number}单位" for number in range(1, 23)]
"20 units with a mean of two days and more, 22 below; printed as a mean of 2 working days."
MONDAYS = (0, 7, 14)


def _passed_on(row: Row, unit: str, days: int, is_late: bool) -> Row:
    return done(row, days=days, due_days=1 if is_late else max(days, 9), 主办单位=unit, 单位类别="区直部门")


def rows() -> Iterator[Row]:
    """Passed on and closed in March, passed on and closed in April, answered at once."""
    channels = (
        dealt({name: closed for name, (_all, _sent, closed, _share) in CHANNELS.items()})
        + dealt({name: sent - closed for name, (_all, sent, closed, _share) in CHANNELS.items()})
        + dealt({name: every - sent for name, (every, sent, _closed, _share) in CHANNELS.items()}))
    matters = dealt({topic: count for topic, (count, _share) in TOPICS.items()}, RECEIVED)
    types = dealt({kind: count for kind, (count, _share) in TYPES.items()})
    made = orders(MONTH, RECEIVED, days=MONDAYS, 来源渠道=channels, 诉求类型=types, 事项分类=matters)
    late = dict(OVERDUE)
    for number, row in enumerate(made[:CLOSED]):
        slow = number % 2 == 0  # half took three working days, half took one
        units = SLOW if slow else FAST
        unit = units[number // 2 % len(units)]
        is_late = slow and late.get(unit, 0) > 0
        if is_late:
            late[unit] -= 1
        yield _passed_on(row, unit, 3 if slow else 1, is_late)
    for number, row in enumerate(made[CLOSED:PASSED_ON]):
        yield _passed_on(row, FAST[number % len(FAST)], 36, False)
    yield from map(direct, made[PASSED_ON:])


@dataclass(frozen=True)
class Months:
    """The month's workbook with shares as they are, and with shares made to add up."""

    plain: Month
    added_up: Month


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Months]:
    with office(tmp_path_factory.mktemp("huaibei"), rows()) as folder:
        plain = exported(folder, MONTH)
        choose(shares_add_up="yes")
        yield Months(plain, exported(folder, MONTH))


def _shares(month: Month, sheet: str, names: dict[str, object]) -> dict[str, str]:
    lines = month.by_first(sheet)
    return {name: f"{percent(lines[name]['占比'])}" for name in names}


def test_channels_and_what_came_of_each(months: Months) -> None:
    lines = months.plain.by_first("渠道")
    for name, (every, sent, closed, share) in CHANNELS.items():
        line = lines[name]
        assert (line["件数"], line["转办量"], line["转办已办结"], line["直办量"]) == (every, sent, closed, every - sent)
        assert f"{percent(line['占比'])}" == share
    assert percent(lines["来电"]["办结率"]) == Decimal("75.42")
    assert percent(lines["来电"]["直办率"]) == Decimal("74.58")
    assert percent(lines["政务网"]["办结率"]) == Decimal("91.32")
    assert months.plain.overview("受理量") == RECEIVED and months.plain.overview("转办量") == PASSED_ON


def test_no_one_rounding_gives_both_tables(months: Months) -> None:
    """Channels were rounded half up and add to 99.99; types add to 100, for which 114/9,230 = 1.235 became 1.23."""
    channels, types = ({name: printed[-1] for name, printed in table.items()} for table in (CHANNELS, TYPES))
    assert sum(map(Decimal, channels.values())) == Decimal("99.99") and sum(map(Decimal, types.values())) == 100

    assert _shares(months.plain, "渠道", CHANNELS) == channels
    assert _shares(months.plain, "类型", TYPES) == types | {"建议": "1.24"}
    assert _shares(months.added_up, "渠道", CHANNELS) == channels | {"来电": "96.94"}
    assert _shares(months.added_up, "类型", TYPES) == types
    assert {kind: line["件数"] for kind, line in months.plain.by_first("类型").items() if kind in TYPES} == {
        kind: count for kind, (count, _share) in TYPES.items()}


def test_topics(months: Months) -> None:
    """政法's 906/9,230 is 9.816: printed as 9.81, cut short, where 城乡建设's 16.739 was rounded up. Ours is 9.82."""
    lines = {row["热点分类"]: row for row in months.plain.rows("热点") if row["名次"] is not None}
    found = {name: (lines[name]["件数"], f"{percent(lines[name]['占比'])}") for name in TOPICS}
    assert found == TOPICS | {"政法": (906, "9.82")}


def test_what_was_late_by_unit(months: Months) -> None:
    lines = months.plain.by_first("单位")
    assert {name: line["超时办结"] for name, line in lines.items() if name in SLOW + FAST and line["超时办结"]} == OVERDUE
    assert lines["合计"]["超时办结"] == months.plain.overview("超期量") == 10


def test_how_long_the_units_took(months: Months) -> None:
    """The printed mean of 2 working days is the units': with what was answered at once, ours is over all closed."""
    lines = months.plain.by_first("单位")
    means = [lines[unit]["平均办结时长"] for unit in SLOW + FAST]
    assert (sum(mean >= 2 for mean in means), sum(mean < 2 for mean in means)) == (20, 22)
    assert lines["区直部门小计"]["平均办结时长"] == 2
    assert months.plain.overview("平均办结时长") == pytest.approx(2 * CLOSED / (CLOSED + RECEIVED - PASSED_ON), abs=0.005)
