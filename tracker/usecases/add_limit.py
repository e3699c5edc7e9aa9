"""A new row of the limit table; the row it follows ends the day before."""

from collections.abc import Collection
from datetime import datetime

from tracker.domain.limits import LimitRow
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.placing_limits import check_start, place, subject, told

BASIS_MAX = 400


def check_basis(text: str) -> str:
    """A limit without a legal basis cannot be explained to anybody."""
    if not text.strip() or len(text.strip()) > BASIS_MAX:
        raise Invalid(N_("请填写时限依据，最多 %(most)d 个字。"), field="legal_basis", most=BASIS_MAX)
    return text.strip()


def add_limit(row: LimitRow, *, ends: Collection[int] | None = None, by: Actor, now: datetime) -> None:
    """Add the row; `ends` are the ids of the rows that the person was told will end the day before.

    Raises Invalid for a start in the past or taken by a row of the same key, Stale when the table changed meanwhile.
    """
    require(by, Permission.EDIT_LIMITS)
    check_start(row.effective_from, now)
    check_basis(row.legal_basis)
    with transaction():
        fit = place(row, now, ends)
        journal(
            "limit.added", subject(row), by, now, after=told(fit.row), ended=[told(earlier) for earlier in fit.ended],
        )
