"""到期匿名化: the dry run. What the next run would take the people out of, counted by the condition that it works by."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.retention import MONTHS_OF
from tracker.domain.words import OrderClass
from tracker.store import retention, tables
from tracker.store.db import db
from tracker.store.models import WorkOrder


@dataclass(frozen=True)
class ClassLine:
    """One class of orders: `months` 0 keeps for ever, and then nothing is due before any day."""

    order_class: OrderClass
    setting: str
    months: int
    before: date | None
    due: int
    done: int


@dataclass(frozen=True)
class RetentionPage:
    """How long each class is kept, what is due now, and what was done."""

    lines: tuple[ClassLine, ...]
    erases_files: bool

    @property
    def due(self) -> int:
        """Orders of all classes that are past their time."""
        return sum(line.due for line in self.lines)


def _done() -> dict[OrderClass, int]:
    wanted = select(WorkOrder.order_class, func.count()).where(WorkOrder.anonymised_at.is_not(None))
    return {one: count for one, count in db.session.execute(wanted.group_by(WorkOrder.order_class))}


def retention_page(*, by: Actor, now: datetime) -> RetentionPage:
    """The page of the security manager, who sees numbers and no orders."""
    require(by, Permission.EDIT_SECURITY_SETTINGS)
    settings = tables.settings_on(now.astimezone(clock.LOCAL).date())
    moments = retention.limits(now)
    due, done = retention.counted(moments), _done()
    return RetentionPage(tuple(
        ClassLine(
            one, key, getattr(settings, key), moments[one].date() if one in moments else None,
            due.get(one, 0), done.get(one, 0))
        for one, key in MONTHS_OF.items()
    ), settings.keep_erases_files)


def numbers_due(*, by: Actor, now: datetime, most: int) -> list[str]:
    """The numbers of the oldest orders that the next run would take, for a look at some of them beforehand."""
    require(by, Permission.RUN_JOBS)
    ids = retention.ids_waiting(retention.limits(now), most)
    found = {id_: number for id_, number in db.session.execute(
        select(WorkOrder.id, WorkOrder.number).where(WorkOrder.id.in_(ids)))}
    return [found[order_id] for order_id in ids]
