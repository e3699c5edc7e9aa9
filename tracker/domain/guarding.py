"""Failed sign-ins: what is counted, and how long the next attempt has to wait. Counting is done in store/guards.py.

Nobody is shut out for ever: the wait grows to a ceiling and no further, and whoever signs in from an address that the
account has been signed in from before is counted apart, so that a stranger's attempts elsewhere do not keep the person
from the desk.
"""

from dataclasses import dataclass
from datetime import timedelta

from tracker.domain.settings import Settings
from tracker.domain.words import N_, Word


class GuardKind(Word):
    """What failed attempts are counted by."""

    NAME = "name", N_("登录名")
    KNOWN_PLACE = "known_place", N_("登录名（常用地址）")
    ADDRESS = "address", N_("网络地址")
    OWN_PASSWORD = "own_password", N_("修改密码")
    CODE = "code", N_("动态验证码或恢复码")

    @property
    def is_kept_by_person(self) -> bool:
        """Is it counted for somebody whose password was right before, under the person's own id?"""
        return self in (GuardKind.OWN_PASSWORD, GuardKind.CODE)


@dataclass(frozen=True)
class Patience:
    """How many failures are free, and how the wait grows after them."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta

    def wait(self, failures: int) -> timedelta:
        """The wait after so many failures in a row: nothing at first, then twice as long each."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 20)  # by then any ceiling is reached; many more would overflow
        return min(self.first * (1 << doublings), self.longest)


def patience(kind: GuardKind, in_force: Settings) -> Patience:
    """The office's settings for what is counted."""
    return Patience(
        in_force.lock_address_after if kind is GuardKind.ADDRESS else in_force.lock_after,
        timedelta(seconds=in_force.lock_seconds), timedelta(minutes=in_force.lock_most_minutes),
        timedelta(hours=in_force.lock_forget_hours),
    )
