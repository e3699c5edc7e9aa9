"""The reply's clock beyond the limit table: what was extended, what a law gives, and a date that a unit named.

Which of it may be asked for is decided in domain.hurdles; how it is counted in domain.deadlines.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from tracker import clock
from tracker.domain import deadlines
from tracker.domain.counting import DAY
from tracker.domain.deadlines import Due, Limit
from tracker.domain.settings import Settings
from tracker.domain.words import N_, Step, Unit
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import Promise, StatutoryLimit, WorkOrder
from tracker.store.promiser import Promiser

BY_UNIT = N_("承办单位约定的下次答复日期")


@dataclass(frozen=True)
class Room:
    """What an extension would start from, and the most that it may add. `law` is the limit that a law gave."""

    promise: Promise
    original: Promise
    law: StatutoryLimit | None
    longest: int
    "In the promise's unit; 0 where the law leaves nothing."


def chain(promise: Promise) -> list[Promise]:
    """The promise and those that it extends, the original first."""
    links = [promise]
    while links[0].extends_id is not None:
        earlier = db.session.get(Promise, links[0].extends_id)
        assert earlier is not None  # a foreign key
        links.insert(0, earlier)
    return links


def law_of(promise: Promise) -> StatutoryLimit | None:
    """The law's limit that the promise is, or None."""
    return db.session.get(StatutoryLimit, promise.statutory_limit_id) if promise.statutory_limit_id else None


def room(order_id: int, settings: Settings) -> Room | None:
    """None where no reply is promised."""
    promise = promises.open_promise(order_id, Step.REPLY)
    if promise is None:
        return None
    original, *added = chain(promise)
    law = law_of(original)
    longest = deadlines.longest_extension(
        Limit(original.amount, original.unit), settings.extension_percent, sum(one.amount for one in added),
        law.longest if law else None,
    )
    return Room(promise, original, law, longest)


def _by_law(law: StatutoryLimit, amount: int, start: datetime, promiser: Promiser) -> Due:
    return deadlines.due(start, Limit(amount, law.unit), promiser.calendar, promiser.settings.day_end)


def extended(found: Room, amount: int, promiser: Promiser) -> Due:
    """Where an extension by so much would end; a law's longest limit is never exceeded, whatever day it ends on."""
    due = deadlines.extended(
        found.promise.due_at, Limit(amount, found.promise.unit), promiser.calendar, promiser.settings.day_end)
    if found.law is None:
        return due
    return deadlines.not_later(due, _by_law(found.law, found.law.longest, found.original.starts_at, promiser).at)


def by_law(law: StatutoryLimit, promise: Promise, promiser: Promiser) -> Due:
    """Where the law's limit would end, counted from where the limit that it replaces was counted from."""
    return _by_law(law, law.amount, chain(promise)[0].starts_at, promiser)


def _replace(order: WorkOrder, old: Promise, due: Due, basis: str, promiser: Promiser) -> Promise:
    old.superseded_at = promiser.now
    warn_at = deadlines.warn_from(due, promiser.calendar, promiser.settings.warn_days)
    return promises.give(order, Step.REPLY, due, warn_at, None, basis, promiser.now)


def extend(order: WorkOrder, found: Room, amount: int, basis: str, promiser: Promiser) -> Promise:
    """The extended promise takes the place of the one that stood, which is kept."""
    new = _replace(order, found.promise, extended(found, amount, promiser), basis, promiser)
    new.extends_id = found.promise.id
    return new


def give_statutory(order: WorkOrder, law: StatutoryLimit, old: Promise, promiser: Promiser) -> Promise:
    """The law's limit takes the place of the hotline's."""
    new = _replace(order, old, by_law(law, old, promiser), law.legal_basis, promiser)
    new.statutory_limit_id = law.id
    order.is_statutory = True
    return new


def give_interim(order: WorkOrder, on: date, promiser: Promiser) -> Due:
    """Promise the next word by the end of `on`; a day that is later declared off moves to the next one worked."""
    days = Limit((on - promiser.today).days, Unit.NATURAL_DAY)
    return promiser.give_limit(order, Step.INTERIM, promiser.now, days, BY_UNIT)


def laws_on(day: date) -> list[StatutoryLimit]:
    """The statutory limits in force on `day`."""
    return list(db.session.scalars(
        select(StatutoryLimit)
        .where(
            StatutoryLimit.effective_from <= day,
            or_(StatutoryLimit.effective_to.is_(None), StatutoryLimit.effective_to >= day),
        )
        .order_by(StatutoryLimit.name, StatutoryLimit.id)
    ))


def latest_interim(promiser: Promiser, due_at: datetime | None) -> date:
    """The last day that may be named for the next interim reply: `interim_days`, and the reply's own due day.

    A reply that is overdue already bounds nothing: the caller is kept informed till the end (一跟到底).
    """
    most = deadlines.due(
        promiser.now, Limit(promiser.settings.interim_days, Unit.WORKING_DAY), promiser.calendar).at.date()
    if due_at is None or due_at <= promiser.now:
        return most
    tomorrow = promiser.calendar.next_working_day(promiser.today + DAY)
    return min(most, max(due_at.astimezone(clock.LOCAL).date(), tomorrow))
