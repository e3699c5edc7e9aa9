"""What grouping looks at of the orders of a span: domain.hot_topics says what a group is.

Voided orders and praise are left out; a merged repeat counts. Of a confidential order the caller is not told: it comes
without an enterprise that called, and with whatever names the caller taken out of its words.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.hot_topics import Sighting
from tracker.domain.wordings import CONTENT_HEAD
from tracker.domain.words import CallerKind, RequestType, Stage
from tracker.store import lookups
from tracker.store.db import db
from tracker.store.keys import ring
from tracker.store.models import WorkOrder
from tracker.store.secrecy import veil_outside

O = WorkOrder  # noqa: E741

STANDS = O.stage != Stage.VOIDED
COUNTED = sa.and_(STANDS, O.request_type != RequestType.PRAISE)
"The condition on WorkOrder that leaves what can be a prominent issue."

OWN_CALL = sa.and_(O.is_confidential, O.caller_kind != CallerKind.PERSON)
"Confidential, and the enterprise itself called."


def _veiled_texts(wanted: sa.ColumnElement[bool]) -> dict[int, tuple[str, str]]:
    """Title and content of the confidential orders, without whoever called."""
    found = {}
    for order in db.session.scalars(select(O).where(wanted, O.is_confidential)):
        veil = veil_outside(order)
        found[order.id] = (veil.text(order.title), veil.text(order.content))
    return found


def _phones_by_older_keys(wanted: sa.ColumnElement[bool]) -> dict[int, str | None]:
    """While keys are changed the same phone has two fingerprints: of what waits for the new one, by the order's id."""
    older = O.caller_phone_key.not_like(f"{ring().current}.%")
    found = db.session.execute(select(O.id, O.caller_phone).where(wanted, older))
    return {order_id: lookups.phone_key(phone) for order_id, phone in found}


def sightings(wanted: sa.ColumnElement[bool]) -> list[Sighting]:
    """The orders that the condition leaves, by receipt; whose phones are alike, and not which they are."""
    secret, phones = _veiled_texts(wanted), _phones_by_older_keys(wanted)
    open_name = sa.case((OWN_CALL, sa.null()), else_=O.enterprise_name)
    open_code = sa.case((OWN_CALL, sa.null()), else_=O.enterprise_uscc)
    found: Any = db.session.execute(
        select(
            O.id, O.received_at, open_name, open_code, O.place_code, O.matter_code, O.lead_id, O.caller_phone_key,
            O.title, func.substr(O.content, 1, CONTENT_HEAD),
        ).where(wanted).order_by(O.received_at, O.id)
    )
    seen = list(map(Sighting._make, found))
    if phones:
        seen = [one._replace(phone=phones.get(one.order_id, one.phone)) for one in seen]
    if not secret:
        return seen
    return [
        one._replace(title=secret[one.order_id][0], content=secret[one.order_id][1]) if one.order_id in secret else one
        for one in seen
    ]


def received(since: datetime, until: datetime) -> list[Sighting]:
    """What was received in the span [since, until)."""
    return sightings(sa.and_(O.received_at >= since, O.received_at < until, COUNTED))


def of(order_ids: Collection[int]) -> list[Sighting]:
    """These orders."""
    return sightings(O.id.in_(order_ids))
