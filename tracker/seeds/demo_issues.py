"""The demo's prominent issues: two that wait to be found, one followed with its date near, one closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain.intake import Intake
from tracker.domain.issues import Assault, IssueMark, Naming
from tracker.domain.permissions import Actor
from tracker.domain.words import CallerKind, OrderClass, RequestType, Role, Urgency
from tracker.seeds.demo import Office, in_office
from tracker.seeds.demo_requests import CITY, HOUSING, MARKET, XIYANG
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.follow_issue import close_issue, note_issue, plan_issue
from tracker.usecases.mark_issue import mark_issue
from tracker.usecases.register_order import register_order

DAY = timedelta(days=1)

LIFTS = (
    (9, "锦绣家园3栋电梯经常坏", "锦绣家园小区3栋电梯这周又停运，物业拖延不修，老人无法上下楼。"),
    (6, "小区电梯停运无人维修", "锦绣家园三栋的电梯已经停运三天，联系物业说等配件，老人小孩出行困难。"),
    (4, "锦绣家园电梯困人", "锦绣家园3栋电梯昨晚困人半小时，物业迟迟不到，电梯一直停运没有维修。"),
    (2, "投诉物业不维修电梯", "锦绣家园小区3栋电梯停运，物业拖延不修，老人上下楼困难，要求尽快更换。"),
)
GYMS = (
    (5, "健身房关门不退费", "悦动健身房突然关门，办的年卡退费无门，要求退还剩余会费。"),
    (3, "悦动健身房跑路", "在悦动健身房办卡，现在关门联系不上负责人，要求退费。"),
    (1, "预付卡健身房停业", "江南悦动健身房突然停业，会员年卡余额不退，联系不上。"),
)
"(days ago, title, content) of callers who speak of one thing in their own words."


def _register(
    told: Sequence[tuple[int, str, str]], place: str, matter: str, unit: str, first: int, office: Office, now: datetime
) -> None:
    for number, (days, title, content) in enumerate(told):
        at = in_office(now - days * DAY)
        at = at if at < now else now - timedelta(minutes=20 + number)
        order_id = register_order(
            Intake(
                channel_code="phone", request_type=RequestType.COMPLAINT, order_class=OrderClass.CITIZEN,
                urgency=Urgency.NORMAL, matter_code=matter, place_code=place, address="", title=title, content=content,
                caller_name="", caller_phone=f"1365550{first + number:04d}", caller_kind=CallerKind.PERSON,
                wants_reply=True, enterprise_name=None, enterprise_uscc=None, enterprise_contact=None, received_at=at,
            ), by=office.by_role[Role.OPERATOR], now=at)
        dispatch_order(order_id, lead_id=office.units[unit], by=office.by_role[Role.DISPATCHER], now=at)


def _orders_of(title: str, before: datetime) -> list[int]:
    return list(db.session.scalars(
        select(WorkOrder.id).where(WorkOrder.title == title, WorkOrder.received_at < before).order_by(WorkOrder.id)))


def _named(naming: Naming, title: str, at: datetime, by: Actor) -> int | None:
    order_ids = _orders_of(title, at)
    return mark_issue(naming, order_ids, by=by, now=at) if order_ids else None


def _follow(office: Office, by: Actor, now: datetime) -> None:
    """Named three weeks ago and planned; its target date is near."""
    start = in_office(now - 21 * DAY)
    naming = Naming("夜间烧烤油烟噪声扰民", (IssueMark.PUBLIC, IssueMark.SOCIETY), "多个路段烧烤档夜间占道经营，油烟和噪声扰民。")
    issue_id = _named(naming, "反映商铺门前夜间烧烤油烟扰民", start, by)
    if issue_id is None:
        return
    today = now.astimezone(clock.LOCAL).date()
    plan_issue(issue_id, Assault(
        office.units[CITY], (office.units[MARKET],), "逐户登记烧烤档，限期安装油烟净化设施，安排夜间联合巡查。",
        start.date() + DAY, today + 5 * DAY, f"{today:%Y-%m}"), by=by, now=start + DAY)
    note_issue(issue_id, "已登记烧烤档二十三户，十五户完成油烟净化设施安装。", by=by, now=in_office(now - 6 * DAY))


def _finish(office: Office, by: Actor, now: datetime) -> None:
    """Named, planned and closed in the weeks before."""
    start = in_office(now - 40 * DAY)
    naming = Naming("镇村道路路灯长期不亮", (IssueMark.PUBLIC,), "圩镇至各村路灯损坏后长时间无人维修。")
    issue_id = _named(naming, "镇道路灯不亮影响出行", start, by)
    if issue_id is None:
        return
    plan_issue(issue_id, Assault(
        office.units[XIYANG], (), "全镇排查路灯，建立报修台账，三天内修复。", start.date(), start.date() + 25 * DAY,
    ), by=by, now=start + DAY)
    close_issue(
        issue_id, "排查路灯三百二十盏，修复四十一盏，各村明确专人报修。", by=by, now=in_office(now - 18 * DAY))


def make_issues(now: datetime) -> None:
    """Let callers speak of the same things, and a supervisor follow what came before."""
    office = Office()
    by = office.by_role[Role.SUPERVISOR]
    _register(LIFTS, "jinshan", "housing.property", HOUSING, 1, office, now)
    _register(GYMS, "jiangnan", "market.consumer", MARKET, 11, office, now)
    _follow(office, by, now)
    _finish(office, by, now)
