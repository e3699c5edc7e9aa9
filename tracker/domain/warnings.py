"""预警: at which stages a step is watched, when its deadline is told to be near, and what the morning digest lists.

The light 即将到期 of a list is another matter: it was fixed with the promise (deadlines.warn_from).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.counting import run_working_time
from tracker.domain.words import N_, Stage, Step, Unit, Word
from tracker.domain.workflow import UNDER_WAY, WITH_UNIT

MOST_MARKS = 5
LONGEST_LEAD = 720
"Hours before the due moment, at most."

AFTER_REPLY = (Stage.TO_CALL_BACK, Stage.TO_JUDGE)

WATCHED: dict[Step, tuple[Stage, ...]] = {
    Step.SIGN: (Stage.TO_SIGN,),
    Step.CONTACT: WITH_UNIT,
    Step.REPLY: WITH_UNIT,
    Step.CALLBACK: (Stage.TO_CALL_BACK,),
    Step.CO: UNDER_WAY,
    Step.INTERIM: (Stage.HANDLING,),
    Step.SUPPLEMENT: (Stage.TO_SUPPLEMENT,),
    Step.SUPERVISION: (*UNDER_WAY, *AFTER_REPLY, Stage.CLOSED),
    Step.HARD: UNDER_WAY,
}
"Where somebody can still do the step. An order that left those hands is nobody's to be reminded of."


def is_watched(step: Step, stage: Stage) -> bool:
    """Is somebody reminded of the step at this stage?"""
    return stage in WATCHED[step]


class MarkKind(Word):
    """How a warning mark is measured."""

    HOURS = "hours", N_("小时")
    WORKING_HOURS = "working_hours", N_("工作小时")
    SHARE = "share", "%"


@dataclass(frozen=True)
class Mark:
    """So many hours before the due moment, or when a share (percent) of the limit has passed."""

    amount: int
    kind: MarkKind

    def __str__(self) -> str:
        return str(self.amount) if self.kind is MarkKind.HOURS else f"{self.amount}{self.kind.label}"


_MARK = re.compile(r"(\d{1,3})(小时|工作小时|h|wh|%)?")
_KINDS = {
    None: MarkKind.HOURS, "小时": MarkKind.HOURS, "h": MarkKind.HOURS, "工作小时": MarkKind.WORKING_HOURS,
    "wh": MarkKind.WORKING_HOURS, "%": MarkKind.SHARE,
}


def _mark(text: str) -> Mark:
    found = _MARK.fullmatch(text)
    if found is None:
        raise ValueError(f"not a warning mark: {text!r}")
    amount, kind = int(found[1]), _KINDS[found[2]]
    if not 1 <= amount <= (99 if kind is MarkKind.SHARE else LONGEST_LEAD):
        raise ValueError(f"out of bounds: {text!r}")
    return Mark(amount, kind)


def parse_marks(text: str) -> tuple[Mark, ...]:
    """Read 48,24 or 16工作小时 (16wh) or 50%,80% (full-width signs too), each once; raises ValueError."""
    parts = [part.strip() for part in re.split("[,、;]", unicodedata.normalize("NFKC", text))]
    marks = tuple(dict.fromkeys(_mark(part) for part in parts))
    if len(marks) > MOST_MARKS:
        raise ValueError("too many warning marks")
    return marks


def written_marks(marks: Sequence[Mark]) -> str:
    """The reverse of parse_marks."""
    return ",".join(str(mark) for mark in marks)


def _working_time(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """Office hours between the moments."""
    total, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in calendar.open_spans(day, start.tzinfo or UTC):
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total


def _back_working_time(end: datetime, length: timedelta, calendar: WorkingCalendar) -> datetime:
    """The moment after which `length` of office hours passes till `end`."""
    day, left = end.date(), length
    while True:
        for opens, closes in reversed(calendar.open_spans(day, end.tzinfo or UTC)):
            ends = min(closes, end)
            room = max(ends - opens, timedelta())
            if left <= room:
                return ends - left
            left -= room
        day = calendar.last_working_day(day - timedelta(days=1))


@dataclass(frozen=True)
class Span:
    """A deadline as far as warnings depend on it: local moments, and the unit that it was counted in."""

    start: datetime
    due: datetime
    unit: Unit


def marked_at(mark: Mark, span: Span, calendar: WorkingCalendar) -> datetime:
    """When the mark is reached; a share of working days or hours is a share of the office hours among them."""
    if mark.kind is MarkKind.HOURS:
        return (span.due.astimezone(UTC) - timedelta(hours=mark.amount)).astimezone(span.due.tzinfo)
    if mark.kind is MarkKind.WORKING_HOURS:
        return _back_working_time(span.due, timedelta(hours=mark.amount), calendar)
    if span.unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        open_time = _working_time(span.start, span.due, calendar) * mark.amount / 100
        return run_working_time(span.start, open_time, calendar)[0] if open_time else span.start
    return span.start + (span.due - span.start) * mark.amount / 100


@dataclass(frozen=True)
class Reached:
    """A mark and when it was reached."""

    mark: str
    at: datetime


LIGHT = ""
"The mark of a deadline that is too short for any of the office's: its own light 即将到期."


def last_reached(
    marks: Sequence[Mark], span: Span, warn_at: datetime, now: datetime, calendar: WorkingCalendar
) -> Reached | None:
    """The latest mark that lies behind, or None. A mark before the start does not apply: nobody is warned at once.

    Of several marks that passed in one night only the latest is told.
    """
    reached = [Reached(str(mark), marked_at(mark, span, calendar)) for mark in marks]
    reached = [one for one in reached if one.at > span.start] or [Reached(LIGHT, warn_at)]
    behind = [one for one in reached if one.at <= now]
    return max(behind, key=lambda one: one.at, default=None)


class Heading(Word):
    """What the morning digest lists, the most pressing first."""

    OVERDUE = "overdue", N_("已超期")
    DUE_TODAY = "due_today", N_("今日到期")
    UNSIGNED = "unsigned", N_("尚未签收")
    UNCONTACTED = "uncontacted", N_("尚未联系")
    CO_LATE = "co_late", N_("协办未反馈已超期")
    INTERIM_DUE = "interim_due", N_("今日应作阶段答复")


def headings(step: Step, due: datetime, now: datetime) -> tuple[Heading, ...]:
    """Under which headings an open promise stands this morning; `due` and `now` in the office's zone."""
    is_today, is_late = due.date() == now.date() and due >= now, due < now
    found = [Heading.CO_LATE if step is Step.CO else Heading.OVERDUE] if is_late else []
    if is_today:
        found.append(Heading.INTERIM_DUE if step is Step.INTERIM else Heading.DUE_TODAY)
    if step in (Step.SIGN, Step.CONTACT):
        found.append(Heading.UNSIGNED if step is Step.SIGN else Heading.UNCONTACTED)
    return tuple(found)
