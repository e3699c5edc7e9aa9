"""How a ledger's row becomes an order with its parts, reply, callback, promises and one line of story."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tracker import clock
from tracker.domain import deadlines
from tracker.domain.deadlines import LONGEST, Due, Limit
from tracker.domain.ledger import LedgerRow
from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, Part, Stage, Step, Unit, Verdict
from tracker.store import promises, search, serials
from tracker.store.db import db
from tracker.store.models import Assignment, Callback, Promise, Reply, WorkOrder
from tracker.store.promiser import Promiser
from tracker.store.story import tell

BY_LEDGER = N_("按台账所载")


class Landing:
    """Writes rows inside the caller's transaction, with the tables read once."""

    def __init__(self, file_name: str, units: dict[str, int], by: Actor, now: datetime) -> None:
        self.file_name, self.units, self.by, self.now = file_name, units, by, now
        self.promiser = Promiser(now)

    def land(self, rows: list[tuple[int, LedgerRow]]) -> None:
        """Add the rows' orders; numbers follow the day of import."""
        numbers = serials.order_numbers(self.now, len(rows))
        orders = [self._order(row, number) for (_place, row), number in zip(rows, numbers, strict=True)]
        db.session.add_all(orders)
        db.session.flush()  # the ids are needed for what hangs on the orders
        for (place, row), order in zip(rows, orders, strict=True):
            db.session.add_all([*self._assignments(row, order), *self._outcome(row, order)])
            self._promise(row, order)
            tell(order, Entry.IMPORTED, self.by, self.now, file=self.file_name, row=place)
        search.reindex(orders)

    def _worked(self, first: datetime, last: datetime) -> int:
        """Working days after the first day up to the last."""
        return self.promiser.calendar.working_days_between(
            first.astimezone(clock.LOCAL).date(), last.astimezone(clock.LOCAL).date())

    def _order(self, row: LedgerRow, number: str) -> WorkOrder:
        is_finished = row.stage is Stage.CLOSED
        # An open order that names its lead but not when it was sent was sent when it was received.
        sent = row.dispatched_at or (row.received_at if row.lead and not is_finished else None)
        return WorkOrder(
            **asdict(row.intake), number=number, source_number=row.source_number, stage=row.stage,
            is_ledger=is_finished, lead_id=self.units.get(row.lead or ""), dispatched_at=sent, signed_at=row.signed_at,
            contacted_at=row.contacted_at, due_at=row.due_at, replied_at=row.replied_at, closed_at=row.closed_at,
            working_days_taken=self._worked(row.received_at, row.closed_at) if row.closed_at else None,
            solved=row.solved, satisfaction=row.satisfaction, public_answer=row.public_answer or None,
        )

    def _assignments(self, row: LedgerRow, order: WorkOrder) -> Iterator[Assignment]:
        for part, name in [(Part.LEAD, row.lead), *((Part.CO, name) for name in row.co)]:
            if name:
                yield Assignment(
                    order_id=order.id, department_id=self.units[name], part=part, dispatched_at=order.dispatched_at,
                    signed_at=row.signed_at if part is Part.LEAD else None,
                )

    def _outcome(self, row: LedgerRow, order: WorkOrder) -> Iterator[Any]:
        # An answer without a time of its own was given by the time the order was closed.
        answered = row.replied_at or (row.closed_at if row.public_answer else None)
        if answered:
            yield Reply(
                order_id=order.id, internal_account="", public_answer=row.public_answer, submitted_at=answered,
                submitted_by=(row.lead or BY_LEDGER)[:40], verdict=Verdict.PASSED,
            )
        if row.closed_at and (row.solved or row.satisfaction):
            yield Callback(
                order_id=order.id, attempt=1, at=row.closed_at, by=BY_LEDGER, outcome=CallbackOutcome.REACHED,
                solved=row.solved, satisfaction=row.satisfaction,
            )

    def _promise(self, row: LedgerRow, order: WorkOrder) -> None:
        """Open orders are promised what the limits in force say; a finished one keeps what its ledger says."""
        if row.due_at:
            self._promise_by_ledger(row, order, row.due_at)
        if row.stage not in (Stage.TO_SIGN, Stage.HANDLING, Stage.TO_CALL_BACK):
            return
        limit = self.promiser.row_for(order.request_type, order.order_class, order.urgency)
        if row.stage is Stage.TO_CALL_BACK:
            self.promiser.give(order, Step.CALLBACK, self.now, limit)
            return
        sent = order.dispatched_at or row.received_at
        self.promiser.give(order, Step.SIGN, sent, limit)
        if order.wants_reply:
            self.promiser.give(order, Step.CONTACT, sent, limit)
        if row.due_at is None:
            self.promiser.give(order, Step.REPLY, self.promiser.reply_start(row.received_at, sent), limit)
        for step, done_at in ((Step.SIGN, row.signed_at), (Step.CONTACT, row.contacted_at)):
            if done_at:
                promises.keep(order.id, step, done_at)

    def _promise_by_ledger(self, row: LedgerRow, order: WorkOrder, due_at: datetime) -> None:
        """The ledger says when the reply is due, not by which limit: no row of the table, no count, never recounted."""
        start = order.dispatched_at or row.received_at
        limit = Limit(min(max(self._worked(start, due_at), 1), LONGEST), Unit.WORKING_DAY)
        due = Due(due_at.astimezone(clock.LOCAL), start, limit, self.promiser.settings.day_end, ())
        warn_at = deadlines.warn_from(due, self.promiser.calendar, warn_days=self.promiser.settings.warn_days)
        db.session.add(Promise(
            order_id=order.id, step=Step.REPLY, amount=limit.amount, unit=limit.unit, legal_basis=BY_LEDGER,
            starts_at=start, warn_at=warn_at, due_at=due_at, counting={}, is_counted=False, set_at=self.now,
            kept_at=row.replied_at or row.closed_at,
        ))
