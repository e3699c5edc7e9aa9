"""保密 in the store: the veil over each order for a reader, and which units an order must keep away from.

The rule itself: domain/disclosure.py. Whatever shows an order's words asks here for its veil.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.disclosure import Identity, Veil, veil_over
from tracker.domain.intake import Intake
from tracker.domain.permissions import Actor, Permission
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Stage
from tracker.store.db import db
from tracker.store.models import Department, ExcludedUnit, IdentityGrant, WorkOrder


def identity_of(order: WorkOrder | Intake) -> Identity:
    """Who called, or is about to be registered."""
    return Identity(**{name: getattr(order, name, None) for name in Identity.__dataclass_fields__})


def _granted(by: Actor) -> sa.Select[int]:
    """Ids of the orders whose identity was granted to the reader's unit."""
    return select(IdentityGrant.order_id).where(
        IdentityGrant.department_id == by.department_id, IdentityGrant.revoked_at.is_(None)
    )


def is_unit(by: Actor) -> bool:
    """Does the reader belong to a handling unit rather than to the hotline?"""
    return not by.may(Permission.SEE_ALL_ORDERS)


def veils(orders: Iterable[WorkOrder], by: Actor) -> dict[int, Veil]:
    """order id → what lies over it for the reader; one query, and none where nothing is confidential."""
    orders, reader_is_unit = list(orders), is_unit(by)
    secret = [order.id for order in orders if order.is_confidential]
    granted: Collection[int] = ()
    if secret and reader_is_unit:
        granted = set(db.session.scalars(_granted(by).where(IdentityGrant.order_id.in_(secret))))
    may_reveal = by.may(Permission.REVEAL_CALLER)
    return {
        order.id: veil_over(
            identity_of(order), is_confidential=order.is_confidential, is_unit=reader_is_unit,
            has_grant=order.id in granted, may_reveal=may_reveal,
        )
        for order in orders
    }


def veil_of(order: WorkOrder, by: Actor) -> Veil:
    """What lies over one order for the reader."""
    return veils([order], by)[order.id]


def veil_outside(order: WorkOrder | Intake) -> Veil:
    """What lies over an order in anything that leaves the house or is kept: workbook, notice, mail, paper."""
    return veil_over(
        identity_of(order), is_confidential=order.is_confidential, is_unit=True, has_grant=False, may_reveal=False
    )


def hidden_from(by: Actor) -> sa.ColumnElement[bool]:
    """The condition on WorkOrder that leaves the orders whose identity is hidden from the reader.

    Nothing may be found by what is hidden: a hit would tell it. The index of words never holds it (store.search);
    look-ups by phone or credit code leave these orders out.
    """
    if not is_unit(by):
        return sa.false()
    return sa.and_(WorkOrder.is_confidential, WorkOrder.id.not_in(_granted(by)))


def excluded_from(by: Actor) -> sa.Select[int]:
    """Ids of the orders that the reader's unit must keep away from."""
    return select(ExcludedUnit.order_id).where(
        ExcludedUnit.department_id == by.department_id, ExcludedUnit.lifted_at.is_(None)
    )


def excluded_units(order_id: int) -> dict[int, str]:
    """unit → why it must keep away from the order, or from a repeat that is handled with it."""
    handled_together = select(WorkOrder.id).where(sa.or_(
        WorkOrder.id == order_id, sa.and_(WorkOrder.master_id == order_id, WorkOrder.stage == Stage.MERGED)))
    found = db.session.execute(
        select(ExcludedUnit.department_id, ExcludedUnit.reason)
        .where(ExcludedUnit.order_id.in_(handled_together), ExcludedUnit.lifted_at.is_(None)).order_by(ExcludedUnit.id)
    )
    return {unit_id: reason for unit_id, reason in found}


def refuse_excluded(order_id: int, units: Mapping[str, Collection[int]]) -> None:
    """Refuse units that must keep away: field of the form → ids chosen there ({"lead_id": [3], "co_ids": [5, 8]}).

    Every verb that gives a unit a part in an order calls this inside its transaction.
    """
    excluded = excluded_units(order_id)
    for field, chosen in units.items():
        for unit_id in chosen:
            if unit_id in excluded:
                name = db.session.scalar(select(Department.name).where(Department.id == unit_id))
                raise Invalid(
                    N_("“%(unit)s”须回避这张工单（%(reason)s），请改派其他单位；回避有误的，由派单员或督办员先解除。"),
                    field=field, unit=name, reason=excluded[unit_id],
                )
