"""How moments, days and figures are written on a page; which moment or figure is decided in domain and reads."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from flask import Flask
from flask_babel import format_timedelta, get_locale
from flask_babel import gettext as _

from tracker import clock

NOTHING = "—"
"Shown for a value that does not exist: never 0, which is a figure."

Figure = int | float | Decimal | Fraction


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a time zone cannot be shown: {value!r}")
    return value.astimezone(clock.LOCAL)


def moment(value: datetime | None) -> str:
    """An aware moment as 2026-11-24 09:05 in the office's time zone."""
    return NOTHING if value is None else f"{_local(value):%Y-%m-%d %H:%M}"


def clock_time(value: datetime | None) -> str:
    """An aware moment as 09:05 in the office's time zone."""
    return NOTHING if value is None else f"{_local(value):%H:%M}"


def day(value: date | None) -> str:
    """A date, or the office's date of an aware moment, as 2026-11-24."""
    if value is None:
        return NOTHING
    return (_local(value).date() if isinstance(value, datetime) else value).isoformat()


def weekday(value: date | None) -> str:
    """The weekday of a date or moment: 周二, Tue."""
    if value is None:
        return NOTHING
    on = _local(value) if isinstance(value, datetime) else value
    locale = get_locale()
    names: str = (locale.days["format"]["abbreviated"] if locale else _WEEKDAYS)[on.weekday()]
    return names


_WEEKDAYS = dict(enumerate(("周一", "周二", "周三", "周四", "周五", "周六", "周日")))


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """How long before or after `now`: 3分钟前, 2小时后; 刚刚 within a minute."""
    if value is None:
        return NOTHING
    distance: timedelta = value - (now or clock.now())
    if abs(distance) < timedelta(minutes=1):
        return str(_("刚刚"))
    return str(format_timedelta(distance, granularity="minute", add_direction=True))


def num(value: Figure | None) -> str:
    """A count with thousands: 12,345. Fractions keep at most two decimals, half up."""
    if value is None:
        return NOTHING
    if isinstance(value, int):
        return f"{value:,}"
    rounded = _decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:,f}".rstrip("0").rstrip(".")


def percent(value: Figure | None) -> str:
    """A share between 0 and 1 as 98.82%, half up as the bulletins round; — when the base is empty."""
    if value is None:
        return NOTHING
    return f"{(_decimal(value) * 100).quantize(Decimal('0.01'), ROUND_HALF_UP):f}%"


def filesize(value: int | None) -> str:
    """A file's size as people say it: 820 KB, 3.4 MB."""
    if value is None:
        return NOTHING
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024)):,} KB"
    return f"{value / 1024 / 1024:,.1f} MB"


def _decimal(value: Figure) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    # By way of text: Decimal(0.005) is a little less than what was meant.
    return Decimal(str(value))


def init_formats(app: Flask) -> None:
    """Make every format a Jinja filter of its name."""
    for shape in (moment, clock_time, day, weekday, ago, num, percent, filesize):
        app.jinja_env.filters[shape.__name__] = shape
