"""A hostile text wherever somebody may write one: in every text column of every row, and in every sentence told.

A column that is added later is written to as well, unless it is named here among those that the program alone writes.
"""

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.domain.account_events import AccountEvent
from tracker.domain.issues import IssueAct
from tracker.domain.journal import SENTENCES
from tracker.domain.timeline import MOMENTS_IN_DATA, Entry
from tracker.store.db import Base, db, transaction
from tracker.store.job_runs import Result
from tracker.store.models import AccountNotice, IssueNote, JournalEntry, SettingRow, TimelineEntry
from tracker.store.types import Sealed, SealedJSON, WordType

BRIEF = "<svg/onload=ran=1>"
"For what has room for no more."
NAME = "=\"'><img src=evil onerror=ran=1>"
"Leaves an attribute, and would be a formula in a workbook."
LONG = NAME + (
    " %(name)s %s {{7*7}}${7*7} <script>window.ran=1</script><svg/onload=ran=1>'-(ran=1)-'"
    "<a href=\"javascript:ran=1\">x</a></textarea></title></script><!--\u202e\u200b😀"
)
"Leaves whatever else it may stand in."
SAID = "对方应答：%(words)s"

ALIVE = re.compile(r"<(script>|img src=evil|svg/onload)|href=\"javascript:|>49\$\{|\" onerror")
"A hostile text as markup, or worked out."

MADE_TABLES = {
    "audit_link", "audit_redaction", "closed_month", "closed_month_order", "correction", "factor", "job_run",
    "key_probe", "order_search", "past_password", "rate_count", "recovery_code", "serial", "sign_in_guard", "warning",
}
"Written by the program alone, out of what stands elsewhere; order_search is written anew by who calls `poison`."
MADE_ENDINGS = ("_code", "_key", "_hash", "sha256")
MADE = {
    "action", "code", "columns", "holder", "key", "kind", "language", "lease", "locale", "media_type", "number",
    "order_ids", "origin", "outcome", "period", "preset", "query", "sign_in_name", "state", "stored_name",
    "topic_month", "workbook.file_name", "export.file_name", "person_session.address", "outbox.address",
    "digest.items", "setting.value", "export.filters",
}
"Codes, keys, file names and lists of codes. A sign-in name is let in only in letters and digits."


def hostile(length: int | None, number: int = 0) -> str:
    """As much as there is room for; the number keeps names apart that must not be the same."""
    if length is not None and length < 35:
        return BRIEF[:length]
    tail = f" {number}"
    text = LONG if length is None or length > 100 else NAME
    return text[:length and length - len(tail)] + tail


def _poisoned(value: Any) -> Any:
    """Plain data with every text of somebody in it made hostile: whatever is no code and no moment."""
    if isinstance(value, dict):
        return {key: _poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_poisoned(one) for one in value]
    return LONG if isinstance(value, str) and re.search("[\u4e00-\u9fff]", value) else value


def columns() -> list[sa.Column[Any]]:
    """Every column in which something stands that somebody wrote."""
    return [
        column for table in Base.metadata.sorted_tables if table.name not in MADE_TABLES for column in table.columns
        if isinstance(column.type, (sa.String, sa.JSON, Sealed)) and not isinstance(column.type, WordType)
        and not column.name.endswith(MADE_ENDINGS) and not {column.name, str(column)} & MADE
    ]


def _value(column: sa.Column[Any], old: Any, number: int) -> Any:
    if column.name == "trouble":
        return Result(SAID, {"words": LONG}).to_text()
    if column.name in ("message", "params") and column.table.name in ("bulk_item", "export"):
        return SAID if column.name == "message" else {"words": LONG}
    if isinstance(column.type, (sa.JSON, SealedJSON)):
        return _poisoned(old)
    return hostile(None if isinstance(column.type, Sealed) else column.type.length, number)


def _write_over(session: Any) -> None:
    number = 0
    for table in Base.metadata.sorted_tables:
        own = [column for column in columns() if column.table is table]
        keys = list(table.primary_key)
        for row in session.execute(sa.select(*keys, *own)).all() if own else ():
            number += 1
            found = dict(zip((column.name for column in [*keys, *own]), row, strict=True))
            values = {column: _value(column, found[column.name], number) for column in own}
            this = sa.and_(*[key == found[key.name] for key in keys])
            session.execute(sa.update(table).where(this).values(values))


def _data(sentence: str, now: datetime, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = {name: LONG for name in more}
    for name, sign in re.findall(r"%\((\w+)\)([ds])", sentence):
        found[name] = now.isoformat() if name in MOMENTS_IN_DATA else LONG if sign == "s" else 7
    return found


def _tell_everything(session: Any, order_id: int, issue_id: int, people: list[int], now: datetime) -> None:
    """Every sentence there is, of somebody with a hostile name."""
    for entry in Entry:
        session.add(TimelineEntry(
            order_id=order_id, at=now, actor_name=NAME, unit_name=LONG[:80], on_behalf=NAME, kind=entry.code,
            data=_data(entry.sentence, now, *entry.value.quotes)))
    for kind in SENTENCES.keys() - {"audit.anchored", "audit.verified"}:  # whose data are read
        session.add(JournalEntry(at=now, actor_name=NAME, kind=kind, subject=LONG[:120], data={"reason": LONG}))
    for act in IssueAct:
        session.add(IssueNote(
            issue_id=issue_id, at=now, actor_name=NAME, act=act, data=_data(act.label, now) | {
                name: LONG for name in ("start", "target")}, text=LONG))
    for event in AccountEvent:
        session.add_all(AccountNotice(person_id=one, at=now, kind=event.value, data=_data(event.label, now))
                        for one in people)
    session.add(SettingRow(
        key="office_name", value=hostile(40), effective_from=now.date(), set_at=now, set_by=NAME))


def poison(order_id: int, issue_id: int, people: list[int], now: datetime) -> None:
    """Write over everything; what the database keeps from change is changed all the same, as if written so at first."""
    with transaction() as session:
        for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(sa.text(f"DROP TRIGGER {name}"))
        _write_over(session)
        _tell_everything(session, order_id, issue_id, people, now)
    db.session.remove()


def empty_tables() -> set[str]:
    """Tables whose hostile columns no row shows."""
    tables = {column.table for column in columns()}
    return {table.name for table in tables if not db.session.scalar(sa.select(sa.func.count()).select_from(table))}
