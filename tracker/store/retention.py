"""Which ended orders are past their time, and taking the people out of one: its row, its story, its attachments.

How long each class is kept: domain.retention. When it happens: usecases.anonymise_orders.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.clock import LOCAL
from tracker.domain.caller_changes import ADDRESSES, NAMES, PHONES, known
from tracker.domain.permissions import Actor
from tracker.domain.redaction import GONE, REDACTED, pattern_of
from tracker.domain.retention import MONTHS_OF, blanked, file_name_of, kept_since
from tracker.domain.words import AttachmentKind, OrderClass
from tracker.domain.workflow import OPEN_STAGES
from tracker.store import search, tables
from tracker.store.db import Base, db
from tracker.store.models import (
    Assignment,
    Attachment,
    Callback,
    Contact,
    ExcludedUnit,
    HardCase,
    IdentityGrant,
    InterimReply,
    Petition,
    Reply,
    Supervision,
    TimelineEntry,
    WorkOrder,
)
from tracker.store.redactions import redact

ENDED_AT = func.coalesce(WorkOrder.closed_at, WorkOrder.ended_at)
"When an order was over, archived or not."

TEXTS: dict[type[Base], tuple[str, ...]] = {
    WorkOrder: ("title", "content", "public_answer"),
    Assignment: ("result",),
    Contact: ("note",),
    Reply: ("internal_account", "public_answer", "unsolved_note", "verdict_reason"),
    Callback: ("reason", "note"),
    Petition: ("reason", "legal_basis", "plan", "decision_note"),
    InterimReply: ("public_answer",),
    Supervision: ("message", "instruction", "answer", "closing_note"),
    HardCase: ("reason", "plan", "ending_note"),
    IdentityGrant: ("reason",),
    ExcludedUnit: ("reason",),
    Attachment: ("removal_reason",),
}
"What people typed about an order: names and numbers are taken out, the rest stays."

SHORTEST_ADDRESS = 6
"A road alone is nobody's home; with a number it may be."

Blank = Callable[[str], str]


def limits(now: datetime) -> dict[OrderClass, datetime]:
    """For each class that is not kept for ever: orders that were over before this moment are due."""
    local = now.astimezone(LOCAL)
    settings = tables.settings_on(local.date())
    since = {order_class: kept_since(local, getattr(settings, key)) for order_class, key in MONTHS_OF.items()}
    return {order_class: moment for order_class, moment in since.items() if moment is not None}


def waiting(classes: Mapping[OrderClass, datetime]) -> sa.ColumnElement[bool]:
    """Orders of each class that were over before its moment and are not anonymous yet, as a condition."""
    return sa.and_(
        WorkOrder.anonymised_at.is_(None), WorkOrder.stage.not_in(OPEN_STAGES),
        sa.or_(sa.false(), *(
            sa.and_(WorkOrder.order_class == order_class, ENDED_AT < before)
            for order_class, before in classes.items())),
    )


def ids_waiting(classes: Mapping[OrderClass, datetime], most: int) -> Sequence[int]:
    """The oldest of them."""
    wanted = select(WorkOrder.id).where(waiting(classes)).order_by(ENDED_AT, WorkOrder.id).limit(most)
    return list(db.session.scalars(wanted))


def counted(classes: Mapping[OrderClass, datetime]) -> dict[OrderClass, int]:
    """How many of each class."""
    wanted = select(WorkOrder.order_class, func.count()).where(waiting(classes)).group_by(WorkOrder.order_class)
    return {order_class: count for order_class, count in db.session.execute(wanted)}


def is_waiting(order: WorkOrder, classes: Mapping[OrderClass, datetime]) -> bool:
    """The same of one order, once it is locked."""
    found = select(WorkOrder.id).where(WorkOrder.id == order.id, waiting(classes))
    return db.session.scalar(found) is not None


def anonymise(order: WorkOrder, *, erases_files: bool, reason: str, by: Actor, now: datetime) -> None:
    """Take the people out of a locked order, whatever belongs to it; figures and the course of things stay."""
    blank = _blank_for(order)
    for row, names in _rows_with_texts(order):
        for name in names:
            if text := getattr(row, name):
                setattr(row, name, blank(text))
    for contact in _of(Contact, order):
        contact.whom = GONE
    for attachment in _of(Attachment, order):
        _anonymise_attachment(attachment, erases_files, now)
    for entry in _of(TimelineEntry, order):
        _anonymise_entry(entry, blank, reason, by, now)
    order.caller_name, order.caller_phone, order.address = GONE, None, ""
    order.enterprise_contact = GONE if order.enterprise_contact else None
    order.caller_changes = None
    order.anonymised_at = now
    db.session.flush()
    search.reindex([order])


def _of(model: Any, order: WorkOrder) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.order_id == order.id).order_by(model.id)))


def _rows_with_texts(order: WorkOrder) -> Iterator[tuple[Any, tuple[str, ...]]]:
    for model, names in TEXTS.items():
        for row in [order] if model is WorkOrder else _of(model, order):
            yield row, names


def _blank_for(order: WorkOrder) -> Blank:
    """Takes out everybody who is named in a field of the order, and every mobile number and identity card."""
    whom = [contact.whom for contact in _of(Contact, order)]
    changes = order.caller_changes
    names = (order.caller_name, order.enterprise_contact, *known(changes, NAMES), *whom)
    phones = (order.caller_phone, *known(changes, PHONES))
    addresses = [one for one in (order.address, *known(changes, ADDRESSES)) if len(one) >= SHORTEST_ADDRESS]
    pattern = pattern_of(names=filter(None, names), phones=filter(None, phones), codes=addresses)
    return lambda text: pattern.sub(REDACTED, text)


def _anonymise_attachment(attachment: Attachment, erases_files: bool, now: datetime) -> None:
    attachment.file_name = file_name_of(attachment.number, attachment.file_name)
    is_spoken = attachment.media_type.startswith("audio/")
    if erases_files and (is_spoken or attachment.kind is AttachmentKind.CALLER):
        attachment.erased_at = now


def _anonymise_entry(entry: TimelineEntry, blank: Blank, reason: str, by: Actor, now: datetime) -> None:
    data = blanked(entry.data, blank)
    if "whom" in data:
        data["whom"] = GONE
    if data != entry.data:
        redact(entry, data, reason=reason, by=by, now=now)
