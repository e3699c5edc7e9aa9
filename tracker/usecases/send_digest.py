"""每日提醒: one digest a person in the morning rather than a flood: what is late, due today, unsigned, uncontacted."""

import logging
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.store import digests, notices, tables
from tracker.store.db import transaction
from tracker.store.digests import Items
from tracker.store.models import Digest, Person

log = logging.getLogger(__name__)


def send_digest(*, now: datetime) -> int:
    """Make today's digests and return how many; nothing on a day off, before the opening or after the closing.

    A person has one a day (a unique key), and none where nothing is pressing. Each is a transaction of its own.
    """
    local = now.astimezone(clock.LOCAL)
    spans = tables.office_calendar(now).open_spans(local.date(), clock.LOCAL)
    if not spans or not spans[0][0] <= local < spans[-1][1]:
        return 0
    found = digests.pressing(now)
    wanted = [
        (person.id, digests.items(one for one in found if is_supervisor or person.department_id in one.units))
        for person, is_supervisor in digests.readers()
    ]
    return sum(_send(person_id, items, now) for person_id, items in wanted if items)


def _send(person_id: int, items: Items, now: datetime) -> bool:
    """Write the digest, unless it was."""
    day = now.astimezone(clock.LOCAL).date()
    try:
        with transaction() as session:
            person = session.get(Person, person_id)
            if person is None or digests.of_day(person_id, day) is not None:
                return False
            made = Digest(person_id=person_id, on=day, items=items, made_at=now)
            session.add(made)
            session.flush()
            notices.mail_digest(person, made.id, now)
            return True
    except IntegrityError:
        log.info("another process was quicker with the digest of person %s", person_id)
        return False
