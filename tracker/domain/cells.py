"""What a cell says: its text, dates in the usual Chinese shapes, words by label. What an order needs: ledger.py.

Where Excel's own ways end (serial numbers, formulas) is decided in sheets.reader.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.domain.deadlines import LOCAL
from tracker.domain.identifiers import halved
from tracker.domain.intake import EARLIEST_YEAR, clean_lines, clean_text
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Solved, Word

LONGEST_CELL = 32_767
"Characters that Excel itself can hold; other programs write more."
COUNT_MAX = 99
"More often than this nothing is returned, extended or done again."
YEARS_AHEAD = 1
BLANKS = frozenset({"/", "\\", "-", "--", "—", "——", "无", "暂无"})
"What clerks write into a cell to say that there is nothing."

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(上午|下午|AM|PM)?(\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2})(?:\.\d+)?秒?)?(AM|PM)?")
_COMPACT_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?")
_COUNT = re.compile(r"[0-9]{1,9}")
_PARTED = re.compile(r"[、,，;；\n]+")
_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")

SOLVED_SHORT = {"是": Solved.YES, "解决": Solved.YES, "部分": Solved.PARTLY, "否": Solved.NO}


def raw_text(value: Any) -> str:
    """The cell as text, not yet cleaned: 13812345678.0 is a phone number. Refuses more than a cell can hold."""
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if len(text) > LONGEST_CELL:
        raise Invalid(N_("单元格有 %(have)d 个字，超过 Excel 的上限 %(most)d，请精简后再导入。"), have=len(text),
                      most=LONGEST_CELL)
    return text


def lines_of(value: Any) -> str:
    """The cell cleaned, with its line breaks."""
    return clean_lines(raw_text(value))


def line_of(value: Any) -> str:
    """The cell cleaned as one line; a dash or 无 says nothing."""
    text = clean_text(raw_text(value))
    return "" if text in BLANKS else text


def code_of(value: Any) -> str:
    """The cell as a number or code: full-width characters as half-width."""
    return line_of(halved(raw_text(value)))


def _unreadable(text: str) -> Invalid:
    return Invalid(N_("“%(text)s”不是日期和时间，请写成 2026-01-05 09:30 的样子。"), text=text[:30])


def _clock_time(text: str) -> time:
    """9:03, 9时3分, 上午9:03:27, 090327; nothing is midnight. Raises ValueError."""
    if not text:
        return time()
    compact, found = _COMPACT_TIME.fullmatch(text), _TIME.fullmatch(text)
    if compact:
        hour, minute, second = (int(part or 0) for part in compact.groups())
        return time(hour, minute, second)
    if not found:
        raise ValueError(text)
    before, hours, minutes, seconds, behind = found.groups()
    half, hour = before or behind, int(hours)
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    return time(hour, int(minutes or 0), int(seconds or 0))


def _from_text(text: str) -> datetime:
    """Raises ValueError for a day or time that does not exist."""
    plain = _WEEKDAY.sub(" ", halved(text).upper()).strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", plain):
        return datetime.fromisoformat(plain)
    plain = re.sub(r"\s*([年月日])\s*", r"\1", plain)
    # The blank between day and time is kept: 2026-1-5 9:03 must not become the 59th.
    parted = re.split(r"\s+", plain, maxsplit=1)
    found = _DATE.match(parted[0]) or _COMPACT.match(parted[0])
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) for part in found.groups())
    rest = parted[0][found.end():] + "".join(parted[1:])
    return datetime.combine(date(year, month, day), _clock_time("".join(rest.split())))


def moment_of(value: Any, now: datetime) -> datetime | None:
    """An aware moment (naive means the office's time), or None for an empty cell."""
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, date):
        at = datetime.combine(value, time())
    else:
        text = line_of(value)
        if not text:
            return None
        try:
            at = _from_text(text)
        except ValueError:
            raise _unreadable(text) from None
    if not EARLIEST_YEAR <= at.year <= now.year + YEARS_AHEAD:
        raise Invalid(N_("年份 %(year)d 不合理，应在 %(first)d 年至 %(last)d 年之间，请检查。"), year=at.year,
                      first=EARLIEST_YEAR, last=now.year + YEARS_AHEAD)
    # Excel keeps days as fractions: what it means is the nearest second.
    return (at + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=at.tzinfo or LOCAL)


def word_of(kind: type[Word], value: Any, default: Word | None = None) -> Any:
    """The word by its Chinese label, or by the label's beginning where only one begins so; empty gives `default`."""
    text = line_of(value)
    if not text:
        return default
    beginning = [word for word in kind if word.label.startswith(text)]
    found = kind.by_label(text) or (SOLVED_SHORT.get(text) if kind is Solved else None)
    if found is None and len(beginning) == 1:
        found = beginning[0]
    if found is None:
        raise Invalid(
            N_("“%(text)s”不在可选范围内，可填：%(allowed)s。"), text=text[:30],
            allowed="、".join(word.label for word in kind),
        )
    return found


def units_of(value: Any) -> list[str]:
    """Unit names parted by 、 ， ; or line breaks, each once."""
    parts = _PARTED.split(lines_of(value))
    return list(dict.fromkeys(part.strip() for part in parts if part.strip() and part.strip() not in BLANKS))


def moments_of(value: Any, now: datetime) -> list[datetime | None]:
    """Moments parted as units are, in their order; a dash stands for one that is missing. An empty cell has none."""
    if isinstance(value, datetime | date):
        return [moment_of(value, now)]
    parts = _PARTED.split(lines_of(value))
    return [moment_of(part, now) for part in parts] if any(part.strip() for part in parts) else []


def count_of(value: Any) -> int:
    """How many times; an empty cell is none."""
    text = code_of(value).removesuffix("次").strip()
    if text and (not _COUNT.fullmatch(text) or int(text) > COUNT_MAX):
        raise Invalid(N_("“%(text)s”应为 0 至 %(most)d 的整数。"), text=text[:30], most=COUNT_MAX)
    return int(text or 0)


def is_yes(value: Any) -> bool:
    """是 or 否; an empty cell is a no, anything else a question."""
    text = line_of(value)
    if text not in ("", "是", "否"):
        raise Invalid(N_("“%(text)s”应为“是”或“否”。"), text=text[:30])
    return text == "是"
