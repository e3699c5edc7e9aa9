"""Letting an attempt with a password pass, or saying how long it has to wait. How long, says domain.guarding."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tracker.domain.guarding import GuardKind
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotPermitted
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store import guards
from tracker.store.db import transaction
from tracker.store.guards import Watch
from tracker.store.story import journal


class TooManyFailures(NotPermitted):
    """So many attempts failed that the next has to wait; said alike of accounts that exist and that do not."""

    status = 429


def let_pass(
    counted: Sequence[Watch], in_force: Settings, subject: str, by: Actor, now: datetime, **data: Any
) -> None:
    """Count an attempt, which is taken back (guards.succeeded) when it was right; raises TooManyFailures.

    The first attempt that has to wait is journalled, the others during the same wait are not.
    """
    with transaction():
        until = guards.attempt(counted, in_force, now)
        if until is not None and guards.is_worth_telling(counted, now):
            journal(
                "person.locked", subject, by, now, until=until.isoformat(),
                kinds=[GuardKind(one.kind).value for one in counted], **data)
    if until is not None:
        minutes = -(-(until - now) // timedelta(minutes=1))
        raise TooManyFailures(N_("失败次数过多，请在 %(minutes)d 分钟后再试。"), minutes=minutes)
