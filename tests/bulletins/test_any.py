"""Whatever a bulletin could print of a month comes back from the workbook exactly as it went in by the door."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bulletins.ledgers import Row, brought_in, direct, done, exported, half_up_share, office, orders, percent

MONTHS = count(12 * 2015)
"A month that no example has used: nothing is carried into it."
NAMES = st.text(st.characters(codec="utf-8", categories=("Lo",)), min_size=2, max_size=8)
CHANNELS = st.one_of(st.sampled_from(["12345电话", "微信", "国务院客户端"]), NAMES)
UNITS = st.one_of(st.sampled_from(["区住房和城乡建设局", "西阳镇人民政府", "区工商局", "城北街道办事处"]), NAMES.map("{}局".format))
TYPES = st.sampled_from(["咨询", "求助", "建议", "投诉", "举报", "表扬", "其他"])
RATINGS = st.sampled_from(["非常满意", "满意", "基本满意", "不满意", "非常不满意", None])
COURSES = st.sampled_from(["直办", "按时办结", "超时办结", "未办结", "流转中", "不予受理"])
KINDS = st.tuples(CHANNELS, TYPES, UNITS, RATINGS, st.sampled_from(["已解决", "部分解决", "未解决", None]), COURSES)
PRINTED = st.lists(st.tuples(KINDS, st.integers(1, 60)), min_size=1, max_size=12)
"So many orders of the same kind."
SENT = ("按时办结", "超时办结", "未办结")
PLEASED = ("非常满意", "满意", "基本满意")


def _row(row: Row, kind: tuple[str, ...]) -> Row:
    channel, request_type, unit, rating, solved, course = kind
    row = row | {"来源渠道": channel, "诉求类型": request_type}
    if course == "直办":
        return direct(row)
    if course == "不予受理":
        return row | {"办结时间": row["受理时间"], "结束方式": "不予受理"}
    if course == "流转中":
        return row
    row |= {"主办单位": unit}
    if course == "未办结":
        return row | {"派单时间": row["受理时间"]}
    return done(row, due_days=1 if course == "超时办结" else 3, 满意度=rating, 是否解决=solved)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with office(tmp_path_factory.mktemp("any"), []) as made:
        yield made


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PRINTED)
def test_what_goes_in_by_the_door_comes_out_in_the_workbook(
    folder: Path, printed: list[tuple[tuple[str, ...], int]]
) -> None:
    year, month_before = divmod(next(MONTHS), 12)
    name = f"{year}-{month_before + 1:02}"
    kinds = [kind for kind, size in printed for _one in range(size)]
    brought_in([_row(row, kind) for row, kind in zip(orders(name, len(kinds)), kinds, strict=True)], folder)

    month = exported(folder, name)

    for sheet, at in (("渠道", 0), ("类型", 1)):
        lines, told = month.by_first(sheet), Counter(kind[at] for kind in kinds)
        assert {label: line["件数"] for label, line in lines.items() if line["件数"]} == told | {"合计": len(kinds)}
        assert all(percent(lines[label]["占比"]) == half_up_share(size, len(kinds)) for label, size in told.items())
    lines = month.by_first("单位")
    for unit in {kind[2] for kind in kinds if kind[5] in SENT}:
        mine = [kind for kind in kinds if kind[2] == unit]
        assert [lines[unit][course] for course in SENT] == [sum(kind[5] == course for kind in mine) for course in SENT]
        asked = Counter(kind[3] for kind in mine if kind[5] in SENT[:2] and kind[3])
        rate = lines[unit]["满意率"]
        assert rate == "—" if not asked else percent(rate) == half_up_share(
            sum(asked[rating] for rating in PLEASED), asked.total())
        concluded = Counter(kind[4] for kind in mine if kind[5] in SENT[:2] and kind[4])
        rate = lines[unit]["解决率"]
        assert rate == "—" if not concluded else percent(rate) == half_up_share(concluded["已解决"], concluded.total())
    ways = Counter(kind[5] for kind in kinds)
    assert (month.overview("直办量"), month.overview("流转中"), month.overview("退回量")) == (
        ways["直办"], ways["流转中"], ways["不予受理"])
    assert month.overview("结转量") + len(kinds) == month.overview("办结量") + ways["不予受理"] + month.overview("在办量")
