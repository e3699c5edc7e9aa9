"""口径说明: what every figure of the workbook means, in which sheet it stands, and the choices it was made under."""

from collections.abc import Iterator

from tracker.domain.bulletin import Bulletin
from tracker.domain.figure_settings import FIGURE_SETTINGS
from tracker.domain.period_names import COMPARED, PeriodKind, kind_of
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.cells import local_moment
from tracker.sheets.looks import Look

COLUMNS = (Column("指标", 26), Column("所在表", 12, Look.WORD), Column("口径", 104))
GENERAL = "全部"
TABLES = (
    ("渠道", "channels"), ("类型", "types"), ("去向", "destinations"), ("热点", "topics"), ("单位", "units"),
    ("单位渠道", "unit_channels"), ("涉企专题", "classes"), ("涉企专题", "enterprise.matters"),
)


def _general(report: Bulletin) -> Iterator[Row]:
    period, names = report.period, COMPARED[kind_of(report.period)]
    yield "统计期", GENERAL, (
        f"{period.start:%Y-%m-%d} 00:00 至 {period.last_day:%Y-%m-%d} 24:00（北京时间）。"
        + ("" if period.is_over else f"本月未满，统计到 {local_moment(report.made_at):%Y-%m-%d %H:%M}。"
           if kind_of(period) is PeriodKind.MONTH
           else f"统计期未满，统计到 {local_moment(report.made_at):%Y-%m-%d %H:%M}。")
    )
    yield "生成时间", GENERAL, f"{local_moment(report.made_at):%Y-%m-%d %H:%M:%S}，编制单位：{report.office_name}。"
    yield "比率", GENERAL, "分子÷分母，以百分数计四舍五入保留两位小数；分母为零的写“—”，不写 0% 或 100%。"
    yield names.on_before, GENERAL, (
        f"与{names.before}比：数量为（本期－{names.before}）÷{names.before}，以百分数计；比率为两期之差，单位是百分点，"
        f"单元格中的数就是百分点数（0.12 即 0.12 个百分点）。{names.before}没有数据或为零的写“—”。"
    )
    yield names.on_year, GENERAL, f"与{names.year_ago}比，算法同“{names.on_before}”。"
    if not period.is_over:
        yield names.before, GENERAL, "统计期未满，上期和去年同期也只统计到相应的时点。"
    yield "合计", GENERAL, "件数的小计、合计是公式，可以核对；比率按合计的分子、分母计算，不是各行的平均。"
    yield "样本少", "单位", f"分母小于 {report.basis.small_base} 的比率偶然性大，以灰色标明“样本少”，不参加排名。"
    yield "是否联系", GENERAL, "联系、办结、评价等情况以生成时系统中的记录为准。"
    yield "不计入", GENERAL, "作废、撤单的工单不计入任何指标；经批准不计满意度的工单不计入各种满意率、不满意率和参评率。"


def _settings(report: Bulletin) -> Iterator[Row]:
    """The office's choices in force."""
    for key, definition in FIGURE_SETTINGS.items():
        value = getattr(report.basis, key, None)
        if value is not None:
            yield definition.label, "参数", f"{_said(key, value)}。{definition.meaning}。"


def _said(key: str, value: object) -> str:
    if isinstance(value, bool):
        return dict(FIGURE_SETTINGS[key].choices)["yes" if value else "no"]
    return "，".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _definitions(report: Bulletin) -> Iterator[Row]:
    told = set()
    for heading, _figure in report.overview:
        told.add(heading.label)
        yield heading.label, "总览", "".join(heading.said)
    for name, key in TABLES:
        for column in report.tables[key].columns if key in report.tables else ():
            if column.said and "." not in column.key and column.label not in told:
                told.add(column.label)
                yield column.label, name, "".join(column.said)


def notes_sheet(report: Bulletin) -> Sheet:
    """口径说明."""
    rows = [*_general(report), *_settings(report), *_definitions(report)]
    rows += [
        ("督办超期", "督办超期", (
            "统计期内发出的和期初仍未办结的督办（催办不列）；到期时间在统计期内而到期时没有答复的工单（即超期量），"
            "和往期到期、期末仍未答复的。超期工作日：从到期次日起算，到答复日或期末止；当日才答复的为 0。")),
        ("重办退单", "重办退单", "统计期内办结、重办过的工单（即“重办”），统计期内重办而期末未办结的，和经同意的退单（即“退单”）。"),
        ("满意度", "满意度", "统计期内办结的工单中评价不满意的、经批准不计满意度的、默认评价的和回访未联系上的；原因是诉求人在回访中说的。"),
        ("突出问题", "突出问题", "统计期内立为突出问题、尚未办结的，和本期办结的；上期件数为上一统计期同样天数内纳入的工单。"),
        ("涉企情况", "封面", "按年报的说法，由涉企工单和市场主体诉求工单的受理量、办理情况和满意率写成，数字与“涉企专题”一致。"),
    ]
    rows.append(("明细", "明细", (
        "统计期内受理的每一件工单一行，表头与导入模板相同，逐月的明细导入空库即得到全部工单。"
        "含诉求人姓名和电话等个人信息，只供内部使用，不得外传。"
    )))
    return Sheet("口径说明", COLUMNS, rows)
