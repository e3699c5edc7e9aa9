"""How a count is told, in sentences that a department head can check by hand. The counting itself: counting.py.

Every sentence is a message id with its parameters; parameters that are words are translated too.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tracker.domain.calendar import DayKind, kind_words
from tracker.domain.counting import DAY, CountedDay, Due
from tracker.domain.words import N_, DayEnd, Unit

Sentence = tuple[str, dict[str, Any]]
MOST_RUNS = 6
"Weekends named one by one in a sentence; the day-by-day table names them all."
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
WORKED = (DayKind.WORKDAY, DayKind.MAKEUP)


def day_words(line: CountedDay) -> Sentence:
    """Why a day counts or does not."""
    if line.minutes is not None:
        return _hour_words(line)
    if line.is_start:
        return N_("起算当日，不计"), {}
    if line.number is None and line.kind in WORKED:
        # Only natural days have a worked day without a number: the one that the end was moved to.
        return N_("末日不上班，顺延至此日"), {}
    return kind_words(line.kind, line.name)


def _hour_words(line: CountedDay) -> Sentence:
    if line.number is not None:
        return N_("计 %(minutes)d 分钟"), {"minutes": line.minutes}
    if line.kind in WORKED:
        return N_("当日办公时间已过，不计"), {}
    return kind_words(line.kind, line.name)


def _runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days (in order) as first and last of every unbroken run."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and runs[-1][1] + DAY == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _written(runs: list[tuple[date, date]], year: int) -> str:
    """02-28～03-01、03-07; the year is written where it is not the start's."""
    def day(on: date) -> str:
        return f"{on:%m-%d}" if on.year == year else f"{on:%Y-%m-%d}"

    texts = [day(first) if first == last else f"{day(first)}～{day(last)}" for first, last in runs[:MOST_RUNS]]
    return "、".join(texts) + ("…" if len(runs) > MOST_RUNS else "")


def _skipped(given: Due) -> list[Sentence]:
    """One sentence for every holiday passed over, one for plain weekends, one for every make-up day that counts."""
    inside = [line for line in given.lines if not line.is_start or line.minutes is not None]
    passed = [line for line in inside if line.number is None and line.kind not in WORKED]
    year = given.start.year
    told: list[Sentence] = []
    for name in dict.fromkeys(line.name for line in passed if line.kind is DayKind.HOLIDAY):
        days = [line.on for line in passed if line.name == name]
        told.append((N_("%(name)s放假不计：%(days)s，共 %(count)d 天。"),
                     {"name": name, "days": _written(_runs(days), year), "count": len(days)}))
    weekend = [line.on for line in passed if line.kind is DayKind.WEEKEND]
    if weekend:
        told.append((N_("周末不计：%(days)s，共 %(count)d 天。"),
                     {"days": _written(_runs(weekend), year), "count": len(weekend)}))
    told += [
        (N_("%(day)s（%(weekday)s）因%(name)s调休上班，计入。"),
         {"day": _written([(line.on, line.on)], year), "weekday": WEEKDAYS[line.on.weekday()], "name": line.name})
        for line in inside if line.kind is DayKind.MAKEUP and line.number is not None
    ]
    return told


def _moved(given: Due) -> list[Sentence]:
    """The end of natural days that fell on a day off."""
    last = given.lines[given.limit.amount]
    if last is given.lines[-1]:
        return []
    return [(N_("第 %(amount)d 日 %(day)s 不上班，顺延到其后第一个工作日。"),
             {"amount": given.limit.amount, "day": last.on.isoformat()})]


def _beginning(given: Due) -> Sentence:
    told = {
        Unit.WORKING_DAY: N_("自 %(start)s 起算，当日（%(weekday)s）不计，其后第一个工作日为第 1 日，共计 %(amount)d 个工作日，含末日。"),
        Unit.NATURAL_DAY: N_("自 %(start)s 起算，当日（%(weekday)s）不计，次日为第 1 日，节假日照计，共计 %(amount)d 日，含末日。"),
        Unit.WORKING_HOUR: N_("自 %(start)s（%(weekday)s）起，只计工作日的办公时间，共计 %(amount)d 小时。"),
        Unit.NATURAL_HOUR: N_("自 %(start)s（%(weekday)s）起连续计算，昼夜和节假日都计，共计 %(amount)d 小时。"),
    }[given.limit.unit]
    return told, {
        "start": f"{given.start:%Y-%m-%d %H:%M}", "weekday": WEEKDAYS[given.start.weekday()],
        "amount": given.limit.amount,
    }


def _end(given: Due) -> Sentence:
    due = {"day": f"{given.at:%Y-%m-%d}", "weekday": WEEKDAYS[given.at.weekday()], "time": f"{given.at:%H:%M}"}
    if given.lines and given.at.date() < given.lines[-1].on:
        return N_("计至 %(last)s，但不晚于 %(day)s（%(weekday)s）%(time)s。"), due | {"last": given.lines[-1].on.isoformat()}
    if given.limit.unit in (Unit.WORKING_HOUR, Unit.NATURAL_HOUR):
        return N_("到 %(day)s（%(weekday)s）%(time)s 计满。"), due
    if given.day_end is DayEnd.OFFICE_CLOSE:
        return N_("到期日 %(day)s（%(weekday)s），当日 %(time)s 下班时截止。"), due
    return N_("到期日 %(day)s（%(weekday)s），当日 24:00 截止。"), due


def explain(given: Due) -> list[Sentence]:
    """How it was counted: the start, what was passed over, what was made up, the end, what is still provisional."""
    told = [_beginning(given)]
    if given.limit.unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        told += _skipped(given)
    if given.limit.unit is Unit.NATURAL_DAY:
        told += _moved(given)
    told.append(_end(given))
    told += [
        (N_("%(year)d 年的放假安排尚未公布或导入，暂按周末和法定节日计算，导入后将重新计算。"), {"year": year})
        for year in given.provisional_years
    ]
    return told
