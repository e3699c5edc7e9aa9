"""督办超期, 重办退单 and 满意度: the orders that somebody must answer for, a line each."""

from tracker.domain.bulletin_lists import Lists
from tracker.sheets.book import Column, Sheet
from tracker.sheets.bulletin import rules
from tracker.sheets.looks import Look

PRESSING = (
    Column("类别", 21, Look.WORD), Column("工单编号", 18), Column("标题", 40), Column("承办单位", 24),
    Column("督办级别和编号", 24), Column("派单或督办时间", 17, Look.MINUTE), Column("期限", 17, Look.MINUTE),
    Column("答复时间", 17, Look.MINUTE), Column("超期工作日", 11, Look.COUNT), Column("现状", 10, Look.WORD),
)
AGAIN = (
    Column("类别", 14, Look.WORD), Column("工单编号", 18), Column("标题", 44), Column("承办单位", 26),
    Column("时间", 17, Look.MINUTE), Column("次数", 8, Look.COUNT), Column("原因", 60),
)
RATINGS = (
    Column("类别", 14, Look.WORD), Column("工单编号", 18), Column("标题", 40), Column("主办单位", 24),
    Column("诉求类型", 10, Look.WORD), Column("办结时间", 17, Look.MINUTE), Column("评价", 11, Look.WORD),
    Column("是否解决", 11, Look.WORD), Column("原因", 50),
)


def list_sheets(lists: Lists) -> tuple[Sheet, Sheet, Sheet]:
    """The three, empty but for their headers where there is nothing to tell."""
    late = f"I2:I{len(lists.pressing) + 1}"
    return (
        Sheet("督办超期", PRESSING, [(row.why.label, *row[1:]) for row in lists.pressing], has_filter=True,
              conditional=[(late, rules.late())] if lists.pressing else ()),
        Sheet("重办退单", AGAIN, [(row.why.label, *row[1:]) for row in lists.again], has_filter=True),
        Sheet("满意度", RATINGS, [(row.why.label, *row[1:]) for row in lists.ratings], has_filter=True),
    )
