"""环节时长: where an order's time goes. Each leg runs between two moments of the order; percentiles are nearest rank."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tracker.domain.figures import half_up
from tracker.domain.words import N_, RequestType, Word


class Moments(NamedTuple):
    """An order's moments, None where it has none; `sent` is the first dispatch, `dispatched` the one that stands."""

    unit_id: int | None
    request_type: RequestType
    received: datetime
    sent: datetime | None
    dispatched: datetime | None
    signed: datetime | None
    contacted: datetime | None
    replied: datetime | None
    reviewed: datetime | None
    closed: datetime | None


class Leg(Word):
    """One leg of the road, and the moments between which it runs."""

    begins: str
    ends: str

    def __new__(cls, code: str, begins: str, ends: str, label: str, said: str) -> "Leg":
        member = str.__new__(cls, code)
        member._value_ = code
        member.begins, member.ends = begins, ends
        member.label, member.said = label, said
        return member

    said: str

    DISPATCH = "dispatch", "received", "sent", N_("派单"), N_("受理到首次派单")
    SIGN = "sign", "dispatched", "signed", N_("签收"), N_("派单到签收，改派、重派的从最后一次派单算起")
    CONTACT = "contact", "signed", "contacted", N_("联系"), N_("签收到首次联系诉求人")
    HANDLE = "handle", "signed", "replied", N_("办理"), N_("签收到提交答复，退回修改和重办的到最后一次答复为止")
    REVIEW = "review", "replied", "reviewed", N_("审核"), N_("答复到审核通过")
    CALL_BACK = "call_back", "reviewed", "closed", N_("回访"), N_("审核通过到办结")


class Clock(Word):
    """What is counted as time."""

    OFFICE = "office", N_("工作小时")
    NATURAL = "natural", N_("自然小时")


class Spread(NamedTuple):
    """How many orders have the leg, and its median and 90th percentile in hours; None where there is none."""

    orders: int
    median: Decimal | None
    most: Decimal | None


Elapsed = Callable[[datetime, datetime], int]


def natural(start: datetime, end: datetime) -> int:
    """Seconds on the wall."""
    return int((end - start).total_seconds())


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many percent of the values do not exceed; `ordered` rises, never empty."""
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]


def spread(seconds: Iterable[int]) -> Spread:
    """The values in hours, two decimals, half up."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, None, None)
    median, most = (half_up(Fraction(nearest_rank(ordered, percent), 3600), 2) for percent in (50, 90))
    return Spread(len(ordered), median, most)


def times(orders: Iterable[Moments], elapsed: Elapsed) -> list[dict[Leg, int]]:
    """Each order's legs in seconds; one whose moments are missing or run backwards is left out."""
    found = []
    for order in orders:
        legs = {}
        for leg in Leg:
            start, end = getattr(order, leg.begins), getattr(order, leg.ends)
            if start is not None and end is not None and start <= end:
                legs[leg] = elapsed(start, end)
        found.append(legs)
    return found


def spreads(legs: Sequence[Mapping[Leg, int]]) -> dict[Leg, Spread]:
    """Every leg over the orders taken together."""
    return {leg: spread(one[leg] for one in legs if leg in one) for leg in Leg}
