"""登记联系: when, how and with whom the lead spoke. The first contact keeps a promise of its own."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, ContactMethod, Step
from tracker.store import orders, promises
from tracker.store.db import transaction
from tracker.store.models import Contact


def record_contact(
    order_id: int, *, at: datetime, method: ContactMethod, whom: str, note: str = "", version: int | None = None,
    by: Actor, now: datetime,
) -> None:
    """Record a contact made at `at`, between the dispatch and now."""
    if not whom.strip():
        raise Invalid(N_("请填写联系到的人。"), field="whom")
    with transaction() as session:
        order, _facts = orders.locked_for(order_id, Move.CONTACT, by, now, version)
        if at > now:
            raise Invalid(N_("联系时间不能晚于现在。"), field="at")
        # The form gives minutes: a call in the minute of the dispatch is not before it.
        if order.dispatched_at and at < order.dispatched_at.replace(second=0, microsecond=0):
            raise Invalid(N_("联系时间不能早于派单时间。"), field="at")
        contact = Contact(
            order_id=order.id, at=at, method=method, whom=whom.strip(), note=note.strip(), recorded_at=now,
            recorded_by=by.name,
        )
        session.add(contact)
        session.flush()  # the story names nobody: it points to the contact, where the name is sealed
        orders.move(
            order, Move.CONTACT, Entry.CONTACTED, by, now,
            method=method.label, contact_id=contact.id, note=note.strip(), contacted_at=at.isoformat(),
        )
        if order.contacted_at is None:
            order.contacted_at = at
            promises.keep(order.id, Step.CONTACT, at)
