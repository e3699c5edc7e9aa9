"""What the order's page needs about its clock: how far it may be extended, by which law, and who is to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from tracker.domain.deadlines import Due
from tracker.domain.moves import Move
from tracker.domain.offers import Offer
from tracker.domain.road_words import PetitionKind
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Unit
from tracker.reads.road_parts import PetitionShown, Roads
from tracker.store import clocks
from tracker.store.db import db
from tracker.store.models import Contact, StatutoryLimit, WorkOrder
from tracker.store.promiser import Promiser

DECISIONS = {Move.GRANT_EXTENSION: PetitionKind.EXTENSION, Move.GRANT_STATUTORY: PetitionKind.STATUTORY}
LONGER = (Entry.EXTENSION_GRANTED, Entry.STATUTORY_GRANTED)
"Entries that the caller is to be told of."

TOLD_EXTENSION = N_("您好，您反映的“%(title)s”（%(number)s）仍在办理，因情况复杂需延长办理时间，答复期限延至%(day)s，请您谅解。")
TOLD_STATUTORY = N_("您好，您反映的“%(title)s”（%(number)s）依照%(law)s办理，答复期限为%(day)s，请您谅解。")


class Told(Protocol):
    """An entry of the story as far as it is needed here, seen through the reader's veil."""

    @property
    def at(self) -> datetime: ...

    @property
    def kind(self) -> Entry: ...

    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class ExtensionRoom:
    """What an extension would start from, and the most that may be asked for."""

    due_at: datetime
    original_amount: int
    unit: Unit
    longest: int
    law: str
    "Name of the law's limit that applies; empty for the hotline's."


@dataclass(frozen=True)
class Prospect:
    """Both due moments of a decision, and what the caller may be told: always Chinese, it is read to a citizen."""

    old: datetime
    due: Due
    told: str


@dataclass(frozen=True)
class ToTell:
    """What the caller must still be told: since when, why and in which words."""

    since: datetime
    kind: PetitionKind
    words: str


@dataclass(frozen=True)
class Clocks:
    """Everything of it; each part only where the reader's moves need it."""

    room: ExtensionRoom | None
    prospect: Prospect | None
    latest_interim: date | None
    to_tell: ToTell | None


def _room(order: WorkOrder, promiser: Promiser) -> ExtensionRoom | None:
    found = clocks.room(order.id, promiser.settings)
    if found is None:
        return None
    return ExtensionRoom(
        found.promise.due_at, found.original.amount, found.promise.unit, found.longest,
        found.law.name if found.law else "",
    )


def _day(due: Due) -> str:
    return f"{due.at.year}年{due.at.month}月{due.at.day}日"


def _prospect(order: WorkOrder, asked: PetitionShown, promiser: Promiser) -> Prospect | None:
    found = clocks.room(order.id, promiser.settings)
    if found is None or asked.amount is None:
        return None
    said = {"title": order.title, "number": order.number}
    if asked.kind is PetitionKind.EXTENSION:
        due = clocks.extended(found, asked.amount, promiser)
        return Prospect(found.promise.due_at, due, TOLD_EXTENSION % (said | {"day": _day(due)}))
    law = db.session.get(StatutoryLimit, asked.statutory_limit_id)
    if law is None:
        return None
    due = clocks.by_law(law, found.promise, promiser)
    return Prospect(found.promise.due_at, due, TOLD_STATUTORY % (said | {"day": _day(due), "law": law.legal_basis}))


def _to_tell(story: Sequence[Told], contacts: tuple[Contact, ...]) -> ToTell | None:
    """The last grant, unless a contact was made since (a form gives minutes)."""
    granted = next((entry for entry in reversed(story) if entry.kind in LONGER and entry.data.get("told")), None)
    if granted is None or any(one.at >= granted.at.replace(second=0, microsecond=0) for one in contacts):
        return None
    kind = PetitionKind.EXTENSION if granted.kind is Entry.EXTENSION_GRANTED else PetitionKind.STATUTORY
    return ToTell(granted.at, kind, granted.data["told"])


def clocks_of(
    order: WorkOrder, offered: tuple[Offer, ...], roads: Roads, story: Sequence[Told],
    contacts: tuple[Contact, ...], promiser: Promiser,
) -> Clocks:
    """For the moves that are offered; what nobody can do is not counted. Texts come as the reader may see them."""
    moves = {offer.move for offer in offered if offer.hurdle is None}
    waiting = roads.waiting
    decides = waiting is not None and any(DECISIONS.get(move) is waiting.kind for move in moves)
    return Clocks(
        room=_room(order, promiser) if Move.ASK_EXTENSION in moves else None,
        prospect=_prospect(order, waiting, promiser) if decides and waiting else None,
        latest_interim=clocks.latest_interim(promiser, order.due_at) if Move.INTERIM_REPLY in moves else None,
        to_tell=_to_tell(story, contacts),
    )
