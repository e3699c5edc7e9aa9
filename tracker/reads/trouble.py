"""What keeps the store from doing its work, told from the exception it raised, in the words that a page says.

Nothing was written in any of these cases: a use case is one transaction. The pages: web/errors.py.
"""

import errno

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_


class Trouble(Refusal):
    """The store cannot do its work at present; it is no fault of who asked."""

    status = 503


AWAY = N_("数据库暂时连接不上，已经登记的数据没有丢失。没有保存这次操作，请稍候一两分钟再试；仍不行的，请联系系统管理员。")
FULL = N_("服务器的磁盘已满，没有保存这次操作，已经登记的数据没有丢失。请联系系统管理员清理磁盘，清理后重新提交即可。")
READ_ONLY = N_("服务器的磁盘现在不能写入（可能已变为只读，或权限不对），没有保存这次操作。请联系系统管理员检查磁盘，恢复后重新提交即可。")
BUSY = N_("现在办理的人太多，数据库没有及时答复，没有保存这次操作。请稍候几秒重新提交。")
DAMAGED = N_("数据库文件读不出来，可能已损坏。请立即联系系统管理员，不要继续操作；可从备份恢复。")

SQLITE = (
    ("disk is full", FULL),
    ("readonly database", READ_ONLY),
    ("unable to open database file: no ", AWAY),  # store.sqlite_place
    ("unable to open database file", READ_ONLY),
    ("database is locked", BUSY),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
    ("disk i/o error", READ_ONLY),
)
"What SQLite's messages contain."

STATES = {
    "53100": FULL, "25006": READ_ONLY, "53300": BUSY, "55P03": BUSY, "40P01": BUSY, "40001": BUSY, "57014": BUSY,
    "57P01": AWAY, "57P02": AWAY, "57P03": AWAY, "58030": READ_ONLY,
}
"PostgreSQL's SQLSTATE codes; those of class 08 are lost connections."

FILES = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EIO: READ_ONLY,
}


def trouble_of(error: BaseException) -> Trouble | None:
    """The trouble behind the exception; None where it is a fault of the program."""
    message: str | None = None
    if isinstance(error, NoConnectionFree):
        message = BUSY
    elif isinstance(error, DBAPIError):
        message = _of_database(error)
    elif isinstance(error, OSError):
        message = FILES.get(error.errno or 0)
    return Trouble(message) if message else None


def _of_database(error: DBAPIError) -> str | None:
    said, state = str(error.orig).lower(), getattr(error.orig, "sqlstate", None)
    if type(error.orig).__module__.startswith("sqlite3"):
        return next((message for words, message in SQLITE if words in said), None)
    if state:
        return AWAY if state.startswith("08") else STATES.get(state)
    # Without a code there was no server to give one.
    is_lost = error.connection_invalidated or type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
    return AWAY if is_lost else None
