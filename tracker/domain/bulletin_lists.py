"""The bulletin's lists: the orders that somebody must answer for, one line each, without a word of who called.

Which orders stand in a list is the figures' own business (store.tallies.orders_behind), so that a list is as long as
its figure says.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tracker.domain.issues import IssueLine
from tracker.domain.words import N_, Word


class Pressing(Word):
    """Why an order stands in 督办超期."""

    SUPERVISED = "supervised", N_("督办")
    MISSED = "missed", N_("本期到期未答复")
    STILL_LATE = "still_late", N_("往期超期仍未答复")


class Again(Word):
    """Why an order stands in 重办退单."""

    REDONE = "redone", N_("重办后办结")
    REDOING = "redoing", N_("重办在办")
    RETURNED = "returned", N_("退单")


class Rating(Word):
    """Why an order stands in 满意度."""

    DISSATISFIED = "dissatisfied", N_("不满意")
    EXCLUDED = "excluded", N_("不计满意度")
    DEFAULT = "default", N_("默认评价")
    UNREACHED = "unreached", N_("未联系上")


class PressingRow(NamedTuple):
    """A supervision notice, or an order that was not answered on time."""

    why: Pressing
    number: str
    title: str
    unit: str
    level: str
    "Of a notice: its level and number."
    issued_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    "By the period's end."
    days_late: int | None
    "Working days after the due day, up to the answer or the period's end; None where it was on time."
    standing: str


class AgainRow(NamedTuple):
    """An order that was done again, or returned."""

    why: Again
    number: str
    title: str
    unit: str
    at: datetime | None
    "Closed, done again, or returned."
    times: int
    reason: str


class RatingRow(NamedTuple):
    """An order whose rating says something, or does not count."""

    why: Rating
    number: str
    title: str
    unit: str
    request_type: str
    closed_at: datetime | None
    rating: str
    solved: str
    reason: str


@dataclass(frozen=True)
class Lists:
    """What stands in the workbook's lists."""

    pressing: tuple[PressingRow, ...] = ()
    again: tuple[AgainRow, ...] = ()
    ratings: tuple[RatingRow, ...] = ()
    issues: tuple[IssueLine, ...] = ()
