"""Is the key ring the database's own? Found out before anybody works, by one sealed word for each key."""

from datetime import datetime

from sqlalchemy import delete, select

from tracker.domain.refusals import Unreadable
from tracker.domain.words import N_
from tracker.store import keys
from tracker.store.db import db
from tracker.store.models import KeyProbe
from tracker.store.sealing import Tampered, seal, unseal

WORD, PURPOSE = "12345", "key_probe"


class WrongKeys(Unreadable):
    """The key file is another database's."""


def add(now: datetime) -> None:
    """Say, inside the caller's transaction, that the database needs the current key."""
    current = keys.ring().current
    if db.session.get(KeyProbe, current) is None:
        db.session.add(KeyProbe(key=current, probe=seal(WORD, PURPOSE), made_at=now))


def made_at(name: str) -> datetime | None:
    """Since when the key is used."""
    probe = db.session.get(KeyProbe, name)
    return probe and probe.made_at


def drop(names: set[str]) -> None:
    """The keys are needed no more."""
    db.session.execute(delete(KeyProbe).where(KeyProbe.key.in_(names)))


def require_right_ring() -> bool:
    """Refuse a missing, damaged or foreign key file in words that say what to do; is anything said to be sealed?"""
    found = db.session.execute(select(KeyProbe.key, KeyProbe.probe)).all()
    for key, probe in found:
        try:
            unseal(probe, PURPOSE)
        except Tampered:
            raise WrongKeys(
                N_("密钥文件 %(path)s 中编号为“%(key)s”的密钥不是这个数据库所用的。请放回原来的密钥文件，不要新建。"),
                path=str(keys.place()), key=key,
            ) from None
    return bool(found)
