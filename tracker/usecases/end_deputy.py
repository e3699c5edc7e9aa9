"""结束代理: a deputyship ends at once, or before it has begun; what the deputy did stays signed as it was."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.refusals import AlreadyDone, NotFound
from tracker.domain.words import N_
from tracker.store.db import db, transaction
from tracker.store.models import Deputy
from tracker.store.story import journal
from tracker.usecases.name_deputy import require_own_or_manager


def end_deputy(deputyship_id: int, *, by: Actor, now: datetime) -> int:
    """End it, as the person who named the deputy or as the security manager, and return that person's id.

    Raises AlreadyDone when it is over.
    """
    with transaction():
        found = db.session.scalar(
            select(Deputy).where(Deputy.id == deputyship_id).with_for_update(of=Deputy)
            .options(joinedload(Deputy.person, innerjoin=True), joinedload(Deputy.deputy, innerjoin=True))
        )
        if found is None:
            raise NotFound(N_("没有找到这次代理。"))
        require_own_or_manager(found.person_id, by)
        if found.ended_at is not None or found.to_on < now.astimezone(clock.LOCAL).date():
            raise AlreadyDone(N_("这次代理已经结束，无需再结束。"))
        found.ended_at, found.ended_by = now, by.name
        journal("deputy.ended", found.person.sign_in_name, by, now, person=found.person.name, deputy=found.deputy.name)
        return found.person_id
