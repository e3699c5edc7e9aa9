"""How a ledger's row becomes an order with its parts, reply, callback, promise and one line of story."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from tracker import clock
from tracker.domain.ledger import LedgerRow
from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, Part, Stage, Step, Unit, Verdict
from tracker.store import serials
from tracker.store.db import db
from tracker.store.models import Assignment, Callback, Promise, Reply, WorkOrder
from tracker.store.promiser import Promiser
from tracker.store.story import tell
from tracker.usecases.promising import give_at_dispatch

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
            db.session.add_all(self._parts(row, order))
            self._promise(row, order)
            tell(order, Entry.IMPORTED, self.by, self.now, file=self.file_name, row=place)

    def _days_taken(self, row: LedgerRow) -> int | None:
        if row.closed_at is None:
            return None
        first, last = (moment.astimezone(clock.LOCAL).date() for moment in (row.intake.received_at, row.closed_at))
        return self.promiser.calendar.working_days_between(first, last)

    def _order(self, row: LedgerRow, number: str) -> WorkOrder:
        is_finished = row.stage is Stage.CLOSED
        # An open order that names its lead but not when it was sent was sent when it was received.
        sent = row.dispatched_at or (row.intake.received_at if row.lead and not is_finished else None)
        return WorkOrder(
            **asdict(row.intake), number=number, source_number=row.source_number, stage=row.stage,
            is_ledger=is_finished, lead_id=self.units.get(row.lead or ""), dispatched_at=sent, signed_at=row.signed_at,
            contacted_at=row.contacted_at, due_at=row.due_at, replied_at=row.replied_at, reviewed_at=None,
            closed_at=row.closed_at, working_days_taken=self._days_taken(row), solved=row.solved,
            satisfaction=row.satisfaction, public_answer=row.public_answer or None,
        )

    def _parts(self, row: LedgerRow, order: WorkOrder) -> list[Any]:
        parts: list[Any] = []
        for part, name in [(Part.LEAD, row.lead), *((Part.CO, name) for name in row.co)]:
            if name:
                parts.append(Assignment(
                    order_id=order.id, department_id=self.units[name], part=part, dispatched_at=order.dispatched_at,
                    signed_at=row.signed_at if part is Part.LEAD else None,
                ))
        if row.replied_at:
            parts.append(Reply(
                order_id=order.id, internal_account="", public_answer=row.public_answer, submitted_at=row.replied_at,
                submitted_by=(row.lead or "")[:40], verdict=Verdict.PASSED,
            ))
        if row.closed_at and (row.solved or row.satisfaction):
            parts.append(Callback(
                order_id=order.id, attempt=1, at=row.closed_at, by=self.by.name, outcome=CallbackOutcome.REACHED,
                solved=row.solved, satisfaction=row.satisfaction,
            ))
        return parts

    def _promise(self, row: LedgerRow, order: WorkOrder) -> None:
        if row.due_at:
            self._written_promise(row, order, row.due_at)
        elif row.stage in (Stage.TO_SIGN, Stage.HANDLING) and order.dispatched_at:
            give_at_dispatch(order, order.dispatched_at, self.promiser)
            if order.signed_at or order.contacted_at:
                self._keep(order)

    def _written_promise(self, row: LedgerRow, order: WorkOrder, due_at: datetime) -> None:
        """The ledger says when it is due, not how that was counted."""
        start = order.dispatched_at or row.intake.received_at
        day = due_at.astimezone(clock.LOCAL).date()
        amount = max(self.promiser.calendar.working_days_between(start.astimezone(clock.LOCAL).date(), day), 1)
        db.session.add(Promise(
            order_id=order.id, step=Step.REPLY, amount=amount, unit=Unit.WORKING_DAY, legal_basis=BY_LEDGER,
            starts_at=start, warn_at=due_at, due_at=due_at, counting={}, set_at=self.now,
            kept_at=row.replied_at or row.closed_at,
        ))

    def _keep(self, order: WorkOrder) -> None:
        """What the ledger says was done keeps the promises just given."""
        done = {Step.SIGN: order.signed_at, Step.CONTACT: order.contacted_at}
        for promise in db.session.new:
            if isinstance(promise, Promise) and promise.order_id == order.id:
                promise.kept_at = done.get(promise.step)
