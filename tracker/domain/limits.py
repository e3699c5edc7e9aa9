"""Which limit applies: picks one row of the dated limit table it is given. How a limit is counted is in counting.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.counting import Limit
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_, OrderClass, RequestType, Unit, Urgency

GUANGDONG_PRESET = "guangdong-2022"
ENTERPRISE_PRESET = "enterprise-124"


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
        return all(own is None or own is given for own, given in zip(self.key, asked, strict=True))

    @property
    def rank(self) -> tuple[bool, bool, bool, date, int]:
        """Urgency outranks class outranks type, then the newer row wins.

        Not the number of named columns: an enterprise fast lane that names only the class must beat the rows that
        name only the type, else it would never apply; and what is urgent is urgent whoever asks.
        """
        named = self.urgency is not None, self.order_class is not None, self.request_type is not None
        return *named, self.effective_from, self.id or 0


def applying(
    rows: Iterable[LimitRow], request_type: RequestType, order_class: OrderClass, urgency: Urgency, on: date
) -> LimitRow:
    """The row for such an order on `on`; the highest rank wins. Raises NoLimitApplies."""
    fitting = [row for row in rows if row.is_effective(on) and row.fits(request_type, order_class, urgency)]
    if not fitting:
        raise NoLimitApplies(
            N_("时限表在 %(day)s 没有适用于“%(type)s、%(order_class)s、%(urgency)s”的时限，请先由系统管理员补充。"),
            day=on.isoformat(), type=request_type.label, order_class=order_class.label, urgency=urgency.label,
        )
    return max(fitting, key=lambda row: row.rank)


def _share_a_day(one: LimitRow, other: LimitRow) -> bool:
    """A row that ends before it begins was withdrawn and has no day."""
    first = max(one.effective_from, other.effective_from)
    return all(row.is_effective(first) for row in (one, other))


def overlapping(rows: Iterable[LimitRow], row: LimitRow) -> list[LimitRow]:
    """Other rows with the same key that share a day with `row`; a row and its own stored version are not two rows."""
    return [
        other for other in rows
        if other is not row and (row.id is None or other.id != row.id)
        and other.key == row.key and _share_a_day(row, other)
    ]


def _days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


GUANGDONG = N_(
    "《广东省12345政务服务便民热线管理办法》（2022年9月1日起施行）；"
    "签收、首次联系、回访时限办法未作规定，为默认值，须由用户单位确认"
)
GUANGDONG_NOT_NAMED = N_(
    "《广东省12345政务服务便民热线管理办法》（2022年9月1日起施行）未单列此类，答复时限参照求助、建议；"
    "各环节时限均为默认值，须由用户单位确认"
)
ZHUHAI = N_(
    "参照《珠海市进一步强化市场主体诉求响应服务工作方案》（2023年）“124”限时响应；"
    "签收、回访时限方案未作规定，为默认值，须由用户单位确认"
)


def _guangdong(request_type: RequestType, amount: int, legal_basis: str = GUANGDONG) -> LimitRow:
    return LimitRow(
        id=None, request_type=request_type, order_class=None, urgency=None, sign=_days(1), contact=_days(1),
        reply=_days(amount), callback=_days(3), legal_basis=legal_basis, effective_from=date(2022, 9, 1),
        preset=GUANGDONG_PRESET,
    )


GUANGDONG_2022: Sequence[LimitRow] = (
    _guangdong(RequestType.CONSULT, 2),
    _guangdong(RequestType.HELP, 10),
    _guangdong(RequestType.SUGGESTION, 10),
    _guangdong(RequestType.COMPLAINT, 15),
    _guangdong(RequestType.REPORT, 15),
    _guangdong(RequestType.PRAISE, 10, GUANGDONG_NOT_NAMED),
    _guangdong(RequestType.OTHER, 10, GUANGDONG_NOT_NAMED),
)
"The rows in force in Guangdong since 2022-09-01: 咨询 2, 求助 and 建议 10, 投诉 and 举报 15 working days."


def enterprise_124(effective_from: date) -> list[LimitRow]:
    """The enterprise fast lane: contact in 1 working hour, 咨询 2 and all others 4 working days (Zhuhai 2023)."""
    return [
        LimitRow(
            id=None, request_type=request_type, order_class=order_class, urgency=None, sign=_days(1),
            contact=Limit(1, Unit.WORKING_HOUR), reply=_days(amount), callback=_days(3), legal_basis=ZHUHAI,
            effective_from=effective_from, preset=ENTERPRISE_PRESET,
        )
        for order_class in (OrderClass.ENTERPRISE, OrderClass.MARKET_ENTITY)
        for request_type, amount in ((RequestType.CONSULT, 2), (None, 4))
    ]
