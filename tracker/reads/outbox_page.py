"""通知渠道: the receivers, how the outbox stands, the dead letters. Of an order the number alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from tracker.domain.hooks import shown_url
from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.job_runs import Result
from tracker.store.models import Department, Hook, OutboxItem, TimelineEntry, WorkOrder

MOST_DEAD = 100
"So many dead letters are listed; what is done to all is done to the others too."


@dataclass(frozen=True)
class HookRow:
    """A receiver as it is shown: without its key and secret."""

    id: int
    name: str
    shape: HookShape
    url: str
    is_signed: bool
    department_id: int | None
    unit: str
    is_active: bool
    tried_at: datetime | None
    trouble: Result


@dataclass(frozen=True)
class DeadRow:
    """A dead letter: of what order, to whom, and why it did not arrive. No number: a test."""

    id: int
    channel: OutChannel
    to: str
    number: str
    failures: int
    created_at: datetime
    trouble: Result


@dataclass(frozen=True)
class OutboxPage:
    """`counts` has every state; `oldest` is what has waited longest although it is due."""

    hooks: tuple[HookRow, ...]
    counts: dict[OutboxState, int]
    oldest: datetime | None
    dead: tuple[DeadRow, ...]


def _hook(hook: Hook, unit: str | None) -> HookRow:
    return HookRow(
        id=hook.id, name=hook.name, shape=hook.shape, url=shown_url(hook.url), is_signed=bool(hook.secret),
        department_id=hook.department_id, unit=unit or "", is_active=hook.is_active, tried_at=hook.tried_at,
        trouble=Result.from_text(hook.trouble),
    )


def _hooks() -> Select[Hook, str]:
    return select(Hook, Department.name).outerjoin(Department, Department.id == Hook.department_id)


def _dead(names: dict[str, str]) -> tuple[DeadRow, ...]:
    wanted = (
        select(OutboxItem, WorkOrder.number).outerjoin(TimelineEntry, TimelineEntry.id == OutboxItem.entry_id)
        .outerjoin(WorkOrder, WorkOrder.id == TimelineEntry.order_id)
        .where(OutboxItem.state == OutboxState.DEAD).order_by(OutboxItem.id.desc()).limit(MOST_DEAD)
    )
    return tuple(
        DeadRow(
            id=item.id, channel=item.channel,
            to=names.get(item.address, "") if item.channel is OutChannel.WEBHOOK else item.address,
            number=number or "", failures=item.failures, created_at=item.created_at,
            trouble=Result.from_text(item.trouble),
        )
        for item, number in db.session.execute(wanted)
    )


def outbox_page(*, by: Actor, now: datetime) -> OutboxPage:
    """Everything that the page shows, in a fixed number of queries."""
    require(by, Permission.SEE_OUTBOX)
    hooks = tuple(_hook(*row) for row in db.session.execute(_hooks().order_by(Hook.is_active.desc(), Hook.id)))
    stands = db.session.execute(select(OutboxItem.state, func.count()).group_by(OutboxItem.state))
    oldest = db.session.scalar(
        select(func.min(OutboxItem.next_at)).where(OutboxItem.state == OutboxState.WAITING, OutboxItem.next_at <= now))
    return OutboxPage(
        hooks=hooks, counts=dict.fromkeys(OutboxState, 0) | {state: count for state, count in stands}, oldest=oldest,
        dead=_dead({str(hook.id): hook.name for hook in hooks}),
    )


def hook_row(hook_id: int, *, by: Actor) -> HookRow:
    """One receiver; raises NotFound."""
    require(by, Permission.SEE_OUTBOX)
    found = db.session.execute(_hooks().where(Hook.id == hook_id)).one_or_none()
    if found is None:
        raise NotFound(N_("没有找到这个推送通道。"))
    return _hook(*found)
