"""Office time between two moments, for measuring what was. Limits are counted by days and hours in counting.py."""

from bisect import bisect_right
from datetime import date, datetime, timedelta

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import LOCAL

DAY = timedelta(days=1)


def _seconds(hour: int, minute: int) -> int:
    return hour * 3600 + minute * 60


class WorkingClock:
    """Seconds of office hours, from sums by day that are reckoned once: however far apart, two look-ups.

    Knows the local days from `first` to `last`; a moment outside counts as the nearest edge.
    """

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self.first = first
        self.spans = [
            (_seconds(opens.hour, opens.minute), _seconds(closes.hour, closes.minute))
            for opens, closes in calendar.office_hours.spans
        ]
        self.starts = [opens for opens, _closes in self.spans]
        self.done = [0]  # office seconds of a day before each span, and of the whole day
        for opens, closes in self.spans:
            self.done.append(self.done[-1] + closes - opens)
        self.worked, self.before = [], [0]
        for number in range((last - first).days + 1):
            self.worked.append(calendar.is_working_day(first + number * DAY))
            self.before.append(self.before[-1] + (self.done[-1] if self.worked[-1] else 0))

    def _at(self, moment: datetime) -> int:
        """Office seconds from the first day to the moment."""
        local = moment.astimezone(LOCAL)
        day = local.toordinal() - self.first.toordinal()
        if day < 0 or day >= len(self.worked):
            return self.before[0 if day < 0 else -1]
        if not self.worked[day]:
            return self.before[day]
        second = local.hour * 3600 + local.minute * 60 + local.second
        span = bisect_right(self.starts, second)
        if span == 0:
            return self.before[day]
        opens, closes = self.spans[span - 1]
        return self.before[day] + self.done[span - 1] + min(second, closes) - opens

    def seconds(self, start: datetime, end: datetime) -> int:
        """Office seconds from `start` to `end`, both aware; negative when it runs backwards."""
        return self._at(end) - self._at(start)
