"""The filters that a list offers by name: one's own in their order, then what others share."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.store.db import db
from tracker.store.models import Person, SavedFilter

MOST_SHOWN = 80


@dataclass(frozen=True)
class SavedShown:
    """One filter; `owner` is empty for one's own."""

    id: int
    name: str
    query: str
    is_shared: bool
    owner: str


def saved_filters(*, by: Actor) -> tuple[SavedShown, ...]:
    """What the person may choose from."""
    is_own = SavedFilter.person_id == by.id
    found = db.session.execute(
        select(SavedFilter.id, SavedFilter.name, SavedFilter.query, SavedFilter.is_shared, Person.id, Person.name)
        .join(Person, Person.id == SavedFilter.person_id)
        .where(sa.or_(is_own, sa.and_(SavedFilter.is_shared, Person.is_active)))
        .order_by(sa.case((is_own, 0), else_=1), SavedFilter.position, SavedFilter.id)
        .limit(MOST_SHOWN)
    )
    return tuple(
        SavedShown(one, name, query, is_shared, "" if person_id == by.id else owner)
        for one, name, query, is_shared, person_id, owner in found
    )
