"""The demo's orders on every side road, made by travelling it: one to three orders each, in the last working days.

What the handling units do on their side roads is in demo_unit_roads.py, who asks for what in demo_road_requests.py.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from tracker import clock
from tracker.domain.deputies import Span
from tracker.domain.road_words import SupervisionLevel, VoidKind
from tracker.domain.words import Role, Satisfaction, Solved
from tracker.seeds.demo_hands import Hands
from tracker.seeds.demo_requests import CITY, HOUSING, MARKET, XIYANG
from tracker.seeds.demo_unit_roads import UNIT_ROADS
from tracker.store import notices, people, tables
from tracker.store.db import db, transaction
from tracker.store.models import Notice, Person, WorkOrder
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.archive_orders import archive_orders
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.ask_exclusion import ask_exclusion
from tracker.usecases.decide_exclusion import deny_exclusion, grant_exclusion, lift_exclusion
from tracker.usecases.exclude_unit import exclude_unit, readmit_unit
from tracker.usecases.flag_due_orders import flag_due_orders
from tracker.usecases.grant_identity import grant_identity, revoke_identity
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.mark_confidential import lift_confidential, mark_confidential
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.name_deputy import name_deputy
from tracker.usecases.record_supplement import record_supplement
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.reveal_caller import reveal_caller
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.save_filter import save_filter
from tracker.usecases.send_digest import send_digest
from tracker.usecases.supervise_order import Notice as SupervisionNotice
from tracker.usecases.supervise_order import answer_supervision, close_supervision, supervise_order
from tracker.usecases.unmerge_order import unmerge_order
from tracker.usecases.urge_order import urge_order
from tracker.usecases.void_order import void_order


def _number(order_id: int) -> str:
    return db.session.scalars(select(WorkOrder.number).where(WorkOrder.id == order_id)).one()


def _before_dispatch(hands: Hands) -> None:
    """待补充, 直办, 不予受理, 作废 and 撤单."""
    waiting = hands.take("no_place", 2, "10:05")
    ask_caller(waiting, question="请补充井盖所在的路名和附近的门牌或店名。", by=hands.operator, now=hands.at(2, "10:20"))
    told = hands.take("supplemented", 8)
    ask_caller(told, question="请补充广告牌是哪家店铺的。", by=hands.operator, now=hands.at(8, "09:20"))
    record_supplement(told, supplement="是彬芳大道一家奶茶店门头的广告牌。", by=hands.operator, now=hands.at(7, "15:00"))
    hands.send(told, hands.at(7, "15:20"), CITY)
    hands.begin(told, 6, CITY, "09:00", "09:40")
    hands.answer(told, "supplemented", 1, CITY, "16:30")

    hands.take("license_hours", 3, "10:30", DirectAnswer(
        "您好，个体工商户执照在区政务大厅二楼综合窗口办理，工作日 8:30 至 12:00、14:30 至 17:30，也可网上办理。", Solved.YES,
        Satisfaction.VERY_SATISFIED))
    hands.take("bus_route", 2, "15:30", DirectAnswer("您好，可在火车站乘 3 路或 12 路公交车，到政务大厅站下车。"))

    gas = hands.finished("gas_smell", 6, HOUSING)
    again = hands.take("gas_again", 2)
    refuse_order(again, reason_code="N09", related_number=_number(gas), by=hands.dispatcher, now=hands.at(2, "09:30"))
    away = hands.take("other_city", 4)
    refuse_order(away, reason_code="N01", note="已告知事发地热线的拨打方式。", by=hands.dispatcher, now=hands.at(4, "09:50"))

    test = hands.take("test_entry", 5)
    void_order(test, kind=VoidKind.MISTAKE, reason="坐席练习时误存。", by=hands.dispatcher, now=hands.at(5, "09:15"))
    back = hands.sent("taken_back", 4, XIYANG)
    void_order(
        back, kind=VoidKind.WITHDRAWN, reason="诉求人来电称已与邻居协商好，要求撤单。", by=hands.supervisor, now=hands.at(4, "16:00"))


def _families(hands: Hands) -> None:
    """A repeat that waits with its master, one that follows it to the callback, one that was none."""
    lamp, lamp_again = hands.taken_up("lamp", 3, CITY), hands.take("lamp_again", 2)
    merge_orders(
        [lamp_again], master_number=_number(lamp), reason="同一条街、同一问题。", by=hands.dispatcher, now=hands.at(2, "09:25"))

    tree, tree_again, other = hands.taken_up("tree", 4, CITY), hands.take("tree_again", 4), hands.take("no_repeat", 4)
    merge_orders(
        [tree_again, other], master_number=_number(tree), reason="同一地点倒树。", by=hands.dispatcher,
        now=hands.at(4, "11:30"),
    )
    unmerge_order(other, reason="反映的是路面塌陷，不是倒树。", by=hands.dispatcher, now=hands.at(4, "15:00"))
    hands.send(other, hands.at(4, "15:10"), CITY)
    hands.answer(tree, "tree", 1, CITY)
    hands.pass_on(tree, 1)


def _judging(hands: Hands) -> None:
    """不满意: waiting for a judgement, done again, and left to stand."""
    hands.finished("noodle", 4, MARKET, "只是口头说整改，第二天餐具还是一样脏。")
    again = hands.finished("karaoke", 6, CITY, "音量只小了两天，又恢复原样。")
    redo_order(again, reason="回访属实，领队未遵守约定，需要现场监测噪声。", by=hands.reviewer, now=hands.at(3, "10:00"))
    hands.begin(again, 3, CITY, "14:45", "15:30")
    stood = hands.finished("seat_belt", 7, XIYANG, "对补偿标准不认可。")
    let_stand(stood, reason="补偿依据充分，已多次解释，诉求人没有提出新的事实。", by=hands.supervisor, now=hands.at(4, "10:00"))


def _exclusions(hands: Hands) -> None:
    """不计满意度: approved under the wrong ground, taken back and approved anew; denied for want of proof, then waiting."""
    stood, noodle = hands.orders["seat_belt"], hands.orders["noodle"]
    ask_exclusion(
        stood, ground="E02", reason="已多次上门调解，诉求人不接受。", by=hands.unit(XIYANG), now=hands.at(4, "11:00"))
    grant_exclusion(stood, note="情况属实。", by=hands.supervisor, now=hands.at(4, "15:00"))
    lift_exclusion(
        stood, reason="没有立案调解的文书，不属行政调解，请按实际情形重新申请。", by=hands.supervisor, now=hands.at(3, "09:00"))
    ask_exclusion(
        stood, ground="E03", reason="补偿标准经公示并依法支付，诉求人要求重新计算没有政策依据，已书面答复。", by=hands.unit(XIYANG),
        now=hands.at(3, "10:30"),
    )
    grant_exclusion(stood, note="答复依据充分，属不合理诉求。", by=hands.supervisor, now=hands.at(3, "16:00"))

    ask_exclusion(noodle, ground="E01", reason="已现场检查并责令整改。", by=hands.unit(MARKET), now=hands.at(2, "15:00"))
    deny_exclusion(noodle, note="责令整改不等于立案，请附立案决定书。", by=hands.supervisor, now=hands.at(1, "10:00"))
    ask_exclusion(
        noodle, ground="E01", reason="复查发现餐具仍未消毒，已于昨日立案，案件正在调查。", by=hands.unit(MARKET),
        now=hands.at(1, "16:00"),
    )


def _pressing(hands: Hands) -> None:
    """催办, a notice that is open, one that was answered and closed, one that went on to the next unit."""
    pit, kitchen, dust = (hands.orders[name] for name in ("pit", "kitchen", "dust"))
    for days in (4, 2):
        urge_order(pit, "企业多次来电，请尽快修复并回复进展。", by=hands.supervisor, now=hands.at(days, "10:00"))
    supervise_order(
        pit,
        SupervisionNotice(SupervisionLevel.WRITTEN, "坑洼影响企业运输，请三日内修复并书面回复。", "请住建局主要负责同志过问，限期解决。",
                          hands.day(-1)),
        by=hands.supervisor, now=hands.at(1, "09:30"),
    )
    supervise_order(
        dust, SupervisionNotice(SupervisionLevel.REMINDER, "协办单位逾期未反馈，请牵头单位主动协调。", due_on=hands.day(1)),
        by=hands.supervisor, now=hands.at(3, "09:30"),
    )
    supervise_order(
        kitchen, SupervisionNotice(SupervisionLevel.TALK, "涉及学生食品安全，请说明检查和整改情况。"), by=hands.supervisor,
        now=hands.at(2, "09:30"),
    )
    answer_supervision(
        kitchen, "已对食堂全面检查，抽检三批次，督促学校更换承包单位，整改期间派人驻点。", by=hands.unit(MARKET), now=hands.at(2, "16:00"))
    hole = hands.orders["no_repeat"]
    supervise_order(
        hole, SupervisionNotice(SupervisionLevel.REMINDER, "派单后至今未签收，请立即签收办理。"), by=hands.supervisor,
        now=hands.at(2, "10:20"),
    )
    redispatch_order(
        hole, lead_id=hands.id_of(HOUSING), reason="路面塌陷由道路养护部门修复。", by=hands.dispatcher, now=hands.at(1, "09:00"))
    hands.begin(hole, 1, HOUSING, "09:30", "10:10")
    close_supervision(kitchen, "措施落实，转入日常监管。", by=hands.supervisor, now=hands.at(1, "10:00"))


def _secrecy(hands: Hands) -> None:
    """保密 with a grant and a unit that keeps away; another marked, granted, taken back and lifted."""
    insider = hands.take("insider", 5)
    exclude_unit(insider, hands.id_of(CITY), reason="被举报人所在单位。", by=hands.dispatcher, now=hands.at(5, "09:20"))
    hands.send(insider, hands.at(5, "09:40"), XIYANG)
    grant_identity(
        insider, hands.id_of(XIYANG), reason="须与举报人当面核实线索。", by=hands.supervisor, now=hands.at(5, "15:00"))
    reveal_caller(insider, reason="与举报人约定面谈时间。", by=hands.unit(XIYANG), now=hands.at(5, "15:30"))
    hands.begin(insider, 5, XIYANG, "15:35", "15:50")

    wages = hands.taken_up("wages", 6, HOUSING)
    mark_confidential(wages, reason="诉求人要求保密。", by=hands.operator, now=hands.at(6, "15:00"))
    grant_identity(wages, hands.id_of(HOUSING), reason="须核对工资表。", by=hands.supervisor, now=hands.at(6, "16:00"))
    revoke_identity(wages, hands.id_of(HOUSING), by=hands.supervisor, now=hands.at(3, "09:30"))
    exclude_unit(wages, hands.id_of(MARKET), reason="工地项目法人单位。", by=hands.supervisor, now=hands.at(3, "10:00"))
    readmit_unit(wages, hands.id_of(MARKET), by=hands.supervisor, now=hands.at(2, "10:00"))
    lift_confidential(wages, reason="诉求人同意公开身份参加调解。", by=hands.supervisor, now=hands.at(2, "10:30"))


def _archive(hands: Hands) -> None:
    """Closed so long ago that the nightly run archives it."""
    hands.finished("years_ago", 75, XIYANG)
    archive_orders(now=hands.now)


def _deputies(hands: Hands) -> None:
    """The supervisor stands in for the reviewer till the end of the week after, and has passed a reply already."""
    named = hands.at(1, "08:40")
    name_deputy(
        hands.reviewer.id or 0, hands.supervisor.id or 0, Span(hands.day(1), hands.today + timedelta(days=6)),
        reason="外出培训", by=hands.reviewer, now=named,
    )
    deputy = people.actor(db.session.get_one(Person, hands.supervisor.id), hands.day(1))
    ready = hands.taken_up("bins", 2, CITY)
    hands.answer(ready, "bins", 1, CITY, "15:00")
    pass_reply(ready, note="代为审核。", by=deputy, now=hands.at(1, "16:50"))


FILTERS: tuple[tuple[str, str, Role, bool], ...] = (
    ("超期未办结", "light=overdue&is_open=1", Role.SUPERVISOR, True),
    ("涉企投诉", "request_type=complaint&order_class=enterprise&order_class=market_entity", Role.SUPERVISOR, True),
    ("重办过的", "flag=redone", Role.SUPERVISOR, False),
    ("西阳镇在办", "is_open=1&place_code=xiyang", Role.DISPATCHER, False),
    ("微信来的", "channel_code=wechat", Role.OPERATOR, False),
)
"(name, the list's address, whose, shared with everybody)."


def _filters(hands: Hands) -> None:
    for name, query, role, is_shared in FILTERS:
        save_filter(name, query, is_shared=is_shared, by=hands.office.by_role[role], now=hands.at(3, "10:00"))


def _reminders(hands: Hands) -> None:
    """Lights of some past mornings, lights and digests of the last; what was told two days ago or earlier is read."""
    opening = tables.office_calendar(hands.now).last_opening(hands.now.astimezone(clock.LOCAL))
    for days in (40, 30, 20, 10):
        flag_due_orders(now=hands.at(days, "08:40"))
    flag_due_orders(now=opening)
    send_digest(now=opening)
    with transaction():
        for person in db.session.scalars(select(Person)).all():
            notices.read(people.actor(person), opening, Notice.at < hands.at(2, "08:30"))


ROADS: tuple[Callable[[Hands], None], ...] = (
    _before_dispatch, _families, _judging, _exclusions, *UNIT_ROADS, _pressing, _secrecy, _archive, _deputies, _filters,
    _reminders)


def make_roads(now: datetime) -> int:
    """Travel every road; returns how many orders did."""
    before = db.session.scalar(select(func.count()).select_from(WorkOrder)) or 0
    hands = Hands(now)
    for travel in ROADS:
        travel(hands)
    return (db.session.scalar(select(func.count()).select_from(WorkOrder)) or 0) - before
