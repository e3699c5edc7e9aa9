"""Everything the page of one order shows, already masked for its reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import Due
from tracker.domain.disclosure import Veil, veiled
from tracker.domain.offers import Offer, offers
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.reveal_grounds import offered
from tracker.domain.road_words import PartEnd
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable, Part, Stage, Step
from tracker.reads.caller_story import with_changes
from tracker.reads.clock_parts import Clocks, clocks_of
from tracker.reads.handover import Handover, handover
from tracker.reads.order_rows import Deadline, deadline, main_step
from tracker.reads.road_parts import Roads, roads
from tracker.reads.road_story import Ending, Supplement, ending, supplements
from tracker.store import tables
from tracker.store.db import db
from tracker.store.facts import facts_of
from tracker.store.models import Assignment, Callback, Contact, Promise, Reply, TimelineEntry, WorkOrder
from tracker.store.orders import assignment_of, visible_to
from tracker.store.promiser import Promiser
from tracker.store.secrecy import veil_of


@dataclass(frozen=True)
class Line:
    """One entry of the story; `kind.sentence % data` is what it says."""

    at: datetime
    who: str
    unit: str | None
    kind: Entry
    data: dict[str, Any]
    to_stage: Stage | None
    on_behalf: str | None
    "代: the absent person for whom `who` acted."


@dataclass(frozen=True)
class PromiseShown:
    """A promise with its counting; `earlier` are the due moments it had before."""

    deadline: Deadline
    amount: int
    unit_label: str
    legal_basis: str
    starts_at: datetime
    kept_at: datetime | None
    is_provisional: bool
    counted: Due | None
    earlier: tuple[datetime, ...]
    unit_name: str = ""
    "The unit that must keep it, where several have a promise of the same step."
    is_extension: bool = False
    "It adds to the due moment before it; `amount` is what it adds."


@dataclass(frozen=True)
class UnitShown:
    """A unit's part in the order."""

    name: str
    part: Part
    phone: str | None
    dispatched_at: datetime | None
    signed_at: datetime | None
    signed_by: str | None
    due_at: datetime | None
    is_late: bool
    "A co-handler whose result is overdue, or came late."
    result: str | None
    result_at: datetime | None
    ended_at: datetime | None
    end_reason: PartEnd | None


@dataclass(frozen=True)
class OrderPage:
    """The order for one reader: every text of it is seen through `veil`, which also says who may lift the mask."""

    order: WorkOrder
    veil: Veil
    channel: str
    place: str
    matter: str
    part: Part | None
    offers: tuple[Offer, ...]
    deadline: Deadline | None
    promises: tuple[PromiseShown, ...]
    units: tuple[UnitShown, ...]
    contacts: tuple[Contact, ...]
    replies: tuple[Reply, ...]
    callbacks: tuple[Callback, ...]
    unsolved_reasons: dict[str, str]
    story: tuple[Line, ...]
    supplements: tuple[Supplement, ...]
    ending: Ending | None
    roads: Roads
    clocks: Clocks
    handover: Handover | None
    is_co_late: bool
    "The reader's own unit owes its result as a co-handler, and is late."
    reveal_grounds: dict[str, str]
    "查看理由 by code, the one of the reader's job first; empty where the mask is not lifted, or takes words."


def _order(order_id: int, by: Actor) -> WorkOrder:
    found = db.session.scalar(
        select(WorkOrder)
        .where(WorkOrder.id == order_id, visible_to(by))
        .options(joinedload(WorkOrder.lead), selectinload(WorkOrder.assignments))
    )
    if found is None:
        raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
    return found


def _promises(order: WorkOrder, now: datetime, calendar: WorkingCalendar) -> tuple[PromiseShown, ...]:
    given = db.session.scalars(select(Promise).where(Promise.order_id == order.id).order_by(Promise.id)).all()
    names = {part.department_id: part.department.name for part in order.assignments}
    # Of a step that is promised again and again (阶段答复) the last one says it all.
    latest = {(one.step, one.department_id): one for one in given if one.superseded_at is None}
    shown = []
    for (step, unit_id), promise in latest.items():
        earlier = [
            old.due_at for old in given if old.superseded_at and (old.step, old.department_id) == (step, unit_id)]
        shown.append(PromiseShown(
            deadline=deadline(promise, now, calendar), amount=promise.amount, unit_label=promise.unit.label,
            legal_basis=promise.legal_basis, starts_at=promise.starts_at, kept_at=promise.kept_at,
            is_provisional=promise.is_provisional,
            counted=Due.from_json(promise.counting) if promise.counting else None, earlier=tuple(earlier),
            unit_name=names.get(unit_id, "") if unit_id else "", is_extension=promise.extends_id is not None,
        ))
    steps = list(Step)
    return tuple(sorted(shown, key=lambda one: steps.index(one.deadline.step)))


def _story(order: WorkOrder, veil: Veil, contacts: tuple[Contact, ...]) -> tuple[Line, ...]:
    whom = {contact.id: contact.whom for contact in contacts}
    told = db.session.scalars(
        select(TimelineEntry).where(TimelineEntry.order_id == order.id).order_by(TimelineEntry.id)
    )
    return tuple(
        Line(
            entry.at, entry.actor_name, entry.unit_name, Entry.by_code(entry.kind),
            veil.data(with_changes(_with_whom(entry.data, whom), order, veil)), entry.to_stage, entry.on_behalf,
        )
        for entry in told
    )


def _with_whom(data: dict[str, Any], whom: dict[int, str]) -> dict[str, Any]:
    """The story only grows and names nobody: whom a contact was with stands, sealed, in the contact."""
    return data | {"whom": whom.get(data["contact_id"]) or "—"} if "contact_id" in data else data


def _is_late(part: Assignment, until: datetime) -> bool:
    return part.due_at is not None and (part.result_at or until) > part.due_at and part.ended_at is None


def _unit(part: Assignment, until: datetime, veil: Veil) -> UnitShown:
    return UnitShown(
        part.department.name, part.part, part.department.phone, part.dispatched_at, part.signed_at, part.signed_by,
        part.due_at, _is_late(part, until), veil.text(part.result or "") or None, part.result_at, part.ended_at,
        part.end_reason,
    )


def _all(kind: Any, order_id: int, veil: Veil) -> tuple[Any, ...]:
    found = db.session.scalars(select(kind).where(kind.order_id == order_id).order_by(kind.id))
    return tuple(veiled(row, veil) for row in found)


def _deadline(
    order: WorkOrder, main: dict[Step, Deadline], promises: tuple[PromiseShown, ...], own: Assignment | None
) -> Deadline | None:
    """What the reader's head line shows: a co-handler its own, everybody else the reply's or the callback's."""
    if own is not None and own.part is Part.CO:
        mine = [one for one in promises if one.deadline.step is Step.CO and one.unit_name == own.department.name]
        if mine:
            return mine[-1].deadline
    return main.get(main_step(order.stage))


def _grounds(veil: Veil, by: Actor) -> dict[str, str]:
    if not veil.may_reveal or veil.needs_reason:
        return {}
    return offered(by, tables.code_names(CodeTable.REVEAL_GROUND, active_only=True))


def order_page(order_id: int, *, by: Actor, now: datetime) -> OrderPage:
    """Raises NotFound for an order that does not exist or is not the reader's to see."""
    order = _order(order_id, by)
    veil, promiser = veil_of(order, by), Promiser(now)
    facts = facts_of(order, by, now)
    shown, offered, found = veiled(order, veil), offers(facts, by), roads(order, by, veil)
    contacts = _all(Contact, order.id, veil)
    story = _story(order, veil, contacts)
    promises = _promises(order, now, promiser.calendar)
    main = {shown.deadline.step: shown.deadline for shown in promises}
    # Once the reply has passed or the order has ended nobody owes the lead a result.
    own, owing_until = assignment_of(order.id, by.department_id), order.reviewed_at or order.ended_at or now
    return OrderPage(
        order=shown,
        veil=veil,
        channel=tables.code_names(CodeTable.CHANNEL).get(order.channel_code, order.channel_code),
        place=tables.code_names(CodeTable.PLACE).get(order.place_code or "", ""),
        matter=tables.code_names(CodeTable.MATTER).get(order.matter_code or "", ""),
        part=facts.part,
        offers=offered,
        deadline=_deadline(order, main, promises, own),
        promises=promises,
        units=tuple(_unit(part, owing_until, veil) for part in order.assignments),
        contacts=contacts,
        replies=_all(Reply, order.id, veil),
        callbacks=_all(Callback, order.id, veil),
        unsolved_reasons=tables.code_names(CodeTable.UNSOLVED_REASON),
        story=story,
        supplements=supplements(story),
        ending=ending(story),
        roads=found,
        clocks=clocks_of(shown, offered, found, story, contacts, promiser),
        handover=handover(order, found.petitions, main, promiser.settings),
        is_co_late=own is not None and own.result_at is None and _is_late(own, owing_until),
        reveal_grounds=_grounds(veil, by),
    )
