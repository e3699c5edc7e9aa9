"""导出: what is to be taken out of a list is written down; a small one may be written at once, others wait their turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from tracker.clock import LOCAL
from tracker.domain.exports import ExportState, read_columns, read_reason, require_export
from tracker.domain.filters import Filters, kept, without_phones
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store import exports, sections, tables
from tracker.store.db import db, one_at_a_time, transaction
from tracker.store.exports import Lease
from tracker.store.models import Export
from tracker.store.story import journal

TOO_MANY_UNMASKED = N_("含完整个人信息的一次最多导出 %(most)d 件。请缩小范围，或选择隐去个人信息。")


@dataclass(frozen=True)
class Wish:
    """What the person asks for. `order_ids` is a selection, else everything that `filters` find is meant.

    `said` are the conditions in the words of the page.
    """

    filters: Filters
    columns: Sequence[str]
    order_ids: Sequence[int] | None = None
    is_unmasked: bool = False
    reason: str = ""
    said: str = ""


class Asked(NamedTuple):
    """The export; with a lease it is few enough orders to be written at once by whoever asked (write_export)."""

    export_id: int
    lease: Lease | None


def _counted(wish: Wish, rules: Settings, by: Actor, now: datetime) -> int:
    """How many, counted no further than it matters; refuses none, and too many unmasked ones."""
    selection = None if wish.order_ids is None else list(wish.order_ids)
    found = exports.found_by(kept(wish.filters), selection, by, now)
    count = len(sections.ids(found, max(rules.export_direct_rows, rules.export_unmasked_rows) + 1))
    if not count:
        raise Invalid(N_("没有可以导出的工单。请勾选工单，或放宽条件。"))
    if wish.is_unmasked and count > rules.export_unmasked_rows:
        raise Invalid(TOO_MANY_UNMASKED, field="mask", most=rules.export_unmasked_rows)
    return count


def _refuse_crowd(most: int, by: Actor) -> None:
    open_ones = select(func.count()).select_from(Export).where(
        Export.person_id == by.id, Export.state.in_([ExportState.WAITING, ExportState.RUNNING]))
    if (db.session.scalar(open_ones) or 0) >= most:
        raise Invalid(N_("您已有 %(most)d 个导出在排队或进行。请等待完成，或先取消不需要的。"), most=most)


def ask_export(wish: Wish, *, key: str, by: Actor, now: datetime) -> Asked:
    """Write the wish down; the same form (`key`) sent twice is one export.

    Raises Invalid where nothing can be exported, nothing is chosen, or the reason for unmasked callers is missing.
    """
    require_export(by, wish.is_unmasked)
    columns, reason = read_columns(wish.columns), read_reason(wish.reason, wish.is_unmasked)
    rules = tables.settings_on(now.astimezone(LOCAL).date())
    count = _counted(wish, rules, by, now)
    with transaction() as session:
        one_at_a_time(f"export-{by.id}")
        before = session.scalar(select(Export.id).where(Export.submission_key == key, Export.person_id == by.id))
        if before is not None:
            return Asked(before, None)
        _refuse_crowd(rules.export_waiting, by)
        export = Export(
            submission_key=key, person_id=by.id, asked_at=now, said=without_phones(wish.said),
            filters=kept(wish.filters), order_ids=None if wish.order_ids is None else list(wish.order_ids),
            columns=list(columns), is_unmasked=wish.is_unmasked, reason=reason, state=ExportState.WAITING, attempts=0,
        )
        session.add(export)
        session.flush()
        lease = exports.hold(export, now) if count <= rules.export_direct_rows else None
        journal(
            "export.asked", str(export.id), by, now, is_selection=wish.order_ids is not None, said=export.said,
            is_direct=lease is not None, columns=list(columns), is_unmasked=wish.is_unmasked, reason=reason,
        )
        return Asked(export.id, lease)
