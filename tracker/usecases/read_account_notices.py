"""知道了: what the person was told about the own account, up to the newest that the page showed."""

from datetime import datetime

from sqlalchemy import update

from tracker.domain.permissions import Actor
from tracker.store.db import transaction
from tracker.store.models import AccountNotice


def read_account_notices(up_to_id: int, *, by: Actor, now: datetime) -> None:
    """Mark the person's own as read up to that one; later ones stay unread."""
    with transaction() as session:
        session.execute(
            update(AccountNotice)
            .where(AccountNotice.person_id == by.id, AccountNotice.id <= up_to_id, AccountNotice.read_at.is_(None))
            .values(read_at=now).execution_options(synchronize_session=False)
        )
