"""红黑榜, where the office wants it."""

from tracker.domain.bulletin import Bulletin
from tracker.domain.red_black import red_black
from tracker.sheets.book import Column, Sheet
from tracker.sheets.looks import Look

COLUMNS = (
    Column("单位类别", 14, Look.WORD), Column("指标", 16, Look.WORD), Column("榜", 8, Look.WORD),
    Column("名次", 8, Look.COUNT), Column("单位", 34), Column("数值", 12, Look.RATE), Column("分子", 10, Look.COUNT),
    Column("分母", 10, Look.COUNT),
)


def red_black_sheet(report: Bulletin) -> Sheet | None:
    """The sheet; none where the office has not asked for it."""
    if not report.basis.red_black_list:
        return None
    rows = [
        (one.kind.label, one.heading.label, "红榜" if one.is_red else "黑榜", one.rank, one.unit, one.figure.value,
         one.figure.part, one.figure.base)
        for one in red_black(report)]
    return Sheet("红黑榜", COLUMNS, rows, has_filter=True, frozen_columns=3)
