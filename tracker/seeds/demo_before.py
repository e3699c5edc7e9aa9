"""Demo orders before dispatch and after the callback: asked about, answered, refused, voided, merged, judged."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from tracker.domain.intake import Intake
from tracker.domain.permissions import Actor
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CallerKind, OrderClass, RequestType, Role, Satisfaction, Solved, Stage, Urgency
from tracker.store.db import db
from tracker.store.models import Callback, WorkOrder
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.register_order import register_order
from tracker.usecases.void_order import void_order

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUDGED_AFTER = 3 * DAY
"An order whose caller said no longer ago than this has been judged."

CARD = DirectAnswer(
    "社会保障卡遗失后，可先拨打12333挂失，再凭身份证到任一服务网点补办，当场可取。", Solved.YES, Satisfaction.SATISFIED)


def _intake(title: str, content: str, kind: RequestType, last: int, at: datetime) -> Intake:
    return Intake(
        channel_code="phone", request_type=kind, order_class=OrderClass.CITIZEN, urgency=Urgency.NORMAL,
        matter_code=None, place_code=None, address="", title=title, content=content, caller_name="",
        caller_phone=f"1395550{last:04d}", caller_kind=CallerKind.PERSON, wants_reply=True, enterprise_name=None,
        enterprise_uscc=None, enterprise_contact=None, received_at=at,
    )


def _judge_old_ones(by: dict[Role, Actor], now: datetime) -> None:
    """By turns the answer stands or the matter is done again."""
    said = func.max(Callback.at)
    waiting = db.session.execute(
        select(WorkOrder.id, said).join(Callback, Callback.order_id == WorkOrder.id)
        .where(WorkOrder.stage == Stage.TO_JUDGE).group_by(WorkOrder.id).order_by(WorkOrder.id)
    ).all()
    for turn, (order_id, at) in enumerate(waiting):
        if at > now - JUDGED_AFTER:
            continue
        if turn % 2:
            redo_order(order_id, reason="回访反映属实，请现场复核后重新答复。", by=by[Role.REVIEWER], now=at + DAY)
        else:
            let_stand(order_id, reason="已依法依规处理并说明依据，维持原答复。", by=by[Role.REVIEWER], now=at + DAY)


def travel_before(by: dict[Role, Actor], now: datetime) -> None:
    """A few orders on each of these roads, all of the last days."""
    operator, dispatcher = by[Role.OPERATOR], by[Role.DISPATCHER]

    def logged(title: str, content: str, kind: RequestType, last: int, at: datetime, **options: DirectAnswer) -> int:
        return register_order(_intake(title, content, kind, last, at), by=operator, now=at, **options)

    consult, complaint = RequestType.CONSULT, RequestType.COMPLAINT
    logged("社保卡遗失如何补办", "来电咨询社保卡遗失后怎样补办。", consult, 1, now - DAY, answer=CARD)
    unclear = logged("反映楼下商铺噪声", "称楼下商铺很吵，未说明地址。", complaint, 2, now - 3 * HOUR)
    ask_caller(unclear, question="请说明商铺名称、地址和噪声的时段。", by=operator, now=now - 2 * HOUR)
    outside = logged("外市路段拥堵", "反映邻市高速出口拥堵。", complaint, 3, now - 2 * DAY)
    refuse_order(outside, reason_code="N01", by=dispatcher, now=now - 2 * DAY + HOUR)
    taken_back = logged("邻里停车纠纷", "与邻居因车位发生纠纷。", RequestType.HELP, 4, now - DAY)
    void_order(taken_back, kind=VoidKind.WITHDRAWN, reason="诉求人来电称已自行协商解决。", by=dispatcher, now=now - HOUR)
    pit = ("江南路井盖缺失", "江南路与彬芳大道路口人行道井盖缺失，夜间危险。")
    master = logged(*pit, RequestType.HELP, 5, now - 5 * HOUR)
    repeats = [logged(*pit, RequestType.HELP, last, now - 4 * HOUR) for last in (6, 7)]
    number = db.session.scalars(select(WorkOrder.number).where(WorkOrder.id == master)).one()
    merge_orders(repeats[:1], master_number=number, reason="同一井盖", by=dispatcher, now=now - 3 * HOUR)
    _judge_old_ones(by, now)
