"""Which limit applies: picks one row of the dated limit table it is given. How a limit is counted is in deadlines.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.domain.deadlines import Limit
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_, OrderClass, RequestType, Unit, Urgency


class NoLimitApplies(Refusal):
    """The table has no row for such an order on that day."""


@dataclass(frozen=True)
class LimitRow:
    """One row: a key (None means any), a limit per step (None promises nothing), its law and its dates (inclusive)."""

    id: int | None
    request_type: RequestType | None
    order_class: OrderClass | None
    urgency: Urgency | None
    sign: Limit | None
    contact: Limit | None
    reply: Limit
    callback: Limit | None
    legal_basis: str
    effective_from: date
    effective_to: date | None = None
    preset: str | None = None

    @property
    def key(self) -> tuple[RequestType | None, OrderClass | None, Urgency | None]:
        """What the row is for."""
        return self.request_type, self.order_class, self.urgency

    def is_effective(self, on: date) -> bool:
        """Is the row in force on `on`?"""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def fits(self, request_type: RequestType, order_class: OrderClass, urgency: Urgency) -> bool:
        """Does the key fit such an order?"""
        asked = (request_type, order_class, urgency)
        return all(own is None or own == given for own, given in zip(self.key, asked, strict=True))

    @property
    def rank(self) -> tuple[bool, bool, bool, date]:
        """Urgency outranks class outranks type: an enterprise fast lane must beat the rows by type."""
        return self.urgency is not None, self.order_class is not None, self.request_type is not None, self.effective_from


def applying(
    rows: Iterable[LimitRow], request_type: RequestType, order_class: OrderClass, urgency: Urgency, on: date
) -> LimitRow:
    """The row for such an order on `on`; the highest rank wins. Raises NoLimitApplies."""
    fitting = [row for row in rows if row.is_effective(on) and row.fits(request_type, order_class, urgency)]
    if not fitting:
        raise NoLimitApplies(
            N_("时限表中没有 %(day)s 适用于“%(type)s”的时限，请先在时限表中补充。"),
            day=on.isoformat(), type=request_type.label,
        )
    return max(fitting, key=lambda row: row.rank)


def overlapping(rows: Iterable[LimitRow], row: LimitRow) -> list[LimitRow]:
    """Rows with the same key whose dates meet the row's."""
    last = row.effective_to or date.max
    return [
        other for other in rows
        if other.key == row.key and other.id != row.id
        and other.effective_from <= last and (other.effective_to or date.max) >= row.effective_from
    ]


def ended_before(row: LimitRow, day: date) -> LimitRow:
    """The row with its last day put before `day`."""
    return replace(row, effective_to=day - timedelta(days=1))


def _days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


GUANGDONG = N_("《广东省12345政务服务便民热线管理办法》（2022年9月1日起施行）")
DEFAULTS = N_("签收1、首次联系1、回访3个工作日为系统默认值，办法未作规定，须由用户单位确认")


def _guangdong(request_type: RequestType, amount: int, note: str = "") -> LimitRow:
    return LimitRow(
        id=None, request_type=request_type, order_class=None, urgency=None, sign=_days(1), contact=_days(1),
        reply=_days(amount), callback=_days(3), legal_basis=f"{GUANGDONG}；{note}{DEFAULTS}",
        effective_from=date(2022, 9, 1), preset="guangdong-2022",
    )


_NOT_NAMED = "办法未单列此类，暂参照求助、建议；"

GUANGDONG_2022: Sequence[LimitRow] = (
    _guangdong(RequestType.CONSULT, 2),
    _guangdong(RequestType.HELP, 10),
    _guangdong(RequestType.SUGGESTION, 10),
    _guangdong(RequestType.COMPLAINT, 15),
    _guangdong(RequestType.REPORT, 15),
    _guangdong(RequestType.PRAISE, 10, _NOT_NAMED),
    _guangdong(RequestType.OTHER, 10, _NOT_NAMED),
)

ZHUHAI = N_("参照《珠海市进一步强化市场主体诉求响应服务工作方案》（2023）“124”限时响应；签收、回访为系统默认值")


def enterprise_124(effective_from: date) -> list[LimitRow]:
    """The enterprise fast lane: contact in 1 working hour, 咨询 2 and others 4 working days (Zhuhai 2023)."""
    return [
        LimitRow(
            id=None, request_type=request_type, order_class=order_class, urgency=None, sign=_days(1),
            contact=Limit(1, Unit.WORKING_HOUR), reply=_days(amount), callback=_days(3), legal_basis=ZHUHAI,
            effective_from=effective_from, preset="enterprise-124",
        )
        for order_class in (OrderClass.ENTERPRISE, OrderClass.MARKET_ENTITY)
        for request_type, amount in ((RequestType.CONSULT, 2), (None, 4))
    ]
