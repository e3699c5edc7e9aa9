"""昌吉 2025-04: 4,567 orders, but 5,932 unit-handlings; what is printed as 同比 is 环比.

The 8,871 orders are built where TRACKER_BULLETINS is set: docs/performance.md.
"""

import os
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.bulletins.ledgers import Month, Row, dealt, done, exported, office, orders, percent

pytestmark = pytest.mark.skipif(
    not os.environ.get("TRACKER_BULLETINS"), reason="8,871 orders: set TRACKER_BULLETINS=large")
MONTH, BEFORE = "2025-04", "2025-03"
RECEIVED, LAST = 4567, 4304
TYPES = {
    "投诉": (3751, "82.13"), "表扬": (298, "6.53"), "求助": (187, "4.09"), "建议": (170, "3.72"), "咨询": (131, "2.87"),
    "举报": (28, "0.61"), "其他": (2, "0.04"),
}
UNITS = {  # now, last month, as printed
    "市住房和城乡建设局": (1468, 1203, "22.03"), "市城市管理局": (1076, 660, "63.03"),
    "市市场监督管理局": (411, 424, "-3.07"), "市交通运输局": (306, 258, "18.60"),
    "市公安局": (770, 713, None),
}
OTHERS = "市直其他单位"
DEPARTMENTS, STREETS, TOWNSHIPS = 5216, 455, 261
TOWNS = {"宁边路街道办事处": 255, "延安北路街道办事处": 200, "硫磺沟镇": 161, "阿什里乡": 100}
"455 of streets, 261 of townships."
TOPICS = {
    "住房保障": (793, "17.36", {"物业": 390, "房屋建设": 226, "房产交易": 138, "拆迁": 21, "保障房": 17, "人防": 1}),
    "城乡建设": (732, "16.03", {
        "市容": 280, "公用设施": 99, "施工": 69, "环卫": 68, "园林": 67, "违建": 56, "应急抢修": 42, "井盖": 30,
        "规划": 21}),
    # The list breaks off after 公交 in the stored copy: 35 are left.
    "交通出行": (677, "14.82", {"道路设施": 240, "路况": 168, "车辆": 131, "出租车": 50, "公交": 53, "交通其他": 35}),
}


def _sent(row: Row, number: int) -> Row:
    made = done(row, 满意度="满意" if number >= 2 else "不满意", 单位类别="区直部门")
    return made | {"签收期限": made["签收时间"]}


def rows() -> Iterator[Row]:
    """5,216 handlings of departments, 716 of towns: 4,567 lead, 1,365 take part."""
    named = {unit: now for unit, (now, _last, _printed) in UNITS.items()}
    leads = dealt(named, RECEIVED, OTHERS)
    # Towns take part in what 住建局 leads, and so do the other departments.
    helping = dealt({OTHERS: DEPARTMENTS - RECEIVED, **TOWNS}, RECEIVED)
    matters = dealt([
        (f"{topic}/{matter}", count) for topic, (_all, _share, parts) in TOPICS.items()
        for matter, count in parts.items()], RECEIVED)
    types = dealt({kind: count for kind, (count, _share) in TYPES.items()})
    now = orders(MONTH, RECEIVED, 主办单位=leads, 协办单位=helping, 诉求类型=types, 事项分类=matters)
    yield from (_sent(row, number) for number, row in enumerate(now))
    before = dealt({unit: last for unit, (_now, last, _printed) in UNITS.items()}, LAST, OTHERS)
    for row in orders(BEFORE, LAST, 主办单位=before):
        yield row | {"单位类别": "区直部门", "派单时间": row["受理时间"], "办结时间": row["受理时间"]}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    with office(tmp_path_factory.mktemp("changji"), rows()) as folder:
        yield exported(folder, MONTH)


def test_printed_as_against_last_year_it_is_against_last_month(month: Month) -> None:
    """“较上月增加263件，同比上升6.11%”: 263/4,304 is 环比. Of last April nothing is known, and ours says so."""
    assert month.overview("受理量") - month.overview("受理量", "上月") == 263
    assert percent(month.overview("受理量", "环比")) == Decimal("6.11")
    assert month.overview("受理量", "同比") == "—"


def test_units_against_last_month(month: Month) -> None:
    lines = month.by_first("单位")
    for unit, (now, last, printed) in UNITS.items():
        assert (lines[unit]["件次"], lines[unit]["上月"]) == (now, last), unit
        assert printed is None or f"{percent(lines[unit]['环比'])}" == printed, unit


def test_a_printed_change_that_no_whole_number_gives(month: Month) -> None:
    """公安局: 770, +8.06 %. From 713 it is 7.99, from 712 it is 8.15: the printed figure had another base."""
    assert all(percent(Decimal(770 - last) / last) != Decimal("8.06") for last in range(1, 2000))
    assert f"{percent(month.by_first('单位')['市公安局']['环比'])}" == "7.99"


def test_handlings_are_more_than_orders(month: Month) -> None:
    lines = month.by_first("单位")
    assert lines["合计"]["件次"] == DEPARTMENTS + STREETS + TOWNSHIPS == 5932
    assert month.overview("转办量") == 4567
    assert lines["区直部门小计"]["件次"] == DEPARTMENTS
    assert lines["镇街小计"]["件次"] == STREETS + TOWNSHIPS
    assert {town: lines[town]["件次"] for town in TOWNS} == TOWNS


def test_types_with_their_shares(month: Month) -> None:
    lines = month.by_first("类型")
    assert {kind: (lines[kind]["件数"], f"{percent(lines[kind]['占比'])}") for kind in TYPES} == TYPES


def test_topics_on_two_levels(month: Month) -> None:
    rows = month.rows("热点")
    tops = [row for row in rows if row["名次"] is not None]
    assert [row["热点分类"] for row in tops] == list(TOPICS)
    for top, (topic, (count, share, parts)) in zip(tops, TOPICS.items(), strict=True):
        assert (top["件数"], f"{percent(top['占比'])}") == (count, share)
        mine = {row["事项"]: row["件数"] for row in rows if row["热点分类"] == topic and row["名次"] is None}
        assert mine == parts and sum(parts.values()) == count


def test_the_printed_rates(month: Month) -> None:
    assert percent(month.overview("签收及时率")) == 100
    assert percent(month.overview("按时办结率")) == percent(month.overview("办结率")) == 100
    # Two of all 4,567 would do, had all been asked; the printed base is not known.
    assert percent(month.overview("满意率")) == Decimal("99.96")
