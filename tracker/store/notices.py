"""Telling people of an order's story: inbox and outbox, written in the transaction that made the story true.

Which entry concerns whom is decided in domain/notices.py; who that is, in `recipients` below and nowhere else.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from tracker import clock
from tracker.domain import notices
from tracker.domain.account_events import AccountEvent
from tracker.domain.notices import ROLES, Audience, OutChannel
from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.domain.words import Part, Role
from tracker.store import deputies, tables
from tracker.store.db import db
from tracker.store.models import (
    AccountNotice,
    Assignment,
    Hook,
    Notice,
    OutboxItem,
    Person,
    PersonRole,
    TimelineEntry,
    WorkOrder,
)
from tracker.store.secrecy import excluded_units


class Recipient(NamedTuple):
    """One person to be told; without an address, or against the person's wish, not by mail."""

    person_id: int
    email: str | None
    language: str


def _units(
    column: InstrumentedAttribute[Any], order: WorkOrder, told: frozenset[Audience], data: dict[str, Any]
) -> list[sa.ColumnElement[bool]]:
    """Conditions that `column` names a unit among the audiences."""
    found: list[sa.ColumnElement[bool]] = []
    # A repeat names its master's lead, which has no part in it and cannot see it.
    now = select(Assignment.department_id).where(Assignment.order_id == order.id, Assignment.ended_at.is_(None))
    for audience, part in ((Audience.LEAD_UNIT, Part.LEAD), (Audience.CO_UNITS, Part.CO)):
        if audience in told:
            found.append(column.in_(now.where(Assignment.part == part)))
    named = {data.get("unit_id"), *data.get("gone_ids", ())} - {None}
    if Audience.NAMED_UNIT in told and named:
        found.append(column.in_(named))
    kept_away = list(excluded_units(order.id)) if found else []
    return [sa.and_(unit, column.not_in(kept_away)) for unit in found] if kept_away else found


def _holds(*roles: Role) -> sa.ColumnElement[bool]:
    return Person.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(roles)))


def recipients(
    order: WorkOrder, told: frozenset[Audience], data: dict[str, Any], by: Actor, today: date
) -> Sequence[Recipient]:
    """Everybody among the audiences and who stands in for them, but the person who did it. One query in all."""
    wanted = [_holds(Role.HANDLER) & unit for unit in _units(Person.department_id, order, told, data)]
    desks = [role for audience, role in ROLES.items() if audience in told]
    if desks:
        wanted.append(_holds(*desks))
    if not wanted:
        return []
    audience = select(Person.id).where(Person.is_active, or_(*wanted))
    concerned = or_(Person.id.in_(audience), Person.id.in_(deputies.standing_in_for(audience, today)))
    people = select(Person.id, Person.email, Person.wants_mail, Person.locale).where(
        Person.is_active, concerned, Person.id != (by.id or 0)).order_by(Person.id)
    return [
        Recipient(person_id, email if wants_mail else None, locale)
        for person_id, email, wants_mail, locale in db.session.execute(people)
    ]


def spread(order: WorkOrder, entry: Entry, told: TimelineEntry, by: Actor) -> None:
    """Tell whom the entry concerns; who acts on an order has seen what was told of it before."""
    if by.id is not None and entry not in notices.BEGINNINGS | notices.PASSING:
        read(by, told.at, Notice.order_id == order.id)
    audiences = notices.audiences(entry, told.data)
    if not audiences:
        return
    db.session.flush()
    people = recipients(order, audiences, told.data, by, told.at.astimezone(clock.LOCAL).date())
    notices_of = {"order_id": order.id, "entry_id": told.id, "at": told.at}
    _insert(Notice, [notices_of | {"person_id": one.person_id} for one in people])
    letters = [*_letters(people), *_hooks(order, audiences, told.data)]
    if letters:
        next_at = _send_from(entry, told.at)
        _insert(OutboxItem, [
            item(channel, address, language, told.id, next_at, told.at) for channel, address, language in letters])


def _insert(table: type[Notice | OutboxItem], rows: list[dict[str, Any]]) -> None:
    """Rows whose ids nobody asks for, in one statement."""
    if rows:
        db.session.execute(sa.insert(table), rows)


def _letters(people: Sequence[Recipient]) -> list[tuple[OutChannel, str, str]]:
    """One letter to each address, however many people share it; none where the house sends no mail."""
    if current_app.extensions["tracker_config"].mail is None:
        return []
    languages: dict[str, str] = {}
    for one in people:
        if one.email:
            languages.setdefault(one.email, one.language)
    return [(OutChannel.MAIL, address, language) for address, language in languages.items()]


def _hooks(
    order: WorkOrder, told: frozenset[Audience], data: dict[str, Any]
) -> list[tuple[OutChannel, str, str]]:
    """Receivers of everything, and those of a unit that is told."""
    wanted = or_(Hook.department_id.is_(None), *_units(Hook.department_id, order, told, data))
    found = db.session.scalars(select(Hook.id).where(Hook.is_active, wanted).order_by(Hook.id))
    language = current_app.extensions["tracker_config"].locale
    return [(OutChannel.WEBHOOK, str(hook_id), language) for hook_id in found]


def item(
    channel: OutChannel, address: str, language: str, entry_id: int | None, next_at: datetime, now: datetime,
    digest_id: int | None = None, account_notice_id: int | None = None,
) -> dict[str, Any]:
    """A row of the outbox; without an entry, a digest or a word about an account it is a test."""
    about: object = entry_id if entry_id is not None else f"test-{now.isoformat()}"
    if digest_id is not None:
        about = f"digest-{digest_id}"
    if account_notice_id is not None:
        about = f"account-{account_notice_id}"
    return {
        "key": f"{channel.value}:{address}:{about}", "channel": channel, "address": address, "language": language,
        "entry_id": entry_id, "digest_id": digest_id, "account_notice_id": account_notice_id, "next_at": next_at,
        "created_at": now,
    }


def mail_digest(person: Person, digest_id: int, now: datetime) -> None:
    """Queue a morning digest for the person's mailbox, where the house sends mail and the person wants it."""
    if person.email and person.wants_mail and current_app.extensions["tracker_config"].mail is not None:
        _insert(OutboxItem, [item(OutChannel.MAIL, person.email, person.locale, None, now, now, digest_id)])


def tell_of_account(person: Person, event: AccountEvent, now: datetime, **data: Any) -> None:
    """Tell the person what happened to the own account: in the inbox, and by mail whether notices are mailed or not."""
    told = AccountNotice(person_id=person.id, at=now, kind=event.value, data=data)
    db.session.add(told)
    db.session.flush()
    if person.email and current_app.extensions["tracker_config"].mail is not None:
        _insert(OutboxItem, [item(
            OutChannel.MAIL, person.email, person.locale, None, now, now, account_notice_id=told.id)])


def _send_from(entry: Entry, now: datetime) -> datetime:
    if entry not in notices.REMINDERS:
        return now
    local = now.astimezone(clock.LOCAL)
    return notices.send_from(entry, local, tables.working_calendar(tables.settings_on(local.date())))


def read(by: Actor, now: datetime, *which: sa.ColumnElement[bool]) -> int:
    """Mark the person's unread notices that are `which` as read; how many there were."""
    done = db.session.execute(
        update(Notice).where(Notice.person_id == by.id, Notice.read_at.is_(None), *which).values(read_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def unread_count(by: Actor) -> int:
    """How many notices the person has not read, of orders and of the own account."""
    orders, account = (
        select(func.count()).select_from(table).where(table.person_id == by.id, table.read_at.is_(None))
        .scalar_subquery() for table in (Notice, AccountNotice)
    )
    return db.session.scalar(select(orders + account)) or 0
