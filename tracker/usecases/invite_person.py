"""A one-time link for a person, made by the security manager: an invitation, or a reset of the password.

The link goes by mail where that is possible; else it is handed over once. Whoever made it never learns the password.
"""

from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain.links import LinkKind, expires_at
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.sessions import SessionEnd
from tracker.domain.words import N_
from tracker.store import links, passwords, sessions, tables
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases import choosing_password as choosing
from tracker.usecases.mailing_links import goes_by_mail, mail_link
from tracker.usecases.staffing import locked_person


@dataclass(frozen=True)
class Handed:
    """The link: its token, which exists nowhere else, unless it is on its way to the `mailed_to` address."""

    kind: LinkKind
    token: str | None
    expires_at: datetime
    mailed_to: str | None


def invite_person(person_id: int, *, by_mail: bool = True, by: Actor, now: datetime) -> Handed:
    """Make a link in place of any earlier one. The password that there was opens nothing more, every session ends."""
    require(by, Permission.MANAGE_ACCESS)
    nobody_knows = passwords.nobody_knows()
    with transaction():
        person = locked_person(person_id)
        if not person.is_active:
            raise Invalid(N_("账户已停用，请先恢复“可以登录”。"))
        in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
        kind = LinkKind.INVITATION if person.signed_in_at is None else LinkKind.RESET
        until = expires_at(LinkKind.INVITATION, in_force, now)
        token = links.make(person.id, kind, by.name, until, now)
        if not person.must_change_password:
            choosing.keep_old(person, in_force, now)
        person.password_hash, person.password_set_at, person.must_change_password = nobody_knows, now, True
        sessions.end_all(person.id, SessionEnd.PASSWORD, now)
        mailed_to = person.email if by_mail and goes_by_mail(person) else None
        if mailed_to:
            mail_link(person, kind, token, now)
        what = "person.invited" if kind is LinkKind.INVITATION else "person.password_reset"
        journal(what, person.sign_in_name, by, now, until=until.isoformat(), by_mail=bool(mailed_to))
        return Handed(kind, None if mailed_to else token, until, mailed_to)
