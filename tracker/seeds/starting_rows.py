"""The rows every installation starts with: limits, calendar, code tables, units. A second run adds what is missing."""

from datetime import datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.domain.limits import GUANGDONG_2022
from tracker.domain.words import CodeTable, DepartmentKind
from tracker.seeds.official_calendar import FIRST_YEAR, LAST_YEAR, official_days, provisional_days
from tracker.seeds.road_codes import seed_road_codes
from tracker.store import calendars, limits
from tracker.store.db import db, transaction
from tracker.store.models import CalendarYear, CodeItem, Department, LimitRule

OFFICIAL_SOURCE = "国务院办公厅历年节假日安排通知（随系统提供）"
PROVISIONAL_SOURCE = "按《全国年节及纪念日放假办法》推算，调休尚未公布"

TOWNS = (
    ("jinshan", "金山街道", "金山街道办事处"), ("jiangnan", "江南街道", "江南街道办事处"),
    ("xijiao", "西郊街道", "西郊街道办事处"), ("sanjiao", "三角镇", "三角镇人民政府"),
    ("chengbei", "城北镇", "城北镇人民政府"), ("changsha", "长沙镇", "长沙镇人民政府"),
    ("xiyang", "西阳镇", "西阳镇人民政府"),
)

DEPARTMENTS = (
    "区政府办公室", "区发展和改革局", "区教育局", "区科工商务局", "区公安分局", "区民政局", "区司法局", "区财政局",
    "区人力资源和社会保障局", "区自然资源局", "区住房和城乡建设局", "区交通运输局", "区水务局", "区农业农村局",
    "区文化广电旅游体育局", "区卫生健康局", "区退役军人事务局", "区应急管理局", "区审计局", "区市场监督管理局",
    "区统计局", "区医疗保障局", "区城市管理和综合执法局", "区政务服务和数据管理局", "区信访局", "区林业局",
    "区投资促进局", "区金融工作局", "区乡村振兴局", "区机关事务管理局", "区供销合作联社", "区残疾人联合会",
    "区总工会", "区妇女联合会", "区工商业联合会", "区税务局", "区生态环境分局", "区消防救援大队", "区公路事务中心",
    "区园林绿化中心", "区环境卫生中心", "区房屋征收中心", "区国有资产事务中心", "区疾病预防控制中心",
)

UTILITIES = ("区供电局", "区自来水公司", "区燃气公司", "区公交公司")

CODES: dict[CodeTable, tuple[tuple[str, str, str | None], ...]] = {
    CodeTable.CHANNEL: tuple((code, name, None) for code, name in (
        ("phone", "12345电话"), ("wechat", "微信"), ("website", "网站"), ("app", "粤省事"), ("ysx", "粤省心"),
        ("yst", "粤商通"), ("message_board", "人民网留言板"), ("province", "省热线转办"), ("police", "110联动"),
        ("department", "部门转办"), ("visit", "来信来访"), ("qr", "扫码"), ("superior", "上级派发"), ("other", "其他"),
    )),
    CodeTable.PLACE: tuple((code, name, None) for code, name, _office in TOWNS),
    CodeTable.UNSOLVED_REASON: tuple((code, name, None) for code, name in (
        ("policy", "政策法规不支持"), ("duty", "不属行政职责范围"), ("condition", "客观条件暂不具备"),
        ("time", "需要较长办理周期"), ("evidence", "事实无法查证"), ("caller", "诉求人不配合或撤回"), ("other", "其他"),
    )),
    CodeTable.MATTER: (
        ("business", "营商环境", None), ("business.approval", "审批办理", "business"),
        ("business.fees", "乱收费", "business"), ("business.policy", "惠企政策兑现", "business"),
        ("business.inspection", "检查与处罚", "business"), ("business.labour", "用工招聘", "business"),
        ("business.finance", "融资", "business"), ("business.tax", "税务", "business"),
        ("business.energy", "用电用水用气", "business"), ("business.registration", "登记注册", "business"),
        ("housing", "住房保障", None), ("housing.property", "物业服务", "housing"),
        ("housing.quality", "房屋质量与安全", "housing"), ("construction", "城乡建设", None),
        ("construction.public", "公用设施", "construction"), ("construction.site", "施工扰民", "construction"),
        ("traffic", "交通出行", None), ("traffic.road", "道路设施", "traffic"), ("traffic.parking", "停车", "traffic"),
        ("market", "市场监管", None), ("market.food", "食品安全", "market"), ("market.consumer", "消费维权", "market"),
        ("labour", "劳动和社会保障", None), ("labour.wages", "欠薪", "labour"), ("labour.insurance", "社会保险", "labour"),
        ("health", "卫生健康", None), ("environment", "环境污染", None), ("environment.noise", "噪声", "environment"),
        ("environment.fumes", "油烟废气", "environment"), ("utility", "公用企业", None), ("city", "城市管理", None),
        ("city.appearance", "市容环卫", "city"), ("city.illegal", "违法建设", "city"), ("police", "公安政法", None),
        ("education", "教育文化", None), ("countryside", "农业农村", None), ("efficiency", "行政效能", None),
        ("other", "其他", None),
    ),
}


def _is_empty(kind: type) -> bool:
    return not db.session.scalar(select(func.count()).select_from(kind))


def _seed_calendar(now: datetime) -> None:
    """Years that the table lacks: announced ones as shipped, and the coming two by statute."""
    this_year = now.astimezone(clock.LOCAL).year
    last_shown = max(this_year, LAST_YEAR) + 2
    for year in range(FIRST_YEAR, last_shown + 1):
        if db.session.get(CalendarYear, year) is not None:
            continue
        is_official = year <= LAST_YEAR
        calendars.mark_year(year, is_official, OFFICIAL_SOURCE if is_official else PROVISIONAL_SOURCE, now)
        calendars.put(official_days(year) if is_official else provisional_days(year))


def _seed_codes(table: CodeTable) -> None:
    """Entries that the table lacks; one that was renamed keeps its new name."""
    have = db.session.execute(select(CodeItem.code, CodeItem.name).where(CodeItem.table == table)).all()
    codes, names = {row.code for row in have}, {row.name for row in have}
    db.session.add_all(
        CodeItem(table=table, code=code, name=name, parent_code=parent, position=position)
        for position, (code, name, parent) in enumerate(CODES[table], start=1)
        if code not in codes and name not in names
    )


def _seed_units() -> None:
    named = [(name, DepartmentKind.DEPARTMENT) for name in DEPARTMENTS]
    named += [(office, DepartmentKind.TOWN) for _code, _place, office in TOWNS]
    named += [(name, DepartmentKind.ENTERPRISE) for name in UTILITIES]
    db.session.add_all(
        Department(name=name, kind=kind, position=position) for position, (name, kind) in enumerate(named, start=1)
    )


def seed_rules(now: datetime, units: bool = True) -> None:
    """Limits, calendar and code tables; `units` adds the district's departments and towns to an empty unit table."""
    with transaction():
        if _is_empty(LimitRule):
            for row in GUANGDONG_2022:
                limits.insert(row, now)
        _seed_calendar(now)
        for table in CODES:
            _seed_codes(table)
        seed_road_codes()
        if units and _is_empty(Department):
            _seed_units()
