"""A test message to a receiver: by way of the outbox like any other, so that the page never waits for the far side."""

from datetime import datetime

from flask import current_app
from sqlalchemy import insert

from tracker.domain.notices import OutChannel
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import OutOfTurn
from tracker.domain.words import N_
from tracker.store import notices
from tracker.store.db import transaction
from tracker.store.models import OutboxItem
from tracker.store.story import journal
from tracker.usecases.receiving import locked_hook


def try_hook(hook_id: int, *, by: Actor, now: datetime) -> str:
    """Queue the test and return the receiver's name; refuses a receiver that is switched off."""
    require(by, Permission.SEE_OUTBOX)
    with transaction() as session:
        hook = locked_hook(hook_id)
        if not hook.is_active:
            raise OutOfTurn(N_("这个推送通道已停用，请先启用再测试。"))
        language = current_app.extensions["tracker_config"].locale
        session.execute(
            insert(OutboxItem), [notices.item(OutChannel.WEBHOOK, str(hook.id), language, None, now, now)])
        journal("hook.tried", hook.name, by, now)
        return hook.name
