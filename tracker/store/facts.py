"""What is true of an order, gathered for the rules: the one way from rows to domain.hurdles.Facts."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.counting import LOCAL, Limit, due
from tracker.domain.hurdles import Facts
from tracker.domain.permissions import Actor
from tracker.domain.returning import is_denied
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.settings import Settings
from tracker.domain.words import Part, Stage, Step, Unit
from tracker.store import clocks, exclusions, petitions, promises, tables
from tracker.store.db import db
from tracker.store.models import Assignment, HardCase, Supervision, WorkOrder

DAY = timedelta(days=1)


def active_parts(order_id: int) -> list[Assignment]:
    """The units that have a part in the order now, lead first."""
    found = db.session.scalars(
        select(Assignment).where(Assignment.order_id == order_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
    )
    return sorted(found, key=lambda part: part.part is not Part.LEAD)


def open_supervision(order_id: int) -> Supervision | None:
    """The supervision notice that is not yet closed, or None; an urge is only a message."""
    return db.session.scalar(select(Supervision).where(
        Supervision.order_id == order_id, Supervision.level != SupervisionLevel.URGE, Supervision.closed_at.is_(None)
    ))


def open_hard_case(order_id: int) -> HardCase | None:
    """The order's line on the ledger of hard orders, or None."""
    return db.session.scalar(select(HardCase).where(HardCase.order_id == order_id, HardCase.ended_at.is_(None)))


def _return_until(part: Assignment | None, settings: Settings, calendar: WorkingCalendar) -> datetime | None:
    if part is None or part.dispatched_at is None:
        return None
    return due(part.dispatched_at, Limit(settings.return_days, Unit.WORKING_DAY), calendar, settings.day_end).at


def _extension_until(order: WorkOrder, settings: Settings, calendar: WorkingCalendar) -> datetime | None:
    """So many working days before the due moment, at its clock time."""
    if order.due_at is None:
        return None
    local = order.due_at.astimezone(LOCAL)
    day = local.date()
    for _ in range(settings.extension_ask_days):
        day = calendar.last_working_day(day - DAY)
    return datetime.combine(day, local.timetz())


def _no_more_returns(order: WorkOrder, part: Assignment | None) -> bool:
    """The lead must keep an order that was arbitrated; a co-handler only what it was itself told to keep."""
    if part is None or part.part is Part.LEAD:
        return order.no_more_returns
    return is_denied(petitions.past_returns(order.id), part.department_id, Part.CO)


def _extensions(order: WorkOrder) -> int:
    """How often the limit that stands was extended: a redo's or a new lead's fresh limit was not."""
    promise = promises.open_promise(order.id, Step.REPLY)
    return len(clocks.chain(promise)) - 1 if promise else order.extension_count


def facts_of(order: WorkOrder, by: Actor, now: datetime) -> Facts:
    """The facts of the order for the actor, read in a fixed number of queries."""
    settings = tables.settings_on(now.astimezone(LOCAL).date())
    calendar = tables.working_calendar(settings)
    parts = active_parts(order.id)
    own = next((part for part in parts if part.department_id == by.department_id), None)
    lead = next((part for part in parts if part.part is Part.LEAD), None)
    petition, supervision = petitions.waiting(order.id), open_supervision(order.id)
    return Facts(
        now=now,
        stage=order.stage,
        part=own.part if own else None,
        has_signed=bool(own and own.signed_at),
        has_co_result=bool(own and own.result_at),
        wants_reply=order.wants_reply,
        is_contacted=order.contacted_at is not None,
        co_waiting=tuple(
            part.department.name for part in parts if part.part is Part.CO and part.result_at is None),
        reply_needs_co=settings.reply_needs_co,
        pending=petition.kind if petition else None,
        is_own_petition=bool(petition and petition.department_id == by.department_id),
        is_co_petition=bool(petition and lead and petition.department_id != lead.department_id),
        is_own_wish=bool(petition and exclusions.is_own_wish(petition, by)),
        is_excluded=order.exclusion_code is not None,
        no_more_returns=_no_more_returns(order, own),
        return_until=_return_until(own, settings, calendar),
        due_at=order.due_at,
        extension_count=_extensions(order),
        extension_times=settings.extension_times,
        extension_until=_extension_until(order, settings, calendar),
        is_statutory=order.is_statutory,
        is_hard=order.is_hard,
        on_ledger=open_hard_case(order.id) is not None,
        open_supervision=supervision.number if supervision else None,
        is_supervision_answered=bool(supervision and supervision.answered_at),
        has_repeats=bool(db.session.scalar(select(
            exists().where(WorkOrder.master_id == order.id, WorkOrder.stage == Stage.MERGED)))),
    )
