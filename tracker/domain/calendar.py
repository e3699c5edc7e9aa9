"""The working calendar: which days are worked, and why. It is given its days, never fetches them.

How limits are counted over it is decided in counting.py; how a published year is read in holiday_year.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_, Word

FIRST_YEAR, LAST_YEAR = 1900, 2200
"Years that can be counted in; anything else is a slip of the pen."
LONGEST_CLOSURE = 60
"Days without a working day after which a calendar is taken to be broken."

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~]\s*(\d{1,2}):(\d{2})")


class CalendarError(Refusal):
    """The calendar cannot answer."""


class DayKind(Word):
    """Why a day is worked or not."""

    WORKDAY = "workday", N_("工作日")
    WEEKEND = "weekend", N_("周末")
    HOLIDAY = "holiday", N_("法定节假日")
    MAKEUP = "makeup", N_("调休上班")


@dataclass(frozen=True)
class OfficeHours:
    """办公时间: spans of the day to the minute, in order, not overlapping. Raises ValueError for anything else."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if any(edge.second or edge.microsecond or edge.tzinfo for edge in edges):
            raise ValueError("office hours are plain times to the minute")
        # Two spans that touch would be one span, so every edge must be later than the one before.
        if not edges or any(first >= second for first, second in zip(edges, edges[1:], strict=False)):
            raise ValueError("office hours must be spans in order that do not overlap")

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """Read 08:30-12:00,14:30-17:30, full-width signs too; raises ValueError."""
        spans = []
        for part in re.split("[,、;]", unicodedata.normalize("NFKC", text)):
            found = _SPAN.fullmatch(part.strip())
            if found is None:
                raise ValueError(f"not a span of hours: {part.strip()!r}")
            first_hour, first_minute, last_hour, last_minute = (int(number) for number in found.groups())
            spans.append((time(first_hour, first_minute), time(last_hour, last_minute)))
        return cls(tuple(spans))

    def __str__(self) -> str:
        return ",".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in self.spans)

    @property
    def opens(self) -> time:
        """When the office opens."""
        return self.spans[0][0]

    @property
    def closes(self) -> time:
        """When the office closes."""
        return self.spans[-1][1]


@dataclass(frozen=True)
class WorkingCalendar:
    """Days that differ from the plain Monday-to-Friday week, and the years whose list is official."""

    days_off: Mapping[date, str] = field(default_factory=dict)
    makeup_days: Mapping[date, str] = field(default_factory=dict)
    official_years: frozenset[int] = frozenset()
    office_hours: OfficeHours = OfficeHours()

    def __post_init__(self) -> None:
        both = self.days_off.keys() & self.makeup_days.keys()
        if both:
            raise ValueError(f"{min(both)} is both a day off and a make-up day")

    @classmethod
    def from_days(
        cls, days: Iterable[tuple[date, str, bool]], official_years: Iterable[int] = (),
        office_hours: OfficeHours | None = None,
    ) -> "WorkingCalendar":
        """The calendar of (date, name, is_off) rows, as the table and the published lists have them."""
        rows = list(days)
        return cls(
            {on: name for on, name, is_off in rows if is_off}, {on: name for on, name, is_off in rows if not is_off},
            frozenset(official_years), office_hours or OfficeHours(),
        )

    def kind(self, day: date) -> DayKind:
        """Why `day` is worked or not; raises CalendarError for a year outside FIRST_YEAR to LAST_YEAR."""
        self.require_known(day)
        if day in self.days_off:
            return DayKind.HOLIDAY
        if day.weekday() < 5:
            # The 2020 extension named a Monday as the day work resumed: that is no 调休.
            return DayKind.WORKDAY
        return DayKind.MAKEUP if day in self.makeup_days else DayKind.WEEKEND

    def name(self, day: date) -> str:
        """The holiday's or make-up day's name, else nothing."""
        return self.days_off.get(day) or self.makeup_days.get(day) or ""

    def why(self, day: date) -> tuple[str, dict[str, Any]]:
        """The day's kind as a sentence: message id and parameters."""
        return kind_words(self.kind(day), self.name(day))

    def is_working_day(self, day: date) -> bool:
        """Is the day worked? A make-up day is, although it is a weekend (调休)."""
        return self.kind(day) in (DayKind.WORKDAY, DayKind.MAKEUP)

    def is_provisional(self, day: date) -> bool:
        """Has the State Council not yet announced the day's year?"""
        return day.year not in self.official_years

    def next_working_day(self, day: date) -> date:
        """The first working day on or after `day`."""
        return self._nearest(day, 1)

    def last_working_day(self, day: date) -> date:
        """The last working day on or before `day`."""
        return self._nearest(day, -1)

    def working_days_between(self, after: date, through: date) -> int:
        """Working days after `after` up to and including `through`; 0 when `through` is not later."""
        self.require_known(after)
        self.require_known(through)
        days = (after + timedelta(days=n) for n in range(1, (through - after).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def open_spans(self, day: date, zone: tzinfo) -> list[tuple[datetime, datetime]]:
        """The day's office hours as moments in `zone`; none when the day is not worked."""
        if not self.is_working_day(day):
            return []
        return [
            (datetime.combine(day, first, tzinfo=zone), datetime.combine(day, last, tzinfo=zone))
            for first, last in self.office_hours.spans
        ]

    def is_open(self, moment: datetime) -> bool:
        """Is the office open at the moment (aware, in the office's zone)? The moment of closing is closed."""
        return any(opens <= moment < closes for opens, closes in self.open_spans(moment.date(), moment.tzinfo or UTC))

    def last_opening(self, moment: datetime) -> datetime:
        """When the office last opened for a day, at or before the moment (aware, in the office's zone)."""
        day = moment.date()
        if datetime.combine(day, self.office_hours.opens, tzinfo=moment.tzinfo) > moment:
            day -= timedelta(days=1)
        return datetime.combine(self.last_working_day(day), self.office_hours.opens, tzinfo=moment.tzinfo)

    def require_known(self, day: date) -> None:
        """Raises CalendarError for a year that cannot be counted in."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise CalendarError(
                N_("只能计算 %(first)d 年至 %(last)d 年的日期，%(day)s 不在其中，请检查日期。"),
                first=FIRST_YEAR, last=LAST_YEAR, day=f"{day:%Y-%m-%d}",
            )

    def _nearest(self, day: date, step: int) -> date:
        near = day
        for _ in range(LONGEST_CLOSURE):
            if self.is_working_day(near):
                return near
            near += timedelta(days=step)
        raise CalendarError(
            N_("工作日历自 %(day)s 起连续 %(count)d 天没有工作日，请检查日历。"),
            day=day.isoformat(), count=LONGEST_CLOSURE,
        )


def kind_words(kind: DayKind, name: str) -> tuple[str, dict[str, Any]]:
    """春节放假, 春节调休上班, 周末, 工作日: message id and parameters."""
    if kind is DayKind.HOLIDAY:
        return N_("%(name)s放假"), {"name": name}
    if kind is DayKind.MAKEUP:
        return N_("%(name)s调休，上班"), {"name": name}
    return kind.label, {}
