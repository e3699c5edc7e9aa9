"""账户安全: what a person has been told about the own account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor
from tracker.store.db import db
from tracker.store.models import AccountNotice

MOST = 20


@dataclass(frozen=True)
class AccountNoticeRow:
    """One of them; `event.label % data` is what it says."""

    id: int
    at: datetime
    event: AccountEvent
    data: dict[str, Any]
    is_read: bool


def account_notices(*, unread_only: bool, by: Actor) -> tuple[AccountNoticeRow, ...]:
    """The newest, newest first."""
    wanted = select(AccountNotice).where(AccountNotice.person_id == by.id).order_by(AccountNotice.id.desc()).limit(MOST)
    if unread_only:
        wanted = wanted.where(AccountNotice.read_at.is_(None))
    return tuple(
        AccountNoticeRow(one.id, one.at, AccountEvent(one.kind), one.data, one.read_at is not None)
        for one in db.session.scalars(wanted)
    )
