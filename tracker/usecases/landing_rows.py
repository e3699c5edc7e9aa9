"""How a ledger's rows become orders with their parts, reply, callback, promises and one line of story.

What hangs on the orders is written a batch at a time, for a year's ledger has tens of thousands of rows.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from tracker import clock
from tracker.domain import deadlines
from tracker.domain.deadlines import LONGEST, Due, Limit
from tracker.domain.ledger import LedgerRow
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Stale
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, Part, Stage, Step, Unit, Verdict
from tracker.store import orders, promises, search, serials
from tracker.store.db import db, write_rows
from tracker.store.models import Assignment, Callback, Promise, Reply, WorkOrder
from tracker.store.promiser import Promiser
from tracker.store.story import tell, tell_all
from tracker.usecases.ledger_masters import Key, Master

BY_LEDGER = N_("按台账所载")

SAME = (
    "source_number", "stage", "signed_at", "contacted_at", "due_at", "replied_at", "solved", "satisfaction",
    "is_direct", "solution_kind", "return_count", "extension_count", "redo_count", "supervision_count",
    "is_default_rating", "is_misdirected",
)
"What an order takes from its row as it is."


def _outcome_of(row: LedgerRow) -> CallbackOutcome | None:
    """A caller's own answer was asked for, if the ledger does not say otherwise; a direct one was just given."""
    said = row.solved or (row.satisfaction and not row.is_default_rating)
    is_asked = said and row.closed_at and not row.is_direct
    return row.callback_outcome or (CallbackOutcome.REACHED if is_asked else None)


class Landing:
    """Writes rows inside the caller's transaction, with the tables read once."""

    def __init__(self, file_name: str, units: dict[str, int], by: Actor, now: datetime) -> None:
        self.file_name, self.units, self.by, self.now = file_name, units, by, now
        self.promiser = Promiser(now)
        self.worked_between = cache(self.promiser.calendar.working_days_between)
        self.ids: dict[Key, int] = {}
        "What has landed, by what its row goes by."

    def land(self, rows: list[tuple[int, LedgerRow]]) -> None:
        """Add the rows' orders; numbers follow the day of import."""
        numbers = serials.order_numbers(self.now, len(rows))
        landed = [self._order(row, number) for (_place, row), number in zip(rows, numbers, strict=True)]
        db.session.add_all(landed)
        db.session.flush()  # the ids are needed for what hangs on the orders
        pairs = [(row, order) for (_place, row), order in zip(rows, landed, strict=True)]
        self.ids.update({row.key: order.id for row, order in pairs})
        write_rows(Assignment, (part for row, order in pairs for part in self._assignments(row, order)))
        write_rows(Reply, (reply for row, order in pairs for reply in self._replies(row, order)))
        write_rows(Callback, (call for row, order in pairs for call in self._callbacks(row, order)))
        write_rows(Promise, (promise for row, order in pairs for promise in self._promises_by_ledger(row, order)))
        for row, order in pairs:
            self._promise(row, order)
        tell_all(
            [(order, {"file": self.file_name, "row": place})
             for (place, _row), order in zip(rows, landed, strict=True)],
            Entry.IMPORTED, self.by, self.now,
        )
        search.index_new(landed)

    def join(self, masters: Mapping[Key, Master]) -> None:
        """Tie the repeats that have landed to their masters, which may have landed after them."""
        held = orders.lock_rows(master.id for master in masters.values() if master.id is not None)
        for key, master in masters.items():
            if master.id is not None:
                self._take_in(held[master.id], self.ids[key], master)
        rows = [
            {"id": self.ids[key], "master_id": master.id if master.id is not None else self.ids[master.key]}
            for key, master in masters.items()
        ]
        if rows:
            db.session.execute(sa.update(WorkOrder), rows)

    def _take_in(self, master: WorkOrder, repeat_id: int, known: Master) -> None:
        """A repeat that waits for an order of ours, which must not have been answered while the file was read."""
        repeat = db.session.get_one(WorkOrder, repeat_id)
        if repeat.stage is not Stage.MERGED:
            return
        if master.stage is not known.stage:
            raise Stale(N_("主单 %(number)s 刚刚有了新的进展，请重新检查后再导入。"), number=master.number)
        tell(master, Entry.TOOK_IN, self.by, self.now, repeat=repeat.number)

    def _worked(self, first: datetime, last: datetime) -> int:
        """Working days after the first day up to the last."""
        return self.worked_between(first.astimezone(clock.LOCAL).date(), last.astimezone(clock.LOCAL).date())

    def _order(self, row: LedgerRow, number: str) -> WorkOrder:
        # An open order that names its lead but not when it was sent was sent when it was received.
        sent = row.dispatched_at or (row.received_at if row.own_units and not row.is_finished else None)
        closed_at, ended_at = (None, row.closed_at) if row.ending else (row.closed_at, None)
        return WorkOrder(
            **vars(row.intake), **{name: getattr(row, name) for name in SAME}, number=number,
            is_ledger=row.is_finished, lead_id=self.units.get(row.lead or ""), dispatched_at=sent,
            closed_at=closed_at, ended_at=ended_at, public_answer=row.public_answer or None,
            working_days_taken=self._worked(row.received_at, closed_at) if closed_at else None,
            callback_outcome=_outcome_of(row), merged_at=self.now if row.stage is Stage.MERGED else None,
        )

    def _assignments(self, row: LedgerRow, order: WorkOrder) -> Iterator[dict[str, Any]]:
        if not row.own_units:
            return
        same = {"order_id": order.id, "dispatched_at": order.dispatched_at}
        yield same | {
            "department_id": self.units[row.own_units[0]], "part": Part.LEAD, "signed_at": row.signed_at,
            "due_at": None, "result_at": None,
        }
        for name, due_at, result_at in row.co_parts:
            yield same | {
                "department_id": self.units[name], "part": Part.CO, "signed_at": None, "due_at": due_at,
                "result_at": result_at,
            }

    def _replies(self, row: LedgerRow, order: WorkOrder) -> Iterator[dict[str, Any]]:
        # An answer without a time of its own was given by the time the order was closed. A direct one is no reply.
        answered = row.replied_at or (order.closed_at if row.public_answer else None)
        if answered and not row.is_direct:
            yield {
                "order_id": order.id, "internal_account": "", "public_answer": row.public_answer,
                "solution_kind": row.solution_kind, "submitted_at": answered,
                "submitted_by": (row.lead or BY_LEDGER)[:40], "verdict": Verdict.PASSED,
            }

    def _callbacks(self, row: LedgerRow, order: WorkOrder) -> Iterator[dict[str, Any]]:
        if order.callback_outcome is not None:
            yield {
                "order_id": order.id, "attempt": 1, "at": row.closed_at or row.replied_at, "by": BY_LEDGER,
                "outcome": order.callback_outcome, "solved": row.solved,
                "satisfaction": None if row.is_default_rating else row.satisfaction,
            }

    def _promise(self, row: LedgerRow, order: WorkOrder) -> None:
        """Open orders are promised what the limits in force say; a finished one keeps what its ledger says."""
        if row.stage not in (Stage.TO_SIGN, Stage.HANDLING, Stage.TO_CALL_BACK):
            return
        limit = self.promiser.row_for(order.request_type, order.order_class, order.urgency)
        if row.stage is Stage.TO_CALL_BACK:
            self.promiser.give(order, Step.CALLBACK, self.now, limit)
            return
        sent = order.dispatched_at or row.received_at
        if row.sign_due_at is None:
            self.promiser.give(order, Step.SIGN, sent, limit)
        if order.wants_reply:
            self.promiser.give(order, Step.CONTACT, sent, limit)
        if row.due_at is None:
            self.promiser.give(order, Step.REPLY, self.promiser.reply_start(row.received_at, sent), limit)
        for step, done_at in ((Step.SIGN, row.signed_at), (Step.CONTACT, row.contacted_at)):
            if done_at:
                promises.keep(order.id, step, done_at)

    def _promises_by_ledger(self, row: LedgerRow, order: WorkOrder) -> Iterator[dict[str, Any]]:
        answered = row.replied_at or order.closed_at
        if row.due_at is not None:
            yield self._promise_by_ledger(row, order, Step.REPLY, row.due_at, answered)
        if row.sign_due_at is not None:
            # Who answered had signed by then, where the ledger does not say when.
            yield self._promise_by_ledger(row, order, Step.SIGN, row.sign_due_at, row.signed_at or answered)
        for name, due_at, result_at in row.co_parts if row.own_units else ():
            if due_at is not None:
                # The lead answers without its co-handler's word: that is owed no more.
                made = self._promise_by_ledger(row, order, Step.CO, due_at, result_at)
                yield made | {
                    "department_id": self.units[name],
                    "superseded_at": None if result_at else answered or order.ended_at,
                }

    def _promise_by_ledger(
        self, row: LedgerRow, order: WorkOrder, step: Step, due_at: datetime, kept_at: datetime | None
    ) -> dict[str, Any]:
        """The ledger says when it is due, not by which limit: no row of the table, no count, never recounted."""
        start = order.dispatched_at or row.received_at
        limit = Limit(min(max(self._worked(start, due_at), 1), LONGEST), Unit.WORKING_DAY)
        due = Due(due_at.astimezone(clock.LOCAL), start, limit, self.promiser.settings.day_end, ())
        warn_at = deadlines.warn_from(due, self.promiser.calendar, warn_days=self.promiser.settings.warn_days)
        return {
            "order_id": order.id, "step": step, "amount": limit.amount, "unit": limit.unit,
            "legal_basis": BY_LEDGER, "starts_at": start, "warn_at": warn_at, "due_at": due_at, "counting": {},
            "is_counted": False, "set_at": self.now, "kept_at": kept_at,
            # What ended without being done binds nobody any more.
            "superseded_at": order.ended_at if kept_at is None else None, "department_id": None,
        }
