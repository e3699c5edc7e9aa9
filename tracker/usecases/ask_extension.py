"""申请延期: before the reply is due, with reason, legal basis and length. The clock runs on till somebody decides."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.road_words import PetitionKind
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import clocks, orders, petitions
from tracker.store.clocks import Room
from tracker.store.db import transaction
from tracker.store.promiser import Promiser
from tracker.usecases.add_limit import BASIS_MAX

REASON_MAX = 1000
"Longest reason of a petition, characters."


@dataclass(frozen=True)
class Wish:
    """So much more time, in the unit of the limit that stands, and why."""

    amount: int
    reason: str
    legal_basis: str


def _length_problem(amount: int, found: Room) -> Invalid | None:
    unit = found.promise.unit.label
    if found.longest < 1 and found.law is not None:
        return Invalid(
            N_("按“%(law)s”最长 %(longest)d 个%(limit_unit)s，已经用足，不能再延期。"), field="amount",
            law=found.law.name, longest=found.law.longest, limit_unit=unit,
        )
    if not 1 <= amount <= found.longest:
        return Invalid(
            N_("延期时长须为 1 至 %(longest)d 个%(limit_unit)s。"), field="amount", longest=found.longest, limit_unit=unit
        )
    return None


def ask_extension(order_id: int, wish: Wish, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Ask for a later due moment. Raises Hindered when it is too late or was granted too often, else InvalidEntries."""
    promiser = Promiser(now)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ASK_EXTENSION, by, now, version)
        found = clocks.room(order.id, promiser.settings)
        assert found is not None  # a hurdle refuses an order without a due moment
        length = _length_problem(wish.amount, found)
        problems = ([length] if length else []) + text_problems(
            reason=(wish.reason, REASON_MAX, N_("请写明为什么不能按期办结。")),
            legal_basis=(wish.legal_basis, BASIS_MAX, N_("请写明延期的法律法规或政策依据。")),
        )
        if problems:
            raise InvalidEntries(problems)
        basis, unit = wish.legal_basis.strip(), found.promise.unit
        petitions.ask(
            order, PetitionKind.EXTENSION, wish.reason, by, now, legal_basis=basis, amount=wish.amount, unit=unit)
        orders.move(
            order, Move.ASK_EXTENSION, Entry.EXTENSION_ASKED, by, now, unit=by.department_name, amount=wish.amount,
            limit_unit=unit.label, reason=wish.reason.strip(), basis=basis,
        )
