"""保存期限: how long the people behind ended orders stay known, and what is left of a text when they no longer are.

The law asks for the shortest time that the purpose needs (个人信息保护法第十九条) and for deletion once it is over
(第四十七条), and names no number of months: each is a setting, and 0, the default, keeps for ever.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tracker.domain.setting_kinds import Definition, number, switch
from tracker.domain.words import N_, OrderClass

MONTHS = 600

MEANING = N_("工单办结或终止后多少个月匿名化诉求人的个人信息，0 为不匿名化；匿名化后不能恢复，统计指标不变")

RETENTION_SETTINGS: dict[str, Definition] = {
    "keep_enterprise_months": number(N_("涉企工单保存期限"), MEANING, 0, 0, MONTHS),
    "keep_market_entity_months": number(N_("市场主体诉求工单保存期限"), MEANING, 0, 0, MONTHS),
    "keep_citizen_months": number(N_("群众工单保存期限"), MEANING, 0, 0, MONTHS),
    "keep_erases_files": switch(
        N_("匿名化时删除录音和诉求人的附件"), N_("录音中有声音，诉求人的附件中常有姓名和住址，都不能逐一涂去"), True),
}

MONTHS_OF = {
    OrderClass.ENTERPRISE: "keep_enterprise_months",
    OrderClass.MARKET_ENTITY: "keep_market_entity_months",
    OrderClass.CITIZEN: "keep_citizen_months",
}
"The setting of each class."


def _shifted(moment: datetime, months: int) -> datetime:
    """A month that has no such day ends with its last: six months before 31 August is 28 or 29 February."""
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=years, month=month + 1, day=min(moment.day, monthrange(years, month + 1)[1]))


def kept_since(now: datetime, months: int) -> datetime | None:
    """Orders that ended before this moment are to be made anonymous; None where they are kept for ever."""
    return _shifted(now, -months) if months else None


def kept_until(ended_at: datetime, months: int) -> datetime | None:
    """From when on an order that ended then is to be made anonymous; None where it is kept for ever."""
    return _shifted(ended_at, months) if months else None


def file_name_of(number: int, file_name: str) -> str:
    """附件3.pdf: an attachment's name without anybody's."""
    _stem, dot, ending = file_name.rpartition(".")
    return f"附件{number}.{ending}" if dot and ending.isascii() and ending.isalnum() else f"附件{number}"


def blanked(data: Mapping[str, Any], blank: Callable[[str], str]) -> dict[str, Any]:
    """The data of a timeline entry with every text in it, at any depth, put through `blank`."""
    return {key: _blanked(value, blank) for key, value in data.items()}


def _blanked(value: Any, blank: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return blank(value)
    if isinstance(value, list):
        return [_blanked(one, blank) for one in value]
    return blanked(value, blank) if isinstance(value, dict) else value
