"""Sessions: the steps of a sign-in, when a session ends by itself, and why one ended.

Which steps a person has to take is decided in usecases/stepping.py, how a session is kept in store/sessions.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.words import N_, Word

SEEN_EVERY = timedelta(minutes=1)
"When somebody was last there is written no more often than this: a page that is read costs no write."


class SessionStep(Word):
    """How far a sign-in has come. Only OPEN opens the house's pages; the others open the page of their step alone."""

    SECOND_STEP = "second_step", N_("待二次验证")
    NEW_PASSWORD = "new_password", N_("待修改密码")
    ENROL = "enrol", N_("待绑定验证器")
    OPEN = "open", N_("已登录")


class SignInWay(Word):
    """How a sign-in began, and so which of its steps are behind it."""

    PASSWORD = "password", N_("密码")
    PROVIDER = "provider", N_("统一身份认证")
    PROVIDER_STRONG = "provider_strong", N_("统一身份认证（双因素）")
    "The provider asked for a second factor, and the office trusts it in that (setting provider_second_factor)."


class SessionEnd(Word):
    """Why a session is over."""

    SIGNED_OUT = "signed_out", N_("本人退出")
    IDLE = "idle", N_("长时间未操作")
    TOO_LONG = "too_long", N_("达到最长登录时间")
    BY_OWNER = "by_owner", N_("本人在另一处结束")
    BY_KEEPER = "by_keeper", N_("管理人员结束")
    PASSWORD = "password", N_("密码已更改")
    FACTOR = "factor", N_("验证器已重置")
    ACCOUNT_OFF = "account_off", N_("账户停用")
    CROWDED_OUT = "crowded_out", N_("同时登录超过上限")
    REPLACED = "replaced", N_("在同一浏览器重新登录")


class WhenFull(Word):
    """What happens to a sign-in beyond the most that one person may have at the same time."""

    OLDEST_ENDS = "oldest_ends", N_("结束最早的登录")
    NEW_REFUSED = "new_refused", N_("拒绝新的登录")


@dataclass(frozen=True)
class Place:
    """From where somebody signs in, as the request tells it; empty at the command line."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Lifetime:
    """After how long a session ends by itself: unused, at the longest, and while a step is still to be taken."""

    idle: timedelta
    longest: timedelta
    step: timedelta

    def passed(self, step: SessionStep, began_at: datetime, seen_at: datetime, now: datetime) -> SessionEnd | None:
        """Why the session is over at `now`, or None while it lasts."""
        if now - began_at > self.longest:
            return SessionEnd.TOO_LONG
        if now - seen_at > self.idle or (step is not SessionStep.OPEN and now - began_at > self.step):
            return SessionEnd.IDLE
        return None
