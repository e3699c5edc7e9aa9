"""How people prove who they are beside the password: authenticator, recovery codes, the office's provider."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment


class Factor(Base):
    """验证器: the secret that a person's telephone and we share. A row without one: it was asked for, not yet enrolled."""

    __tablename__ = "factor"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the person was first told to enrol: the days of grace count from then."
    secret: Mapped[str | None] = mapped_column(sa.Text)
    "Sealed (store.sealing) for this person alone; empty: none."
    enrolled_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int | None] = mapped_column(sa.BigInteger)
    "The time step of the last code that was accepted: no code of it or of an earlier one counts again."
    offered_secret: Mapped[str | None] = mapped_column(sa.Text)
    "Sealed likewise: shown on the enrolment page and not yet proved. The old one counts until then."
    offered_at: Mapped[datetime | None] = mapped_column(Moment)


class RecoveryCode(Base):
    """恢复码: for the day on which the telephone is lost. Each counts once."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("person_id", "beginning"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    beginning: Mapped[str] = mapped_column(sa.String(4))
    "Its first signs, by which it is found; they prove nothing."
    code_hash: Mapped[str] = mapped_column(sa.String(200))
    "Argon2id of the whole code, as of a password."
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class ProviderLink(Base):
    """统一身份认证: whom the office's provider knows as whom. Once bound, the subject alone counts, never the name."""

    __tablename__ = "provider_link"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"), sa.UniqueConstraint("expected_name"))

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, autoincrement=False)
    expected_name: Mapped[str | None] = mapped_column(sa.String(254))
    "By which name the first sign-in is awaited (setting TRACKER_OIDC_CLAIM); empty once it came."
    issuer: Mapped[str | None] = mapped_column(sa.String(254))
    subject: Mapped[str | None] = mapped_column(sa.String(255))
    linked_at: Mapped[datetime | None] = mapped_column(Moment)


class AccountNotice(Base):
    """账户安全通知: something happened to a person's own account, told to that person alone."""

    __tablename__ = "account_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(sa.String(40))
    "A code of domain.account_events."
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
