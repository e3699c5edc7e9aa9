"""A row's cells become an order, or problems that each name their column. What holds together: ledger_checks.py."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from typing import Any

from tracker.domain import cells
from tracker.domain.intake import Intake, check, clean_text, cleaned
from tracker.domain.ledger import Ending, LedgerRow, settled, unknown_units
from tracker.domain.ledger_checks import check_row
from tracker.domain.refusals import Invalid
from tracker.domain.words import (
    N_,
    CallbackOutcome,
    CallerKind,
    DepartmentKind,
    OrderClass,
    RequestType,
    Satisfaction,
    SolutionKind,
    Solved,
    Urgency,
)

TITLE_FROM_CONTENT = 30
SOURCE_NUMBER_MAX = 60

WORDS = {
    "solved": Solved, "satisfaction": Satisfaction, "solution_kind": SolutionKind, "callback_outcome": CallbackOutcome,
    "lead_kind": DepartmentKind, "ending": Ending,
}
COUNTS = ("return_count", "extension_count", "redo_count", "supervision_count")
MOMENTS = ("dispatched_at", "signed_at", "contacted_at", "due_at", "replied_at", "closed_at", "sign_due_at")
MOMENT_LISTS = ("co_due", "co_results")

_LEVEL = re.compile(r"\s*[/／\\>＞—–-]+\s*")
"What people write between a matter and the one above it."

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Tables:
    """What names a row may use: label → code, matters by `matter_path`, units by name, and when a due day ends."""

    channels: Mapping[str, str]
    matters: Mapping[str, str]
    places: Mapping[str, str]
    units: Mapping[str, int]
    day_ends: time


class _Cells:
    """Reads the cells of one row and gathers every problem with the field it lies in."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.problems: list[Invalid] = []

    def take(self, name: str, read: Read, otherwise: Any = None) -> Any:
        """The cell read; `otherwise` for an empty one, and for a bad one with the problem noted."""
        value = self.raw.get(name)
        if value is None:
            return otherwise
        try:
            return read(value)
        except Invalid as problem:
            problem.field = name
            self.problems.append(problem)
            return otherwise

    def need(self, name: str, read: Read, message: str) -> Any:
        """The cell read; an empty one is a problem, too."""
        before = len(self.problems)
        value = self.take(name, read)
        if not value and len(self.problems) == before:
            self.problems.append(Invalid(message, field=name))
        return value


def _channel(value: Any, channels: Mapping[str, str]) -> str | None:
    name = cells.line_of(value)
    if name and name not in channels:
        raise Invalid(
            N_("来源渠道“%(name)s”不在代码表中，可填：%(allowed)s。"), name=name[:30], allowed="、".join(channels)
        )
    return channels.get(name)


def matter_path(text: str) -> str:
    """A matter as people write it (一级/二级, 一级-二级, 一级—二级), in one form."""
    return _LEVEL.sub("/", text)


def matter_paths(matters: Iterable[tuple[str, str, str | None]]) -> dict[str, str]:
    """path → code, for (code, name, parent's code): every matter by its name, and by its parent's name and its own."""
    matters = list(matters)
    names = {code: name for code, name, _parent in matters}
    paths = {
        matter_path(f"{names[parent]}/{name}"): code for code, name, parent in matters if parent and parent in names
    }
    return paths | {matter_path(name): code for code, name, _parent in matters}


def _matter(value: Any, matters: Mapping[str, str]) -> str | None:
    name = cells.line_of(value)
    if name and matter_path(name) not in matters:
        raise Invalid(N_("事项分类“%(name)s”不在代码表中，请改正或先在代码表中新增。"), name=name[:40])
    return matters.get(matter_path(name))


def _placed(address: str, places: Mapping[str, str]) -> tuple[str | None, str]:
    """An address that begins with a town's name lies in that town; the rest is the address."""
    longest = max((name for name in places if address.startswith(name)), key=len, default="")
    return places.get(longest), address[len(longest):].strip()


def _intake(cell: _Cells, tables: Tables, now: datetime) -> Intake:
    """The order; what cannot be read is noted and stands in for itself, so that the rest is checked as well."""
    enterprise, phone = cell.take("enterprise_name", cells.line_of), cell.take("caller_phone", cells.code_of)
    otherwise = OrderClass.ENTERPRISE if enterprise else OrderClass.CITIZEN
    channel = cell.need("channel", lambda value: _channel(value, tables.channels), N_("请填写来源渠道。"))
    kind = cell.need("request_type", lambda value: cells.word_of(RequestType, value), N_("请填写诉求类型。"))
    received_at = cell.need("received_at", lambda value: cells.moment_of(value, now), N_("请填写受理时间。"))
    # Texts are cleaned once, by cleaned(): twice would undo Excel's escapes twice.
    title, content = cell.take("title", cells.raw_text, ""), cell.take("content", cells.raw_text, "")
    found: dict[str, Any] = {
        "order_class": cell.take("order_class", lambda value: cells.word_of(OrderClass, value, otherwise), otherwise),
        "urgency": cell.take("urgency", lambda value: cells.word_of(Urgency, value, Urgency.NORMAL), Urgency.NORMAL),
        "address": cell.take("place", cells.raw_text, ""), "caller_name": cell.take("caller_name", cells.raw_text, ""),
        "enterprise_uscc": cell.take("enterprise_uscc", cells.code_of) or None,
        "is_confidential": cell.take("is_confidential", cells.is_yes, False),
        "matter_code": cell.take("matter", lambda value: _matter(value, tables.matters)),
    }
    intake = cleaned(Intake(
        channel_code=channel or "", request_type=kind or RequestType.OTHER, place_code=None,
        title=title, content=content, caller_phone=phone or None,
        caller_kind=CallerKind.ENTERPRISE if enterprise else CallerKind.PERSON,
        # Without a number nobody can be rung: neither the unit's contact nor the callback can be asked for.
        wants_reply=bool(phone), enterprise_name=enterprise or None, enterprise_contact=None,
        received_at=received_at or now, **found,
    ))
    address = "" if intake.address in cells.BLANKS else intake.address
    place_code, address = _placed(address, tables.places)
    return replace(
        intake, address=address, place_code=place_code,
        title=intake.title or clean_text(intake.content)[:TITLE_FROM_CONTENT],
        caller_name="" if intake.caller_name in cells.BLANKS else intake.caller_name,
    )


def _source_number(cell: _Cells) -> str:
    number: str = cell.need("source_number", cells.code_of, N_("请填写来源编号，否则无法识别重复导入。")) or ""
    if len(number) > SOURCE_NUMBER_MAX:
        cell.problems.append(
            Invalid(N_("来源编号最多 %(most)d 个字符。"), field="source_number", most=SOURCE_NUMBER_MAX))
    return number


def _lead(value: Any, known: Mapping[str, int]) -> str | None:
    name = cells.line_of(value)
    if name and name not in known and len(cells.units_of(value)) > 1:
        raise Invalid(N_("主办单位只能填一个，其余请填在协办单位。"))
    return name or None


def _course(cell: _Cells, tables: Tables, now: datetime) -> dict[str, Any]:
    """What was done with the order, by LedgerRow's names."""
    said: dict[str, Any] = {
        "lead": cell.take("lead", lambda value: _lead(value, tables.units)),
        "co": tuple(cell.take("co", cells.units_of, ())),
        "public_answer": cell.take("public_answer", cells.lines_of, ""),
        "master": cell.take("master", cells.code_of) or None,
        "is_direct": cell.take("is_direct", cells.is_yes, False),
        "is_default_rating": cell.take("is_default_rating", cells.is_yes, False),
    }
    said |= {name: cell.take(name, partial(cells.word_of, kind)) for name, kind in WORDS.items()}
    said |= {name: cell.take(name, cells.count_of, 0) for name in COUNTS}
    said |= {name: cell.take(name, lambda value: cells.moment_of(value, now)) for name in MOMENTS}
    said |= {name: tuple(cell.take(name, lambda value: cells.moments_of(value, now), ())) for name in MOMENT_LISTS}
    # A unit that gave the order back had been the wrong one, if the ledger does not say otherwise.
    stated = cell.take("is_misdirected", lambda value: cells.is_yes(value) if cells.line_of(value) else None)
    return said | {"is_misdirected": said["return_count"] > 0 if stated is None else stated}


def read_row(raw: Mapping[str, Any], tables: Tables, now: datetime) -> tuple[LedgerRow, list[Invalid]]:
    """The row's order and every problem in it, each by its field: only without one is the order what the row says.

    Unknown units are listed on the row, not refused.
    """
    cell = _Cells(raw)

    number, intake, course = _source_number(cell), _intake(cell, tables, now), _course(cell, tables, now)
    named = {problem.field for problem in cell.problems}
    row = LedgerRow(
        source_number=number, intake=intake, unknown_units=unknown_units(course, tables.units),
        **settled(course, intake.received_at, tables.day_ends),
    )
    if not intake.content:
        named.add("title")  # it would have been taken from the content
    # What follows from a time of receipt that could not be read would be said in vain.
    more = check(intake, now) + ([] if "received_at" in named else check_row(row, now))
    return row, cell.problems + [problem for problem in more if problem.field not in named]
