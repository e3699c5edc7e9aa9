"""Is what was kept of closed months still what it was: the figures, the orders behind them, the workbook?"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from tracker.domain.bulletin import Bulletin
from tracker.domain.corrections import BY_CODE
from tracker.domain.frozen import Counted, canonical, from_json, sha256_of
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.tally import Tally
from tracker.domain.words import N_
from tracker.store import closings
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.kept_workbooks import fault_of
from tracker.store.models import ClosedMonth, ClosedMonthOrder, Workbook

F = ClosedMonthOrder
Counts = dict[str | None, Counter[Tally]]
"Order class → what its frozen rows count; None is all of them."


@dataclass(frozen=True)
class Verified:
    """One closing; no `faults` means that all is as it was."""

    month: str
    sha256: str
    is_reopened: bool
    faults: tuple[str, ...]


def _counts(closing_id: int) -> Counts:
    found: Counts = {None: Counter()}
    rows = db.session.execute(select(F.order_class, F.tallies).where(F.closing_id == closing_id))
    for order_class, tallies in rows:
        for code in tallies.split():
            name, _is, amount = code.partition("=")
            for key in (None, order_class.value):
                found.setdefault(key, Counter())[BY_CODE[name]] += int(amount or 1)
    return found


def _recounts(bulletin: Bulletin, counted: Mapping[str, Counted], counts: Counts) -> bool:
    """Do the frozen orders still come to every count of 总览? (Weighted parts and hours are made of these.)"""
    for heading, figure in bulletin.overview:
        of_class = counts.get(heading.order_class, Counter())
        definition = counted[heading.key]
        base = sum(of_class[one] for one in definition.base)
        part = sum(of_class[one] for one in definition.part)
        if figure.base is not None and base != figure.base:
            return False
        if figure.base is None and part != figure.part:
            return False
    return True


def _faults(closing: ClosedMonth) -> tuple[str, ...]:
    text = closings.document(closing.id)
    if sha256_of(text) != closing.sha256:
        return (N_("指标与校验和不符，数据库中的记录被改动过"),)
    found, frozen = [], from_json(text)
    if json.loads(canonical(closings.summary(closing.id))) != json.loads(canonical(closings.summary_of(frozen))):
        found.append(N_("摘要与指标不符，数据库中的记录被改动过"))
    if not _recounts(frozen.bulletin, frozen.counted, _counts(closing.id)):
        found.append(N_("留存的工单与指标不符，数据库中的记录被改动过"))
    workbook = db.session.get_one(Workbook, closing.workbook_id)
    fault = fault_of(folder("workbooks") / workbook.file_name, workbook.sha256)
    if fault is not None:
        found.append(fault % {"month": closing.month, "file": workbook.file_name})
    return tuple(found)


def verify_months(month: str | None, *, by: Actor) -> tuple[Verified, ...]:
    """Every closing of the month, or of all months, the oldest first; refuses a month that was never closed."""
    require(by, Permission.EXPORT_MONTH)
    wanted = select(ClosedMonth).order_by(ClosedMonth.month, ClosedMonth.id)
    found = list(db.session.scalars(wanted.where(ClosedMonth.month == month) if month else wanted))
    if month and not found:
        raise NotFound(N_("%(month)s 没有结过账。"), month=month)
    return tuple(Verified(one.month, one.sha256, one.reopened_at is not None, _faults(one)) for one in found)
