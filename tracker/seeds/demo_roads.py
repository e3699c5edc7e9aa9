"""Demo orders on the side roads: returned, arbitrated, co-handled, to be terminated. Each road adds its function."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tracker.domain.words import ContactMethod, OrderClass, RequestType, Role
from tracker.seeds.demo import Office, new_intake
from tracker.seeds.demo_requests import CITY, HOUSING, MARKET, XIYANG, Request
from tracker.usecases.add_co_handlers import add_co_handlers
from tracker.usecases.ask_return import ask_return
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.decide_return import deny_return, grant_return
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.give_co_result import give_co_result
from tracker.usecases.record_contact import record_contact
from tracker.usecases.register_order import register_order
from tracker.usecases.sign_order import sign_order

T, C = RequestType, OrderClass.CITIZEN

HOARDING = Request(
    "广告牌松动有坠落危险", "沿街二楼的大型广告牌铁架松动，刮风时摇晃，下面是公交站。", T.HELP, C, HOUSING, 3,
    "已加固并限期拆除。", "彭先生", "jiangnan", "梅江三路")
KARAOKE = Request(
    "夜间露天歌厅扰民", "河堤上每晚有人露天唱歌到十二点，音响很大，附近居民无法休息。", T.COMPLAINT, C, MARKET, 5,
    "已劝离并安排夜间值守。", "侯女士", "jinshan", "梅江河堤")
DITCH = Request(
    "排水沟堵塞污水漫到路面", "村口排水沟堵塞半个月，污水漫到路面，又臭又滑。", T.HELP, C, XIYANG, 4,
    "已清淤并修复盖板。", "熊先生", "xiyang", "新田村口")
CANTEEN = Request(
    "学校周边小食店油烟直排", "学校后门几家小食店没有装净化设备，油烟直接排到教室走廊。", T.COMPLAINT, C, CITY, 6,
    "已责令安装净化设备。", "江女士", "chengbei", "学子大道")
FENCE = Request(
    "邻居围墙占用公共通道", "邻居加建围墙占了公共通道，多次协商不肯拆。", T.COMPLAINT, C, CITY, 8, "已告知可通过诉讼解决。",
    "卓先生", "sanjiao")


class Road:
    """One order and a clock that runs a little with every act."""

    def __init__(self, office: Office, request: Request, number: int, start: datetime) -> None:
        self.office, self.request, self.at = office, request, start
        self.by = office.by_role
        intake = new_intake(request, number, start)
        self.order_id = register_order(intake, by=self.by[Role.OPERATOR], now=start)

    def then(self, act: Callable[[datetime], None], minutes: int = 15) -> None:
        """The next act, so many minutes later."""
        self.at += timedelta(minutes=minutes)
        act(self.at)

    def dispatch(self, lead: str, *co: str) -> None:
        """派单."""
        units = self.office.units
        self.then(lambda now: dispatch_order(
            self.order_id, lead_id=units[lead], co_ids=[units[name] for name in co], by=self.by[Role.DISPATCHER],
            now=now))

    def sign(self, unit: str) -> None:
        """签收."""
        self.then(lambda now: sign_order(self.order_id, by=self.office.handler(unit), now=now))

    def contact(self, unit: str) -> None:
        """首次联系."""
        self.then(lambda now: record_contact(
            self.order_id, at=now, method=ContactMethod.PHONE, whom="诉求人", by=self.office.handler(unit), now=now))

    def ask_return(self, unit: str, code: str, reason: str, basis: str, suggested: str) -> None:
        """申请退单."""
        self.then(lambda now: ask_return(
            self.order_id, reason_code=code, reason=reason, legal_basis=basis,
            suggested_id=self.office.units[suggested], by=self.office.handler(unit), now=now))


def make_returns(office: Office, now: datetime) -> None:
    """A return that waits, one that was granted and one that was denied; a co-handler's result; a termination."""
    start = now - timedelta(hours=4)
    by = office.by_role
    road = Road(office, HOARDING, 901, start)
    road.dispatch(HOUSING)
    road.sign(HOUSING)
    road.ask_return(HOUSING, "duty", "户外广告设施由城市管理部门审批和监管。", "《城市市容和环境卫生管理条例》第十一条", CITY)

    road = Road(office, KARAOKE, 902, start)
    road.dispatch(MARKET, XIYANG)
    road.ask_return(MARKET, "duty", "社会生活噪声不属市场监管职责。", "《噪声污染防治法》第八条", CITY)
    road.then(lambda at: grant_return(road.order_id, note="属城管职责。", by=by[Role.DISPATCHER], now=at))

    denied = Road(office, DITCH, 903, start)
    denied.dispatch(XIYANG)
    denied.ask_return(XIYANG, "overlap", "排水沟由水务部门建设。", "区权责清单", HOUSING)
    denied.then(lambda at: deny_return(
        denied.order_id, note="村道排水由属地管护，请西阳镇办理。", by=by[Role.DISPATCHER], now=at))

    shared = Road(office, CANTEEN, 904, start)
    shared.dispatch(CITY, MARKET)
    shared.sign(CITY)
    shared.sign(MARKET)
    shared.then(lambda at: add_co_handlers(
        shared.order_id, co_ids=[office.units[HOUSING]], note="请核查排烟管道。", by=by[Role.DISPATCHER], now=at))
    shared.then(lambda at: give_co_result(
        shared.order_id, result="三家店均有营业执照，其中一家未公示食品经营许可，已责令改正。",
        by=office.handler(MARKET), now=at))

    ending = Road(office, FENCE, 905, start)
    ending.dispatch(CITY)
    ending.sign(CITY)
    ending.contact(CITY)
    ending.then(lambda at: ask_termination(
        ending.order_id, reason_code="legal_way", reason="双方已就围墙权属向法院起诉，正在审理。",
        legal_basis="法院受理案件通知书", by=office.handler(CITY), now=at))


ROADS: tuple[Callable[[Office, datetime], None], ...] = (make_returns,)


def make_roads(now: datetime) -> None:
    """Every road's demo orders, begun some hours ago."""
    office = Office()
    for make in ROADS:
        make(office, now)
