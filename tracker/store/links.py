"""One-time links in the store: of the token only a hash is kept, a newer one makes the older void."""

from datetime import datetime

from sqlalchemy import delete, select, update

from tracker.domain.links import LinkKind
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import OneTimeLink
from tracker.store.sessions import hashed, new_token

NO_GOOD = N_("链接无效、已用过或已过期。请联系安全管理员重新生成，或在登录页点“忘记密码”。")


def make(person_id: int, kind: LinkKind, made_by: str, expires_at: datetime, now: datetime) -> str:
    """A new link's token, in place of any other of the person."""
    void(person_id, now)
    token = new_token()
    db.session.add(OneTimeLink(
        person_id=person_id, kind=kind, token_hash=hashed(token), made_at=now, made_by=made_by, expires_at=expires_at))
    return token


def void(person_id: int, now: datetime) -> None:
    """Let every link of the person that is still good be so no more."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None), OneTimeLink.voided_at.is_(None))
        .values(voided_at=now).execution_options(synchronize_session="fetch"))


def good(token: str, now: datetime) -> OneTimeLink | None:
    """The link of the token if it may still be used, with its person; a switched-off person has none."""
    found = db.session.scalar(
        select(OneTimeLink).where(OneTimeLink.token_hash == hashed(token)).execution_options(populate_existing=True))
    if found is None or found.used_at or found.voided_at or found.expires_at <= now or not found.person.is_active:
        return None
    return found


def waiting(person_id: int, now: datetime) -> OneTimeLink | None:
    """The person's link that may still be used, or None."""
    return db.session.scalar(select(OneTimeLink).where(
        OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None), OneTimeLink.voided_at.is_(None),
        OneTimeLink.expires_at > now))


def forget(before: datetime) -> int:
    """Delete links that were good no more before then; how many."""
    gone = db.session.execute(
        delete(OneTimeLink).where(OneTimeLink.expires_at < before).execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]
