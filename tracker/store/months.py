"""A month's bulletin out of the store: the one function behind screen, workbook and test."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.clock import LOCAL
from tracker.domain import bulletin
from tracker.domain.bulletin import Bulletin, Unit
from tracker.domain.indicators import Basis
from tracker.domain.periods import Period, months_between
from tracker.domain.words import DepartmentKind
from tracker.store import tables, tallies
from tracker.store.db import db
from tracker.store.models import Department, WorkOrder


def units() -> list[Unit]:
    """All units, departments before towns, in the order of lists and reports."""
    found = db.session.execute(
        select(Department.id, Department.name, Department.kind).order_by(Department.position, Department.id)
    )
    kinds = list(DepartmentKind)
    return sorted((Unit(*row) for row in found), key=lambda unit: kinds.index(unit.kind))


def bulletin_of(period: Period, now: datetime) -> Bulletin:
    """Count the period and put it into its tables, under the settings of its last day."""
    settings = tables.settings_on(min(period.last_day, now.astimezone(LOCAL).date()))
    return bulletin.bulletin(
        period,
        orders=tallies.count_orders(period),
        handlings=tallies.count_handlings(period),
        units=units(),
        office_name=settings.office_name,
        basis=Basis(basically_counts=settings.basically_counts),
        now=now,
    )


def months_with_orders(now: datetime) -> list[str]:
    """Every month from the first order's to the present one as YYYY-MM, the newest first."""
    first = db.session.scalar(select(func.min(WorkOrder.received_at))) or now
    today = now.astimezone(LOCAL).date()
    return months_between(min(first.astimezone(LOCAL).date(), today), today)
