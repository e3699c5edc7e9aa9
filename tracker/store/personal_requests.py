"""个人信息请求 in the store: which orders are the person's, by the whole number or by name and order, and whose request.

What is found is found by fingerprint; the number itself is kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.caller_changes import called
from tracker.domain.permissions import Actor
from tracker.domain.personal_requests import Standing, may_be, named
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store import lookups
from tracker.store.db import db
from tracker.store.models import PersonalRequest, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.secrecy import hidden_from

Found = Sequence[tuple[WorkOrder, Standing]]


@dataclass(frozen=True)
class Held:
    """An order in which the person is; `is_withheld`: confidential, and the proof does not suffice for that."""

    order: WorkOrder
    standing: Standing
    is_withheld: bool


def _within_reach(by: Actor) -> sa.ColumnElement[bool]:
    """Orders whose caller `by` may know; an anonymous one has nobody in it any more."""
    return sa.and_(visible_to(by), sa.not_(hidden_from(by)), WorkOrder.anonymised_at.is_(None))


def _called(order: WorkOrder) -> str:
    return called(order.caller_name, order.caller_changes)


def with_phone(phone: str, name: str, by: Actor) -> Found:
    """The orders of this whole number, the newest first; with a name, without those that name somebody else.

    A family shares a number, and a number that was given up gets another owner.
    """
    wanted = select(WorkOrder).where(lookups.has_phone(WorkOrder.caller_phone_key, phone), _within_reach(by))
    found = db.session.scalars(wanted.order_by(WorkOrder.received_at.desc(), WorkOrder.id.desc()))
    return [(order, Standing.CALLER) for order in found if may_be(_called(order), name)]


def with_name(name: str, number: str, by: Actor) -> Found:
    """The order of this number (ours or its source's), if the whole name is its caller's or its contact's."""
    same = sa.or_(WorkOrder.number == number, WorkOrder.source_number == number)
    found = []
    for order in db.session.scalars(select(WorkOrder).where(same, _within_reach(by)).order_by(WorkOrder.id)):
        if name in (order.caller_name, _called(order)):
            found.append((order, Standing.CALLER))
        elif name == order.enterprise_contact:
            found.append((order, Standing.CONTACT))
    return found


def own(request_id: int, by: Actor, *, for_update: bool = False) -> PersonalRequest:
    """The request of whoever verified the caller; another's is not there."""
    wanted = select(PersonalRequest).where(PersonalRequest.id == request_id, PersonalRequest.person_id == by.id)
    request = db.session.scalar(wanted.with_for_update() if for_update else wanted)
    if request is None:
        raise NotFound(N_("没有找到这次个人信息请求，或者不是您受理的。请重新核验身份后受理。"))
    return request


def held(request: PersonalRequest, by: Actor) -> list[Held]:
    """What was found then and is still within reach, the newest first."""
    standings = {int(order_id): Standing(code) for order_id, code in request.found}
    wanted = select(WorkOrder).where(WorkOrder.id.in_(standings), _within_reach(by))
    found = db.session.scalars(wanted.order_by(WorkOrder.received_at.desc(), WorkOrder.id.desc()))
    return [
        Held(order, standings[order.id], order.is_confidential and not request.verified.is_strong) for order in found]


def has_several_names(found: Sequence[Held]) -> bool:
    """Are these orders different people's, by their names? A misspelt one is put right before anything is copied."""
    return len(named(_called(one.order) for one in found if one.standing is Standing.CALLER)) > 1
