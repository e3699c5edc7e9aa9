"""The holidays that the installation ships with: announced years, and a provisional guess for a year to come.

Both come from packages that work without a network. A year imported later replaces them: domain/holiday_year.py.
"""

import holidays
from chinese_calendar import constants

from tracker.domain.calendar import CalendarError
from tracker.domain.holiday_year import SpecialDay
from tracker.domain.words import N_

FIRST_ANNOUNCED = 2008
"The list of statutory holidays was another one before; older years are not offered."
FIRST_YEAR, LAST_YEAR = FIRST_ANNOUNCED, 2026
"Announced years that a new installation starts with: an old ledger's working days are counted by them, too."
FIRST_GUESSED, LAST_GUESSED = 2025, 2100
"State Council order 795 has been in force since 2025-01-01; the lunar tables end in 2100."

NAMES = {
    "New Year's Day": N_("元旦"),
    "Spring Festival": N_("春节"),
    "Tomb-sweeping Day": N_("清明节"),
    "Labour Day": N_("劳动节"),
    "Dragon Boat Festival": N_("端午节"),
    "Mid-autumn Festival": N_("中秋节"),
    "National Day": N_("国庆节"),
    "Anti-Fascist 70th Day": N_("抗战胜利70周年纪念日"),
}


def last_announced() -> int:
    """The last year that the installed package knows."""
    return max(int(on.year) for on in constants.holidays)


def official_days(year: int) -> list[SpecialDay]:
    """Holidays and make-up days dated in an announced `year`, in order, with Chinese names. Raises CalendarError.

    Days are filed by their date: 2022-12-31 is a day of 2022 here, although the notice for 2023 gave it.
    """
    if not FIRST_ANNOUNCED <= year <= last_announced():
        raise CalendarError(N_("系统没有自带 %(year)d 年的放假安排，请导入。"), year=year)
    listed = ((constants.holidays, True), (constants.workdays, False))
    return sorted(
        SpecialDay(on, NAMES[name], is_off) for days, is_off in listed for on, name in days.items() if on.year == year
    )


def _names(found: str) -> str:
    """农历除夕 is a day of 春节; two holidays on one day are named as the notices do."""
    names = dict.fromkeys(name.strip().replace("农历除夕", "春节") for name in found.split(";"))
    return "、".join(names)


def provisional_days(year: int) -> list[SpecialDay]:
    """The statutory holidays of a `year` not yet announced (order 795), in order. Raises CalendarError.

    A holiday on a weekend is made up for on the next working days (补假, art. 6); bridge days and the weekends
    worked for them (调休) cannot be known and cancel out in a count of working days.
    """
    if not FIRST_GUESSED <= year <= LAST_GUESSED:
        raise CalendarError(
            N_("只能推算 %(first)d 年至 %(last)d 年的法定节假日，不能推算 %(year)d 年。"),
            first=FIRST_GUESSED, last=LAST_GUESSED, year=year,
        )
    known = holidays.country_holidays("CN", years=year, language="zh_CN", observed=True)
    return sorted(
        # The package adds the bridge days of years that it knows to be announced; they are no statutory holidays.
        SpecialDay(on, _names(name), True) for on, name in known.items() if not name.startswith("休息日")
    )
