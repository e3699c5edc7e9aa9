"""个人信息副本: what is held about a caller as a workbook for the caller, its cover in the words of the law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.sheets.cells import Value
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Sheet, write_book

TITLE = "个人信息副本"

ORDERS = (
    Column("工单编号", 18), Column("受理时间", 17, Look.MINUTE), Column("状态", 9, Look.WORD), Column("身份", 11, Look.WORD),
    Column("姓名", 11), Column("联系电话", 15), Column("发生地", 22), Column("企业名称", 22), Column("统一社会信用代码", 21),
    Column("企业联系人", 12), Column("办结时间", 17, Look.MINUTE), Column("保存至", 15, Look.WORD), Column("更正附记", 22),
)
SAID = (
    Column("工单编号", 18), Column("标题", 22), Column("内容", 44), Column("补充", 24), Column("阶段答复", 28), Column("公开答复", 44),
)
DEALINGS = (
    Column("工单编号", 18), Column("时间", 17, Look.MINUTE), Column("类别", 8, Look.WORD), Column("方式或结果", 12, Look.WORD),
    Column("联系到的人", 12), Column("是否解决", 10, Look.WORD), Column("满意度", 12, Look.WORD), Column("诉求人意见", 50),
)
ATTACHMENTS = (Column("工单编号", 18), Column("附件", 8, Look.COUNT), Column("文件名", 60), Column("提交时间", 17, Look.MINUTE))

Rows = Sequence[Mapping[str, Value]]


@dataclass(frozen=True)
class PersonalCopy:
    """The rows of the sheets (`orders` fill two, to fit on paper), and the cover: pairs of a label and its text."""

    cover: Sequence[tuple[str, str]]
    orders: Rows
    dealings: Rows
    attachments: Rows


def _sheet(name: str, columns: Sequence[Column], rows: Rows) -> Sheet:
    shown = rows or [{columns[0].header: "没有"}]
    return Sheet(name, columns, ([row.get(column.header) for column in columns] for row in shown))


def write_personal_data(path: Path, copy: PersonalCopy, office_name: str, made_at: datetime, watermark: str) -> None:
    """Write the workbook; every page of it says who made it, when and for whom."""
    sheets = (
        Sheet("说明", (Column("项目", 20), Column("内容", 70)), copy.cover, orientation="portrait"),
        _sheet("工单", ORDERS, copy.orders), _sheet("诉求和答复", SAID, copy.orders), _sheet("联系和回访", DEALINGS, copy.dealings),
        _sheet("附件", ATTACHMENTS, copy.attachments),
    )
    write_book(Book(TITLE, office_name, "", made_at, sheets, watermark), path)
