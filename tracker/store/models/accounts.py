"""What belongs to an account: sessions, failed sign-ins, earlier passwords, one-time links.

Of every secret that a person holds (a session's id, a link's token) only a hash lies here.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.guarding import GuardKind
from tracker.domain.links import LinkKind
from tracker.domain.sessions import SessionEnd, SessionStep, SignInWay
from tracker.store.db import Base
from tracker.store.models.people import Person
from tracker.store.types import Moment, WordType


class PersonSession(Base):
    """One sign-in of one person in one browser, from the password on."""

    __tablename__ = "person_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    "SHA-256 of the random id that the cookie carries; a new one with every step."
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    step: Mapped[SessionStep] = mapped_column(WordType(SessionStep))
    way: Mapped[SignInWay] = mapped_column(
        WordType(SignInWay), default=SignInWay.PASSWORD, server_default=SignInWay.PASSWORD.value)
    proved_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the person last proved who it is: at the sign-in's end, and before sensitive acts again."
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    "To the minute: see domain.sessions.SEEN_EVERY."
    address: Mapped[str] = mapped_column(sa.String(45))
    agent: Mapped[str] = mapped_column(sa.String(200))
    "What the browser says it is."
    ended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    ended_why: Mapped[SessionEnd | None] = mapped_column(WordType(SessionEnd))

    person: Mapped[Person] = relationship(lazy="joined")


class SignInGuard(Base):
    """Failed sign-ins of one account or from one address, and how long the next must wait."""

    __tablename__ = "sign_in_guard"

    kind: Mapped[GuardKind] = mapped_column(WordType(GuardKind), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    "The address, or a keyed fingerprint of the name: what is typed there may be somebody's password."
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the journal last heard of an attempt during the wait: it must not be flooded."


class PastPassword(Base):
    """The hash of a password that was replaced, so that it does not come back at once."""

    __tablename__ = "past_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    replaced_at: Mapped[datetime] = mapped_column(Moment)


class OneTimeLink(Base):
    """A link that lets its holder choose the account's password, once."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(WordType(LinkKind))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(sa.String(40))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    voided_at: Mapped[datetime | None] = mapped_column(Moment)
    "A newer link, a new password or somebody's decision took its place."

    person: Mapped[Person] = relationship(lazy="joined")
