"""The demo's orders on the units' side roads: returns, co-handlers, other deadlines, terminations, the ledger."""

from collections.abc import Callable

from sqlalchemy import select

from tracker.domain.words import AttachmentKind
from tracker.media.samples import photo, recording, scan
from tracker.seeds.demo_hands import Hands
from tracker.seeds.demo_requests import CITY, HOUSING, MARKET, XIYANG
from tracker.store import attachments
from tracker.store.db import db
from tracker.store.models import StatutoryLimit
from tracker.usecases.add_co_handlers import add_co_handlers
from tracker.usecases.ask_extension import Wish, ask_extension
from tracker.usecases.ask_return import ask_return
from tracker.usecases.ask_statutory_limit import ask_statutory_limit
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.attach_files import attach_files
from tracker.usecases.attaching import Upload
from tracker.usecases.decide_extension import deny_extension, grant_extension
from tracker.usecases.decide_return import deny_return, grant_return, release_co_handler
from tracker.usecases.decide_statutory_limit import deny_statutory_limit, grant_statutory_limit
from tracker.usecases.decide_termination import deny_termination, grant_termination
from tracker.usecases.give_co_result import give_co_result
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, deny_hard, end_hard, grant_hard, plan_hard
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.remove_attachment import remove_attachment
from tracker.usecases.sign_order import sign_order
from tracker.usecases.withdraw_petition import withdraw_petition

TOLD = "您好，您反映的事项情况较复杂，办理时间有所延长，进展会及时告知，请您谅解。"
DUTY, PLACE = "duty", "place"


def _ask_return(hands: Hands, order_id: int, unit: str, suggested: str, days: int, clock_time: str) -> None:
    ask_return(
        order_id, reason_code=DUTY, reason=f"经核对，这类事项由“{suggested}”负责监管，本单位没有相应的执法权限。",
        legal_basis="区权责清单第12项", suggested_id=hands.id_of(suggested), by=hands.unit(unit),
        now=hands.at(days, clock_time),
    )


def _returns(hands: Hands) -> None:
    """Granted and sent elsewhere, granted and arbitrated, denied, waiting, and taken elsewhere without being asked."""
    drain = hands.sent("oily_drain", 6, HOUSING)
    _ask_return(hands, drain, HOUSING, CITY, 6, "15:20")
    grant_return(drain, note="排水执法由城管部门负责。", by=hands.dispatcher, now=hands.at(5, "09:10"))
    hands.send(drain, hands.at(5, "09:30"), CITY)
    hands.begin(drain, 5, CITY)

    fee = hands.sent("parking_fee", 5, HOUSING)
    _ask_return(hands, fee, HOUSING, MARKET, 5, "14:50")
    grant_return(fee, by=hands.dispatcher, now=hands.at(4, "09:00"))
    hands.send(fee, hands.at(4, "09:20"), MARKET, HOUSING, note="收费公示由市场监管部门牵头，住建部门配合。", is_final=True)

    sand = hands.sent("river_sand", 8, CITY)
    _ask_return(hands, sand, CITY, XIYANG, 8, "16:00")
    deny_return(sand, note="占用的是建成区道路，由城管部门办理，镇里配合。", by=hands.dispatcher, now=hands.at(7, "09:30"))
    hands.begin(sand, 7, CITY)

    stall = hands.sent("stall", 1, MARKET)
    _ask_return(hands, stall, MARKET, CITY, 1, "15:30")

    fence = hands.sent("fence", 3, CITY)
    redispatch_order(
        fence, lead_id=hands.id_of(HOUSING), reason="围挡属房屋建筑工地，由住建部门办理，派单时选错单位。", by=hands.dispatcher,
        now=hands.at(3, "10:50"),
    )
    hands.begin(fence, 3, HOUSING, "15:00", "15:40")


def _co_handlers(hands: Hands) -> None:
    """One in time, one late; one added later, one released."""
    dust = hands.taken_up("dust", 9, CITY, HOUSING)
    add_co_handlers(
        dust, co_ids=[hands.id_of(XIYANG)], note="请镇里协助核实周边住户情况。", by=hands.dispatcher, now=hands.at(8, "09:15"))
    sign_order(dust, by=hands.unit(HOUSING), now=hands.at(8, "10:00"))
    give_co_result(
        dust, result="搅拌站持有资质，已要求封闭料仓、夜间停止装卸，现场照片已附。", by=hands.unit(HOUSING), now=hands.at(6, "15:00"))

    scale = hands.taken_up("fruit_market", 4, MARKET, CITY, XIYANG)
    ask_return(
        scale, reason_code=PLACE, reason="东郊市场不在本镇辖区。", legal_basis="行政区划图", by=hands.unit(XIYANG),
        now=hands.at(4, "15:00"),
    )
    release_co_handler(scale, note="属实，由三角镇辖区单位配合。", by=hands.dispatcher, now=hands.at(3, "09:00"))
    sign_order(scale, by=hands.unit(CITY), now=hands.at(3, "09:30"))


def _longer(hands: Hands) -> None:
    """延期 granted, denied, waiting and withdrawn; a law's limit granted and denied; replies by stages."""
    crack = hands.taken_up("wall_crack", 8, HOUSING)
    _ask_longer(hands, crack, HOUSING, 5, "鉴定机构排期较长，鉴定报告需二十个工作日。", 6, "10:00")
    grant_extension(crack, told=TOLD, note="鉴定属必要程序。", by=hands.supervisor, now=hands.at(6, "15:10"))

    lift = hands.taken_up("elevator", 7, HOUSING)
    _ask_longer(hands, lift, HOUSING, 8, "施工方更换，需要重新协商施工方案。", 5, "10:20")
    deny_extension(lift, note="协商可与办理并行，请先恢复现场通行。", by=hands.supervisor, now=hands.at(5, "16:00"))
    _ask_longer(hands, lift, HOUSING, 3, "已恢复通行，复工手续还需三个工作日。", 1, "10:40")

    unpaid = hands.taken_up("unpaid", 6, MARKET)
    law = db.session.scalars(select(StatutoryLimit)).first()
    if law is not None:
        for number, decided in enumerate((False, True)):
            ask_statutory_limit(
                unpaid, limit_id=law.id, reason="属大型企业拖欠中小企业款项，投诉人和被投诉人的规模划型材料已收齐。",
                by=hands.unit(MARKET), now=hands.at(5 - number, "10:00"),
            )
            if decided:
                grant_statutory_limit(unpaid, told=TOLD, by=hands.supervisor, now=hands.at(4, "15:00"))
            else:
                deny_statutory_limit(
                    unpaid, note="请先补齐企业规模划型材料再报。", by=hands.supervisor, now=hands.at(5, "15:00"))

    pipe = hands.taken_up("water_pipe", 7, HOUSING)
    _ask_longer(hands, pipe, HOUSING, 5, "更换立管需停水施工，要与住户商定时间。", 6, "09:20")
    withdraw_petition(pipe, note="住户已同意本周施工，无需延期。", by=hands.unit(HOUSING), now=hands.at(6, "16:40"))
    for days, text in ((5, "您好，已对楼内立管取样检测，检测结果三日内告知。"), (2, "您好，检测显示立管锈蚀，已列入本周更换计划。")):
        give_interim_reply(
            pipe, public_answer=text, next_on=hands.day(days - 3), by=hands.unit(HOUSING), now=hands.at(days, "10:10"))


def _ask_longer(
    hands: Hands, order_id: int, unit: str, amount: int, reason: str, days: int, clock_time: str
) -> None:
    ask_extension(
        order_id, Wish(amount, reason, "《广东省政务服务便民热线管理办法》关于延期办理的规定"), by=hands.unit(unit),
        now=hands.at(days, clock_time),
    )


def _terminations(hands: Hands) -> None:
    """One waits; another was denied for want of proof, then granted."""
    hedge = hands.taken_up("hedge", 2, CITY)
    ask_termination(
        hedge, reason_code="legal_way", reason="双方已就围墙权属向法院起诉，正在审理。", legal_basis="法院受理案件通知书",
        by=hands.unit(CITY), now=hands.at(1, "15:40"),
    )
    refund = hands.taken_up("refund", 7, MARKET)
    for days, proof in ((5, "诉求人口头告知"), (3, "法院受理案件通知书")):
        ask_termination(
            refund, reason_code="legal_way", reason="诉求人已就同一事项向法院起诉，行政调解不再适用。", legal_basis=proof,
            by=hands.unit(MARKET), now=hands.at(days, "10:00"),
        )
        if days == 5:
            deny_termination(refund, note="请附法院受理的证明材料。", by=hands.supervisor, now=hands.at(5, "16:10"))
    attach_files(
        refund, [Upload("受理案件通知书.pdf", scan())], kind=AttachmentKind.HANDLING, by=hands.unit(MARKET),
        now=hands.at(3, "10:20"),
    )
    grant_termination(
        refund, told="您好，您反映的事项已进入诉讼程序，热线终止办理，请以法院裁判为准。", by=hands.supervisor, now=hands.at(3, "15:30"))


def _hard(hands: Hands) -> None:
    """On the ledger with its plan brought forward; asked for and waiting; asked for and denied; ended."""
    heritage = hands.taken_up("heritage", 9, HOUSING)
    graves = hands.taken_up("graves", 9, XIYANG)
    plans = (
        (heritage, HOUSING, "开发商已注销，须由区政府牵头确定补办主体。", "会同自然资源部门核查用地和规划手续，列出缺件清单。"),
        (graves, XIYANG, "安置地指标须上级批准，短期内无法落实。", "先行租房过渡，雨天专人值守，同步申报安置地指标。"),
    )
    for order_id, unit, reason, plan in plans:
        ask_hard(order_id, reason, Plan(plan, hands.day(2)), by=hands.unit(unit), now=hands.at(7, "10:00"))
    grant_hard(heritage, note="纳入区级历史遗留问题专班。", by=hands.supervisor, now=hands.at(6, "09:30"))
    plan_hard(
        heritage, Plan("缺件清单已列出，下周由专班召开协调会，确定补办主体。", hands.day(-8)), by=hands.unit(HOUSING),
        now=hands.at(2, "15:00"),
    )
    deny_hard(graves, note="属安全隐患，先落实临时避险，不宜挂账。", by=hands.supervisor, now=hands.at(6, "09:50"))
    grave_plan = Plan("过渡住房已落实，继续跟进安置地指标。", hands.day(-5))
    ask_hard(graves, "临时避险已落实，安置地仍待批准。", grave_plan, by=hands.unit(XIYANG), now=hands.at(1, "10:00"))

    kitchen = hands.taken_up("kitchen", 8, MARKET)
    ask_hard(
        kitchen, "承包合同纠纷影响整改。", Plan("督促学校更换承包单位。", hands.day(1)), by=hands.unit(MARKET),
        now=hands.at(7, "10:00"),
    )
    grant_hard(kitchen, by=hands.supervisor, now=hands.at(7, "15:30"))
    end_hard(kitchen, note="学校已更换承包单位，整改可按期完成。", by=hands.supervisor, now=hands.at(3, "15:00"))


def _files(hands: Hands) -> None:
    """The caller's photo, the unit's scan, evidence of the contact; one sent in by mistake and taken off."""
    pit = hands.taken_up("pit", 6, HOUSING)
    at = hands.at(6, "11:40")
    attach_files(
        pit, [Upload("路面积水.jpg", photo()), Upload("报修记录.pdf", scan())], kind=AttachmentKind.CALLER, by=hands.operator,
        now=at,
    )
    attach_files(pit, [Upload("通话录音.wav", recording())], kind=AttachmentKind.CONTACT, by=hands.unit(HOUSING), now=at)
    remove_attachment(pit, _file(pit, 2), reason="上传了其他企业的材料。", by=hands.dispatcher, now=hands.at(6, "16:30"))


def _file(order_id: int, number: int) -> int:
    return next(one.id for one in attachments.rows(order_id) if one.number == number)


UNIT_ROADS: tuple[Callable[[Hands], None], ...] = (
    _returns, _co_handlers, _longer, _terminations, _hard, _files)
