"""China's holidays as shipped: official years from chinesecalendar, a coming year's statutory days from holidays."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

FIRST_YEAR, LAST_YEAR = 2019, 2026

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "National Day": "国庆节", "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@cache
def official_days(year: int) -> list[tuple[date, str, bool]]:
    """(day, holiday's name, is off) of every holiday and make-up day of the year (调休)."""
    days = []
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        day = date(year, 1, 1) + timedelta(days=offset)
        is_off, name = chinese_calendar.get_holiday_detail(day)
        if name:
            days.append((day, NAMES.get(name, name), is_off))
    return days


@cache
def provisional_days(year: int) -> list[tuple[date, str, bool]]:
    """Statutory holidays of a year not yet announced (国务院令第795号); make-up days are not known."""
    return [
        (day, name.split("; ")[0], True)
        for day, name in sorted(holidays.China(years=year, language="zh_CN").items()) if day.year == year
    ]
