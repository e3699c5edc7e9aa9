"""宁国 2022-04: 2,877 received, 601 sent to units from two sources; the unit table with its columns by source."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.bulletins.ledgers import Month, Row, dealt, direct, done, exported, office, orders, percent

MONTH = "2022-04"
HOTLINE, WEB = "12345热线", "政民互动"
UNITS = {  # unit: hotline, web, dissatisfied (of the hotline's), as printed: 不满意率
    "市住房和城乡建设局": (87, 12, 8, 9), "市公安局": (70, 7, 6, 9), "市城市管理局": (66, 2, 5, 8),
    "市卫生健康委员会": (63, 5, 3, 5), "市市场监督管理局": (39, 2, 5, 13), "西津街道办事处": (40, 6, 0, 0),
    "南山街道办事处": (20, 4, 0, 0), "中溪镇人民政府": (20, 2, 0, 0),
}
OTHERS = "其他承办单位"


def rows() -> Iterator[Row]:
    """Handled by the hotline itself, and sent: 597 in time, 4 late."""
    yield from map(direct, orders(MONTH, 2276, "own", 来源渠道=[HOTLINE] * 2276))
    hotline = dealt({unit: printed[0] for unit, printed in UNITS.items()}, 532, OTHERS)
    web = dealt({unit: printed[1] for unit, printed in UNITS.items()}, 69, OTHERS)
    bad = {unit: printed[2] for unit, printed in UNITS.items()}
    late = 4
    for row in orders(MONTH, 601, "sent", 来源渠道=[HOTLINE] * 532 + [WEB] * 69, 主办单位=hotline + web):
        unit, said = row["主办单位"], "满意"
        if row["来源渠道"] == HOTLINE and bad.get(unit):
            bad[unit], said = bad[unit] - 1, "不满意"
        is_late = unit == OTHERS and late > 0
        late -= is_late
        made = done(row, days=9 if is_late else 2, due_days=5)
        yield made | ({"满意度": said} if row["来源渠道"] == HOTLINE else {})


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    with office(tmp_path_factory.mktemp("ningguo"), rows()) as folder:
        yield exported(folder, MONTH)


def test_what_was_received_and_where_it_went(month: Month) -> None:
    assert month.overview("受理量") == 2877
    assert (month.overview("直办量"), month.overview("转办量")) == (2276, 601)
    channels = month.by_first("渠道")
    assert (channels[HOTLINE]["转办量"], channels[WEB]["转办量"]) == (532, 69)


def test_the_printed_rates(month: Month) -> None:
    whole = month.by_first("单位")["合计"]

    assert (whole["件次"], whole["按时办结"], whole["超时办结"], whole["未办结"]) == (601, 597, 4, 0)
    assert percent(whole["办结率"]) == 100
    # Printed as 99 %: 597/601.
    assert percent(whole["按时办结率"]) == percent(month.overview("按时办结率（派单口径）")) == Decimal("99.33")


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_s_line_by_source(month: Month, unit: str) -> None:
    hotline, web, bad, printed = UNITS[unit]
    line, by_source = month.by_first("单位")[unit], month.by_first("单位渠道")[unit]

    assert line["件次"] == line["按时办结"] == by_source["件次"] == by_source["按时办结合计"] == hotline + web
    assert (line["超时办结"], line["未办结"]) == (by_source["超时办结合计"], by_source["未办结合计"]) == (0, 0)
    for source, count in ((HOTLINE, hotline), (WEB, web)):
        assert [by_source[f"{source} {what}"] for what in ("按时办结", "超时办结", "未办结")] == [count, 0, 0]
    assert percent(line["办结率"]) == percent(line["按时办结率"]) == 100
    # 住建局's printed 9 % is of the hotline's 87, who alone were asked, not of all 99: 8/87.
    assert line["不满意"] == by_source["不满意"] == bad
    assert percent(line["不满意率"]) == percent(Decimal(bad) / hotline)
    assert round(percent(line["不满意率"])) == printed
