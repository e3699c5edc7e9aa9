"""What the verbs of the limit table share: a row put in its place, and that no order is left without one."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from tracker import clock
from tracker.domain.limit_cover import Fit, fitted, gaps
from tracker.domain.limits import LimitRow
from tracker.domain.refusals import Invalid, Stale
from tracker.domain.words import LIMIT_STEPS, N_
from tracker.store import limits, tables
from tracker.store.db import db


def local_day(now: datetime) -> date:
    """The office's date at `now`."""
    return now.astimezone(clock.LOCAL).date()


def told(row: LimitRow) -> dict[str, Any]:
    """The row as the journal keeps it: key, steps, basis, dates."""
    words = {name: word.label for name, word in
             (("type", row.request_type), ("class", row.order_class), ("urgency", row.urgency)) if word}
    steps = {
        step.value: f"{limit.amount} {limit.unit.label}"
        for step in LIMIT_STEPS if (limit := getattr(row, step.value))
    }
    last = row.effective_to.isoformat() if row.effective_to else None
    return {**words, **steps, "basis": row.legal_basis, "from": row.effective_from.isoformat(), "to": last}


def subject(row: LimitRow) -> str:
    """What the journal calls the row."""
    return " ".join(word.label for word in row.key if word) or "全部工单"


def check_start(day: date, now: datetime) -> None:
    """A limit never applies backwards: promises were given by what was known then."""
    if day < local_day(now):
        raise Invalid(N_("生效日期不能早于今天，时限不溯及以前的工单。"), field="effective_from")


def place(new: LimitRow, now: datetime, ends: Collection[int] | None = None) -> Fit:
    """Store the row and end its predecessors the day before; call inside a transaction.

    `ends` are the ids of the rows that the person was told will end; other ones refuse (Stale).
    """
    fit = fitted(tables.limit_rows(), new)
    if fit.clash is not None:
        raise Invalid(
            N_("同一适用范围已有一行从 %(day)s 起生效，请修改那一行，或先撤回再新增。"), field="effective_from",
            day=fit.clash.effective_from.isoformat(),
        )
    if ends is not None and {row.id for row in fit.ended} != set(ends):
        raise Stale(N_("在您预览之后时限表有了变化，请重新核对。"))
    for row in fit.ended:
        assert row.id is not None
        limits.locked_rule(row.id).effective_to = new.effective_from - timedelta(days=1)
    limits.insert(fit.row, now)
    return fit


def refuse_gaps(now: datetime) -> None:
    """Refuse when some kind of order would have no limit from today on; call after the change, before the commit."""
    db.session.flush()
    gap = next(gaps(tables.limit_rows(), local_day(now)), None)
    if gap is not None:
        raise Invalid(
            N_("这样做以后，从 %(day)s 起“%(class)s、%(type)s、%(urgency)s”没有适用的时限，无法派单。请先新增接替的时限行。"),
            day=gap.on.isoformat(), type=gap.request_type.label, urgency=gap.urgency.label,
            **{"class": gap.order_class.label},
        )
