"""The working calendar: which days are worked, and why. It is given its days; how limits are counted is in deadlines.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_, Word

LONGEST_CLOSURE = 60
"Days without a working day after which a calendar is taken to be broken."


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
    """办公时间: spans of the day, in order, not overlapping."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(first >= second for first, second in zip(edges, edges[1:], strict=False)):
            raise ValueError("office hours must be spans in order that do not overlap")

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """Read 08:30-12:00,14:30-17:30; raises ValueError."""
        spans = []
        for part in text.replace("，", ",").split(","):
            first, dash, last = part.strip().partition("-")
            if not dash:
                raise ValueError(text)
            spans.append((time.fromisoformat(first.strip()), time.fromisoformat(last.strip())))
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

    def kind(self, day: date) -> DayKind:
        """A make-up day is worked although it is a weekend (调休)."""
        if day in self.makeup_days:
            return DayKind.MAKEUP
        if day in self.days_off:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY

    def name(self, day: date) -> str:
        """The holiday's or make-up day's name, else nothing."""
        return self.makeup_days.get(day) or self.days_off.get(day) or ""

    def is_working_day(self, day: date) -> bool:
        """Is the day worked?"""
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

    def _nearest(self, day: date, step: int) -> date:
        for distance in range(LONGEST_CLOSURE):
            near = day + timedelta(days=step * distance)
            if self.is_working_day(near):
                return near
        raise CalendarError(N_("工作日历在 %(day)s 附近 60 天内没有工作日，请检查日历。"), day=day.isoformat())

    def working_days_between(self, after: date, through: date) -> int:
        """Working days after `after` up to and including `through`; 0 when `through` is not later."""
        return sum(
            self.is_working_day(after + timedelta(days=distance))
            for distance in range(1, (through - after).days + 1)
        )
