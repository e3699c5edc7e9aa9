"""A bulletin made of plain counts: two units, three groups of orders, no database."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from tracker.clock import LOCAL
from tracker.domain import bulletin as b
from tracker.domain import indicators as i
from tracker.domain.bulletin import Bulletin, Month, Unit
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import figure
from tracker.domain.period_names import read_period
from tracker.domain.scores import scored
from tracker.domain.tabulating import Earlier, Plan, busiest, table, units_table
from tracker.domain.tally import Counts, Group, Tally, total
from tracker.domain.topics import Matter, topics_table
from tracker.domain.words import DepartmentKind, OrderClass, RequestType
from tracker.store import tabulated

MADE_AT = datetime(2026, 11, 1, 0, 30, tzinfo=LOCAL)
T = Tally
UNITS = [Unit(1, "区住房和城乡建设局", DepartmentKind.DEPARTMENT), Unit(2, "西阳镇人民政府", DepartmentKind.TOWN)]
CITIZENS = {
    T.RECEIVED: 601, T.TRANSFERRED: 601, T.CLOSED: 597, T.DUE: 601, T.DUE_MET: 597, T.DUE_MISSED: 4,
    T.VERY_SATISFIED: 500, T.BASICALLY: 3, T.DISSATISFIED: 8, T.WORKING_DAYS: 1500, T.TIMED: 597,
}
ENTERPRISES = {T.RECEIVED: 20, T.CLOSED: 20, T.SATISFIED: 20}
MARKET = {T.RECEIVED: 5, T.IN_TRANSIT: 5, T.OPEN: 5}
HANDLED: dict[Group, Counts] = {
    (1,): {T.HANDLINGS: 621, T.HANDLED_MET: 610, T.HANDLED_LATE: 4, T.HANDLED_OPEN: 7},
    (2,): {T.HANDLINGS: 20, T.HANDLED_MET: 20},
}
BY_CLASS = {OrderClass.CITIZEN: CITIZENS, OrderClass.ENTERPRISE: ENTERPRISES, OrderClass.MARKET_ENTITY: MARKET}
TREE = {
    "traffic": Matter("交通出行", None), "road": Matter("道路设施", "traffic"), "home": Matter("住房保障", None),
    "housing": Matter("物业", "home"),
}
BEFORE = Earlier({("phone",): {T.RECEIVED: 500}}, {("phone",): {T.RECEIVED: 700}})


def _overview(basis: Basis) -> dict[str, object]:
    counts = {None: total(BY_CLASS.values()), **BY_CLASS}
    return {one.key: figure(one, counts[one.order_class], basis) for one in b.OVERVIEW}


def _coded(plan: Plan, counted: dict[Group, Counts], names: dict[str, tuple[str, str]], basis: Basis) -> b.Table:
    return table(plan, counted, BEFORE, basis, lambda code: names.get(str(code)), busiest(plan))


def _unit_channels(basis: Basis) -> b.Table:
    counted: dict[Group, Counts] = {(1, "phone"): HANDLED[(1,)], (2, "web"): HANDLED[(2,)]}
    made = table(tabulated.UNIT_CHANNELS, counted, Earlier(), basis, lambda one: (UNITS[one - 1].name, ""))
    names = {1: "12345电话", 2: "网站"}
    rows = [
        replace(line, parent=names[line.unit_id or 0], kind=UNITS[(line.unit_id or 1) - 1].kind) for line in made.rows]
    return b.Table(made.key, made.columns, (*rows, made.whole))


def _tables(basis: Basis) -> dict[str, b.Table]:
    by_type: dict[Group, Counts] = {
        (RequestType.COMPLAINT,): CITIZENS, (RequestType.CONSULT,): ENTERPRISES, (RequestType.HELP,): MARKET}
    kinds: list[Group] = [(kind,) for kind in RequestType]
    led = {(1,): CITIZENS, (2,): ENTERPRISES, (None,): {**MARKET, T.REDONE: 1}}
    by_unit = {group: total([HANDLED.get(group, {}), led[group]]) for group in led}
    channels = {"phone": ("12345电话", ""), "web": ("网站", "")}
    matters = {"road": ("道路设施", "交通出行"), "housing": ("物业", "住房保障")}
    made = {
        "channels": _coded(tabulated.CHANNELS, {("phone",): CITIZENS, ("web",): total([ENTERPRISES, MARKET])}, channels,
                           basis),
        "types": table(tabulated.TYPES, by_type, BEFORE, basis, lambda kind: (kind.label, ""), always=kinds),
        "matters": _coded(tabulated.MATTERS, {("road",): CITIZENS, ("housing",): ENTERPRISES, (None,): MARKET}, matters,
                          basis),
        "topics": topics_table(
            tabulated.TOPICS, {("road",): CITIZENS, ("housing",): ENTERPRISES, (None,): MARKET}, BEFORE, basis, TREE),
        "classes": table(
            tabulated.CLASSES, {(one,): counts for one, counts in BY_CLASS.items()}, Earlier(), basis,
            lambda one: (one.label, ""), always=[(one,) for one in OrderClass]),
        "places": _coded(tabulated.PLACES, {("xiyang",): CITIZENS}, {"xiyang": ("西阳镇", "")}, basis),
        "units": scored(units_table(tabulated.UNITS, by_unit, Earlier(), UNITS, basis), basis, Fraction(1)),
        "unit_channels": _unit_channels(basis),
    }
    for order_class in (OrderClass.ENTERPRISE, OrderClass.MARKET_ENTITY):
        for key, (dimension, _codes) in tabulated.ENTERPRISE_TABLES.items():
            plan = Plan(f"{order_class.value}.{key}", (dimension,), b.TOPIC_COLUMNS, i.RECEIVED)
            made[plan.key] = _coded(plan, {("甲公司" if key == "enterprises" else "road",): BY_CLASS[order_class]},
                                    matters, basis)
    return made


def sample_bulletin(now: datetime = MADE_AT, basis: Basis = Basis(), period: str = "2026-10") -> Bulletin:
    """October 2026 in figures, or any other period in the same."""
    figures = _overview(basis)
    return Bulletin(
        read_period(period, now), "梅江区政务服务和数据管理局", now, basis,
        overview=tuple((b.heading(one, basis), figures[one.key]) for one in b.OVERVIEW),
        before=figures, year_ago=None, trend=(Month("2026-09", figures), Month("2026-10", figures)),
        tables=_tables(basis),
    )
