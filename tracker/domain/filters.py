"""What a list of orders can be narrowed to: list, saved filter, selection and export mean the same by it."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_args, get_type_hints

from tracker.domain.disclosure import masked_phone
from tracker.domain.figure_refs import FigureRef
from tracker.domain.permissions import Actor, Permission
from tracker.domain.words import N_, Light, OrderClass, RequestType, Satisfaction, Solved, Stage, Urgency, Word


class Flag(Word):
    """标记: what happened to an order, or how it must be treated; several must all hold."""

    ENTERPRISE = "enterprise", N_("涉企")
    CONFIDENTIAL = "confidential", N_("保密")
    HARD = "hard", N_("疑难")
    DIRECT = "direct", N_("直办")
    REPEAT = "repeat", N_("重复")
    "Merged into another, or others are merged into it."
    SUPERVISED = "supervised", N_("有督办")
    URGED = "urged", N_("催办过")
    RETURNED = "returned", N_("退单过")
    EXTENDED = "extended", N_("延期过")
    REDONE = "redone", N_("重办过")
    STATUTORY = "statutory", N_("法定时限")
    ATTACHED = "attached", N_("有附件")
    EXCLUDED = "excluded", N_("不计满意度")


OFFICE_FLAGS = frozenset({Flag.CONFIDENTIAL})
"Asked by the hotline's own people only: a handling unit is not to sort out whose names are hidden from it."


def flags_for(actor: Actor) -> tuple[Flag, ...]:
    """The flags that the person may ask for."""
    sees_all = actor.may(Permission.SEE_ALL_ORDERS)
    return tuple(flag for flag in Flag if sees_all or flag not in OFFICE_FLAGS)


@dataclass(frozen=True)
class Filters:
    """Dates are local days, inclusive; of several values any may hold, of several filters all must."""

    q: str = ""
    stage: tuple[Stage, ...] = ()
    light: Light | None = None
    lead_id: tuple[int, ...] = ()
    unit_id: tuple[int, ...] = ()
    "Any part in the order: lead or co-handler."
    request_type: tuple[RequestType, ...] = ()
    order_class: tuple[OrderClass, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    place_code: tuple[str, ...] = ()
    channel_code: tuple[str, ...] = ()
    matter_code: tuple[str, ...] = ()
    satisfaction: tuple[Satisfaction, ...] = ()
    solved: tuple[Solved, ...] = ()
    flag: tuple[Flag, ...] = ()
    received_from: date | None = None
    received_to: date | None = None
    dispatched_from: date | None = None
    dispatched_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    redo_least: int = 0
    return_least: int = 0
    urge_least: int = 0
    is_open: bool = False
    figure: FigureRef | None = None
    "The orders behind one published figure."
    issue_id: int = 0
    "Orders of one 突出问题."
    ids: tuple[int, ...] = ()
    "Just these orders, at most IDS_MOST: what a figure or a group names one by one."


IDS_MOST = 500
"An address with more would be cut on its way."


def read_ids(text: str) -> tuple[int, ...]:
    """The ids of an address, parted by commas; raises ValueError for anything else and for too many."""
    found = tuple(dict.fromkeys(int(part) for part in text.split(",")))
    if len(found) > IDS_MOST or not all(0 < one < 2**31 for one in found):
        raise ValueError(text[:60])
    return found


def kept(filters: Filters) -> dict[str, Any]:
    """The filters as plain data, for whoever finds the same orders later (restored)."""
    found: dict[str, Any] = {}
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value != field.default:
            found[field.name] = value.isoformat() if isinstance(value, date) else value
    return found


def restored(data: dict[str, Any]) -> Filters:
    """What was kept; an unknown filter is an error, since leaving it out would find more."""
    hints, given = get_type_hints(Filters), dict[str, Any]()
    for name, value in data.items():
        kind = get_args(hints[name])[0] if get_args(hints[name]) else hints[name]
        read = date.fromisoformat if kind is date else kind
        given[name] = tuple(map(read, value)) if isinstance(value, list | tuple) else read(value)
    return Filters(**given)


_NUMBER = re.compile(r"(?<!\d)\d{7,}(?!\d)")


def without_phones(query: str) -> str:
    """A search as a journal may keep it: what may be a telephone number is masked."""
    return _NUMBER.sub(lambda match: masked_phone(match[0]), query)
