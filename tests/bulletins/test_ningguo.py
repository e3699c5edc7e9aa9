"""宁国 2022-04: 2,877 received, 601 sent to units from two sources; the unit table with its columns by source."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bulletins.ledgers import Month, Row, dealt, done, exported, ledger, orders, percent

MONTH = "2022-04"
HOTLINE, WEB = "12345热线", "政民互动"
UNITS = {  # unit: hotline, web, dissatisfied (of the hotline's)
    "市住房和城乡建设局": (87, 12, 8), "市公安局": (70, 7, 6), "市城市管理局": (66, 2, 5), "市卫生健康委员会": (63, 5, 3),
    "市市场监督管理局": (39, 2, 5), "西津街道办事处": (40, 6, 0), "南山街道办事处": (20, 4, 0), "中溪镇人民政府": (20, 2, 0),
}
OTHERS = "其他承办单位"


def rows() -> Iterator[Row]:
    """Handled by the hotline itself, and sent: 597 in time, 4 late."""
    own = orders(MONTH, 2276, "own", 来源渠道=[HOTLINE] * 2276, 是否直办=["是"] * 2276)
    yield from (row | {"办结时间": row["受理时间"]} for row in own)
    hotline = dealt({unit: count for unit, (count, _web, _bad) in UNITS.items()}, 532, OTHERS)
    web = dealt({unit: count for unit, (_hotline, count, _bad) in UNITS.items()}, 69, OTHERS)
    bad = {unit: count for unit, (_hotline, _web, count) in UNITS.items()}
    late = 4
    for row in orders(MONTH, 601, "sent", 来源渠道=[HOTLINE] * 532 + [WEB] * 69, 主办单位=hotline + web):
        unit, said = row["主办单位"], "满意"
        if row["来源渠道"] == HOTLINE and bad.get(unit):
            bad[unit], said = bad[unit] - 1, "不满意"
        is_late = unit == OTHERS and late > 0
        late -= is_late
        yield done(row, days=9 if is_late else 2, due_days=5, 满意度=said if row["来源渠道"] == HOTLINE else None)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    with ledger(tmp_path_factory.mktemp("ningguo"), rows()) as folder:
        yield exported(Path(folder), MONTH)


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
    hotline, web, bad = UNITS[unit]
    line = month.by_first("单位")[unit]
    by_source = {row["来源渠道"]: row for row in month.rows("单位渠道") if row["单位"] == unit}

    assert line["件次"] == line["按时办结"] == hotline + web
    assert (by_source[HOTLINE]["按时办结"], by_source[WEB]["按时办结"]) == (hotline, web)
    assert line["不满意"] == bad
    # 住建局's printed 9 % is of the hotline's 87, not of all 99: 8/87.
    assert percent(by_source[HOTLINE]["不满意率"]) == percent(Decimal(bad) / hotline)
