"""解除锁定: a person at the desk need not wait any longer, once somebody has seen who it is."""

from datetime import datetime

from tracker.domain.guarding import GuardKind
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store import guards
from tracker.store.db import transaction
from tracker.store.story import journal


def lift_lock(kind: GuardKind, key: str, *, by: Actor, now: datetime) -> None:
    """Forget the failures that are counted under the key; raises NotFound where nobody has to wait."""
    require(by, Permission.MANAGE_ACCESS)
    with transaction():
        lifted = guards.lift(kind, key)
        if lifted is None:
            raise NotFound(N_("锁定已经解除。"))
        journal("person.unlocked", lifted, by, now, kinds=[kind.value])
