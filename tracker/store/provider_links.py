"""Who the office's provider knows as whom: found by issuer and subject once bound, by the awaited name before."""

from sqlalchemy import select

from tracker.domain.provider import Identity
from tracker.store.db import db
from tracker.store.models import ProviderLink


def of(person_id: int) -> ProviderLink | None:
    """The person's link, bound or awaited."""
    return db.session.get(ProviderLink, person_id)


def row_of(person_id: int) -> ProviderLink:
    """The person's link for changing it, made where there is none; the person is locked already."""
    found = db.session.get(ProviderLink, person_id, with_for_update=True)
    if found is None:
        found = ProviderLink(person_id=person_id)
        db.session.add(found)
    return found


def is_bound(person_id: int) -> bool:
    """Does the person sign in through the provider?"""
    found = of(person_id)
    return found is not None and found.subject is not None


def bound_to(identity: Identity) -> ProviderLink | None:
    """The link that this identity, and no other, opens."""
    return db.session.scalar(select(ProviderLink).where(
        ProviderLink.issuer == identity.issuer, ProviderLink.subject == identity.subject
    ).execution_options(populate_existing=True))


def awaiting(name: str) -> ProviderLink | None:
    """The link whose first sign-in is awaited under the name; a bound link awaits nothing."""
    return db.session.scalar(select(ProviderLink).where(
        ProviderLink.expected_name == name, ProviderLink.subject.is_(None)
    ).execution_options(populate_existing=True)) if name else None
