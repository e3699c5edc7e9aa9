"""宜春 2023-05: 38,447 orders by channel and type, 20,334 answered at once, 18,113 sent or on their way.

So many orders take a minute of the processor: they are built where TRACKER_BULLETINS is set (docs/performance.md), and
the 90,000 more that the changes against April and against last May need where it says full.
"""

import os
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from tests.bulletins.ledgers import Month, Row, dealt, direct, exported, office, orders, percent

MONTH, BEFORE, YEAR_AGO = "2023-05", "2023-04", "2022-05"
IS_FULL = os.environ.get("TRACKER_BULLETINS") == "full"
pytestmark = pytest.mark.skipif(
    not os.environ.get("TRACKER_BULLETINS"), reason="38,447 orders: set TRACKER_BULLETINS=large")
CHANNELS = {
    "电话": (34859, "90.67"), "微信微博": (2724, "7.09"), "网站邮件赣服通": (170, "0.44"), "110接警": (261, "0.68"),
    "上级派发": (318, "0.83"), "宜春政府网": (115, "0.30"),
}
TYPES = {
    "咨询": (19651, "51.11"), "求助": (592, "1.54"), "建议": (649, "1.69"), "投诉": (15042, "39.12"),
    "举报": (2513, "6.54"),
}
COUNTIES, DEPARTMENTS, WAITING = "镇街", "区直部门", "流转中"
"A city's counties stand where a district has its towns."
SENT = {COUNTIES: (15390, "84.97"), DEPARTMENTS: (2013, "11.11"), WAITING: (710, "3.92")}
EARLIER = {  # so many went where, that the printed changes come out
    BEFORE: {COUNTIES: 15034, DEPARTMENTS: 1999, WAITING: 194},
    YEAR_AGO: {COUNTIES: 13491, DEPARTMENTS: 2043, WAITING: 447},
}
RECEIVED = {MONTH: 38447, BEFORE: 38509, YEAR_AGO: 51160}
UNITS = {
    COUNTIES: ["袁州区", "樟树市", "丰城市", "靖安县", "奉新县", "高安市", "上高县", "宜丰县", "铜鼓县", "万载县"],
    DEPARTMENTS: ["市住房和城乡建设局", "市市场监督管理局", "市人力资源和社会保障局"],
}


def _month(month: str, sent: Mapping[str, int], channels: Mapping[str, int], types: Mapping[str, int]) -> Iterator[Row]:
    size = RECEIVED[month]
    ways = dealt(sent, size)[::-1]  # the last orders are sent: types are dealt in turn from the first
    for row, way in zip(
            orders(month, size, 来源渠道=dealt(channels, size, "电话"), 诉求类型=dealt(types, size, "投诉")), ways):
        if way is None:
            yield direct(row)
        elif way == WAITING:
            yield row
        else:
            units = UNITS[way]
            yield row | {"主办单位": units[row["受理时间"].day % len(units)], "单位类别": way, "派单时间": row["受理时间"],
                         "办结时间": row["受理时间"]}


def rows() -> Iterator[Row]:
    def counts(table: Mapping[str, tuple[int, str]]) -> dict[str, int]:
        return {name: count for name, (count, _share) in table.items()}

    yield from _month(MONTH, counts(SENT), counts(CHANNELS), counts(TYPES))
    for month, sent in EARLIER.items() if IS_FULL else ():
        yield from _month(month, sent, {}, {})


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    with office(tmp_path_factory.mktemp("yichun"), rows()) as folder:
        yield exported(folder, MONTH)


@pytest.mark.parametrize(("sheet", "printed"), [("渠道", CHANNELS), ("类型", TYPES)])
def test_channels_and_types_with_their_shares(
    month: Month, sheet: str, printed: dict[str, tuple[int, str]]
) -> None:
    lines = month.by_first(sheet)
    assert {name: (lines[name]["件数"], f"{percent(lines[name]['占比'])}") for name in printed} == printed
    assert sum(count for count, _share in printed.values()) == lines["合计"]["件数"] == RECEIVED[MONTH]


def test_what_was_answered_at_once_and_what_was_sent(month: Month) -> None:
    assert (month.overview("受理量"), month.overview("直办量")) == (38447, 20334)
    assert month.overview("转办量") + month.overview("流转中") == 18113
    lines = month.by_first("去向")
    assert lines["直接答复"]["件数"] == 20334
    assert {name: (lines[name]["件数"], f"{percent(lines[name]['占转派'])}") for name in SENT} == SENT


@pytest.mark.skipif(not IS_FULL, reason="90,000 orders more: set TRACKER_BULLETINS=full")
def test_how_it_changed(month: Month) -> None:
    assert percent(month.overview("受理量", "同比")) == Decimal("-24.85")
    assert percent(month.overview("受理量", "环比")) == Decimal("-0.16")
    lines = month.by_first("去向")
    changes = {name: [f"{percent(lines[name][change])}" for change in ("同比", "环比")] for name in UNITS}
    assert changes == {COUNTIES: ["14.08", "2.37"], DEPARTMENTS: ["-1.47", "0.70"]}
    sent = {what: sum(lines[name][what] for name in SENT) for what in ("件数", "上月", "去年同月")}
    assert percent(Decimal(sent["件数"]) / sent["去年同月"] - 1) == Decimal("13.34")
    assert percent(Decimal(sent["件数"]) / sent["上月"] - 1) == Decimal("5.14")
