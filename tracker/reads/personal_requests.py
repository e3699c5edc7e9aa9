"""个人信息请求: the requests of whoever verified the callers, and one of them with the orders that were found."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.disclosure import Veil
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.personal_requests import OPEN_TO, CallerField, Right, Standing, Verified
from tracker.domain.words import Stage
from tracker.store import personal_copies, personal_requests, tables
from tracker.store.db import db
from tracker.store.models import PersonalRequest
from tracker.store.personal_requests import Held
from tracker.store.secrecy import veils

MOST_SHOWN = 50


@dataclass(frozen=True)
class RequestLine:
    """One request in the list."""

    id: int
    asked_at: datetime
    asked_for: Right
    verified: Verified
    found: int
    copies: int
    corrections: int


@dataclass(frozen=True)
class HeldLine:
    """An order that was found, its caller masked. `months` 0 is for ever; `due` is when it is forgotten, once ended."""

    id: int
    version: int
    number: str
    received_at: datetime
    stage: Stage
    title: str
    standing: Standing
    veil: Veil
    address: str
    is_withheld: bool
    months: int
    due: datetime | None

    @property
    def is_archived(self) -> bool:
        """Read and no longer written: a correction is noted beside it."""
        return self.stage is Stage.ARCHIVED


@dataclass(frozen=True)
class RequestPage:
    """A request, what was found and is still there, and what of it may be corrected."""

    request: RequestLine
    lines: tuple[HeldLine, ...]
    fields: tuple[CallerField, ...]
    may_keep_retention: bool
    has_several_names: bool
    "The number was registered for different people."

    @property
    def open_lines(self) -> tuple[HeldLine, ...]:
        """The orders that the proof suffices for."""
        return tuple(line for line in self.lines if not line.is_withheld)

    @property
    def withheld(self) -> int:
        """Confidential orders that take a better proof."""
        return len(self.lines) - len(self.open_lines)


def _line(request: PersonalRequest) -> RequestLine:
    return RequestLine(
        request.id, request.asked_at, request.asked_for, request.verified, len(request.found), request.copies,
        request.corrections)


def personal_request_list(*, by: Actor) -> tuple[RequestLine, ...]:
    """The person's own, the newest first."""
    require(by, Permission.ANSWER_PERSONAL_REQUESTS)
    wanted = select(PersonalRequest).where(PersonalRequest.person_id == by.id).order_by(PersonalRequest.id.desc())
    return tuple(map(_line, db.session.scalars(wanted.limit(MOST_SHOWN))))


def personal_request_page(request_id: int, *, by: Actor, now: datetime) -> RequestPage:
    """Raises NotFound for a request that somebody else took."""
    require(by, Permission.ANSWER_PERSONAL_REQUESTS)
    request = personal_requests.own(request_id, by)
    held = personal_requests.held(request, by)
    fields = {field for one in held for field in OPEN_TO[one.standing]}
    return RequestPage(
        _line(request), _held(held, by, now), tuple(field for field in CallerField if field in fields),
        by.may(Permission.EDIT_SECURITY_SETTINGS),
        personal_requests.has_several_names([one for one in held if not one.is_withheld]))


def _held(held: list[Held], by: Actor, now: datetime) -> tuple[HeldLine, ...]:
    rules, over = tables.settings_on(now.astimezone(LOCAL).date()), veils([one.order for one in held], by)
    lines = []
    for one in held:
        order, veil = one.order, over[one.order.id]
        is_caller = one.standing is Standing.CALLER
        lines.append(HeldLine(
            order.id, order.version, order.number, order.received_at, order.stage, veil.text(order.title), one.standing,
            veil, veil.text(order.address) if is_caller else "", one.is_withheld,
            personal_copies.months_of(order, rules), personal_copies.due_on(order, rules)))
    return tuple(lines)
