"""What a cell says: cleaned text, dates in the usual Chinese shapes, words by label. What an order needs: ledger.py."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.domain.deadlines import LOCAL
from tracker.domain.identifiers import halved
from tracker.domain.intake import clean_lines, clean_text
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Solved, Word

LONGEST_CELL = 32_767
EARLIEST, LATEST_AHEAD = 2000, 1
"First year taken, and how many years ahead of now."

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_TIME = re.compile(r"(\d{1,2})[:时点](\d{1,2})?分?(?::?(\d{1,2})(?:\.\d+)?秒?)?")
_EXCEL_ZERO = datetime(1899, 12, 30)

SOLVED_SHORT = {"是": Solved.YES, "否": Solved.NO, "部分": Solved.PARTLY}


def plain(value: Any) -> str:
    """A cell as text: 13812345678.0 is a phone number, not a figure."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def text_of(value: Any, keeps_lines: bool = False) -> str:
    """The cell cleaned; refuses more than Excel itself can hold."""
    text = plain(value)
    if len(text) > LONGEST_CELL:
        raise Invalid(N_("文字超过 %(most)d 字，请精简后再导入。"), most=LONGEST_CELL)
    return clean_lines(text) if keeps_lines else clean_text(text)


def _unreadable(text: str) -> Invalid:
    return Invalid(N_("“%(text)s”不是日期，请写成 2026-01-05 09:30 的样子。"), text=text[:30])


def _from_text(text: str) -> datetime:
    text = re.sub(r"(?<=\d)T(?=\d)", " ", halved(text)).strip()
    found, rest = _DATE.match(text), ""
    if found:
        parts, rest = found.groups(), text[found.end():].strip()
    else:
        compact = _COMPACT.fullmatch(text)
        if not compact:
            raise _unreadable(text)
        parts = compact.groups()[:3]
        rest = ":".join(part for part in compact.groups()[3:] if part)
    hours = _TIME.fullmatch(rest) if rest else None
    if rest and not hours:
        raise _unreadable(text)
    try:
        hour, minute, second = (int(part or 0) for part in hours.groups()) if hours else (0, 0, 0)
        year, month, day = (int(part) for part in parts)
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise _unreadable(text) from None


def moment_of(value: Any, now: datetime) -> datetime | None:
    """An aware moment (naive means the office's time), or None for an empty cell."""
    if value is None or (isinstance(value, str) and not clean_text(value)):
        return None
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, date):
        at = datetime.combine(value, time())
    elif isinstance(value, int | float) and not isinstance(value, bool) and 30_000 < value < 80_000:
        at = _EXCEL_ZERO + timedelta(days=value)
    else:
        at = _from_text(clean_text(plain(value)))
    if not EARLIEST <= at.year <= now.year + LATEST_AHEAD:
        raise Invalid(N_("年份 %(year)d 不合理，请检查。"), year=at.year)
    # Excel keeps days as fractions: what it means is the nearest second.
    return (at + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=at.tzinfo or LOCAL)


def word_of(kind: type[Word], value: Any, default: Word | None = None) -> Any:
    """The word by its Chinese label; an empty cell gives `default`."""
    text = text_of(value)
    if not text:
        return default
    found = kind.by_label(text) or (SOLVED_SHORT.get(text) if kind is Solved else None)
    if found is None:
        raise Invalid(
            N_("“%(text)s”不在可选范围内，可填：%(allowed)s。"), text=text[:30],
            allowed="、".join(word.label for word in kind),
        )
    return found


def units_of(value: Any) -> list[str]:
    """Unit names parted by 、 ， ; or line breaks, each once."""
    parts = re.split(r"[、,，;；\n]+", text_of(value, keeps_lines=True))
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
