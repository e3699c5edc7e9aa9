"""Open a notice: its order is where the reader goes, and all that was told of the order is read thereby."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store import notices
from tracker.store.db import transaction
from tracker.store.models import Notice, WorkOrder
from tracker.store.orders import visible_to


def open_notice(notice_id: int, *, by: Actor, now: datetime) -> int | None:
    """Mark the person's notices of the order as read and return its id, None where the person sees it no more.

    Another person's notice does not exist.
    """
    with transaction() as session:
        notice = session.get(Notice, notice_id)
        if notice is None or notice.person_id != by.id:
            raise NotFound(N_("没有找到这条通知。"))
        notices.read(by, now, Notice.order_id == notice.order_id)
        return session.scalar(select(WorkOrder.id).where(WorkOrder.id == notice.order_id, visible_to(by)))
