"""How cells look: one named style per kind of value. Which value stands where is decided by each workbook's layout."""

from enum import Enum
from typing import Any, NamedTuple

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

FONT = "宋体"
"On every desk that opens these; LibreOffice puts its own in its place."
LINE = Side(style="thin", color="FF9AA5B1")
RED_RULE = Border(top=Side(style="thick", color="FFC00000"))
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD_FILL = PatternFill("solid", fgColor="FFE3EAF2")
TOTAL_FILL = PatternFill("solid", fgColor="FFF3F5F7")


RED, AMBER, GREY = "FFB42318", "FFB54708", "FF667085"


class _Kind(NamedTuple):
    style: str
    number_format: str = "General"
    horizontal: str = "left"
    wrap: bool = True
    has_border: bool = True
    size: int = 11
    color: str = ""
    is_bold: bool = False
    font: str = FONT


SIGNED_RATE = "+0.00%;-0.00%;0.00%"
SIGNED_POINTS = '+0.00"个百分点";-0.00"个百分点";0.00"个百分点"'
"The number itself is in points: 0.12 is shown as +0.12个百分点."

HEITI = "黑体"


class Look(Enum):
    """Kinds of cell."""

    HEADER = _Kind("表头", horizontal="center")
    TEXT = _Kind("文字")
    WORD = _Kind("词语", horizontal="center")
    COUNT = _Kind("件数", "#,##0", "right", wrap=False)
    DECIMAL = _Kind("两位小数", "#,##0.00", "right", wrap=False)
    RATE = _Kind("百分率", "0.00%", "right", wrap=False)
    CHANGE = _Kind("增减率", SIGNED_RATE, "right", wrap=False)
    POINTS = _Kind("百分点", SIGNED_POINTS, "right", wrap=False)
    FEW = _Kind("百分率样本少", "0.00%", "right", wrap=False, color=GREY)
    "A rate over few orders."
    MUTED = _Kind("次要文字", color=GREY)
    MOMENT = _Kind("时间", "yyyy-mm-dd hh:mm:ss", "center")
    DAY = _Kind("日期", "yyyy-mm-dd", "center", wrap=False)
    MINUTE = _Kind("时间到分", "yyyy-mm-dd hh:mm", "center", wrap=False)
    LEDGER = _Kind("台账文字", wrap=False, has_border=False, size=10)
    LEDGER_MOMENT = _Kind("台账时间", "yyyy-mm-dd hh:mm", "center", False, False, 10)
    TEXT_TOTAL = _Kind("文字合计")
    WORD_TOTAL = _Kind("词语合计", horizontal="center")
    MUTED_TOTAL = _Kind("次要文字合计", color=GREY)
    COUNT_TOTAL = _Kind("件数合计", "#,##0", "right", wrap=False)
    DECIMAL_TOTAL = _Kind("两位小数合计", "#,##0.00", "right", wrap=False)
    RATE_TOTAL = _Kind("百分率合计", "0.00%", "right", wrap=False)
    CHANGE_TOTAL = _Kind("增减率合计", SIGNED_RATE, "right", wrap=False)
    POINTS_TOTAL = _Kind("百分点合计", SIGNED_POINTS, "right", wrap=False)
    COVER_MARK = _Kind("封面标识", wrap=False, has_border=False, font=HEITI)
    COVER_TITLE = _Kind("封面标题", "General", "center", False, False, 28, "FFC00000", True)
    COVER_ISSUE = _Kind("封面期号", "General", "center", False, False, 16)
    COVER_LEFT = _Kind("封面左", wrap=False, has_border=False, size=12)
    COVER_RIGHT = _Kind("封面右", "General", "right", False, False, 12)
    COVER_HEAD = _Kind("封面小标题", wrap=False, has_border=False, size=14, font=HEITI)
    COVER_TEXT = _Kind("封面正文", has_border=False, size=13)
    COVER_RULE = _Kind("封面红线", has_border=False, size=4)

    @property
    def style(self) -> str:
        """The name of its style in the workbook."""
        return self.value.style

    @property
    def has_border(self) -> bool:
        """Is an empty cell drawn, too?"""
        return self.value.has_border or self is Look.COVER_RULE

    @property
    def bold(self) -> "Look":
        """The same in a total row."""
        return Look.__members__.get(f"{self.name}_TOTAL", self)


def _style(look: Look) -> NamedStyle:
    kind, stands_out = look.value, look is Look.HEADER or look.name.endswith("_TOTAL")
    style = NamedStyle(
        name=kind.style,
        font=Font(name=kind.font, size=kind.size, bold=stands_out or kind.is_bold, color=kind.color or None),
        alignment=Alignment(
            horizontal=kind.horizontal, vertical="center", wrap_text=kind.wrap,
            indent=1 if kind.horizontal == "left" and kind.has_border else 0,
        ),
        number_format=kind.number_format,
    )
    if kind.has_border:
        style.border = GRID
    elif look is Look.COVER_RULE:
        style.border = RED_RULE
    if stands_out:
        style.fill = HEAD_FILL if look is Look.HEADER else TOTAL_FILL
    return style


def add_styles(workbook: Any) -> None:
    """Give the workbook every look."""
    for look in Look:
        workbook.add_named_style(_style(look))
