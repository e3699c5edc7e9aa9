"""Random histories: one order with anything that the tables allow, some of it odd; the same seed, the same orders."""

import random
from datetime import datetime, timedelta

from tests.factories.stored import stored_order
from tracker.clock import LOCAL
from tracker.domain.road_words import PartEnd
from tracker.domain.words import (
    CallbackOutcome,
    OrderClass,
    Part,
    RequestType,
    Satisfaction,
    SolutionKind,
    Solved,
    Stage,
    Step,
    Unit,
)
from tracker.store.db import db
from tracker.store.models import Assignment, Promise, WorkOrder

BEGINS = datetime(2026, 9, 1, tzinfo=LOCAL)
DAYS = 90


class History:
    """Makes orders; nothing happens after `now`."""

    def __init__(self, seed: int, unit_ids: list[int], now: datetime) -> None:
        self.rng, self.unit_ids, self.now = random.Random(seed), unit_ids, now
        self.last: int | None = None

    def later(self, chance: float, after: datetime, days: int = 20, is_plan: bool = False) -> datetime | None:
        """Some moment after another; what is only planned may lie ahead of now."""
        moment = after + timedelta(seconds=self.rng.randrange(days * 86400))
        return moment if self.rng.random() < chance and (is_plan or moment < self.now) else None

    def order(self) -> WorkOrder:
        """One order with its parts and its promise to be signed."""
        rng = self.rng
        received = BEGINS + timedelta(seconds=rng.randrange(DAYS * 86400), microseconds=rng.randrange(10**6))
        is_direct = rng.random() < 0.2
        dispatched = None if is_direct else self.later(0.8, received)
        replied = None if is_direct else self.later(0.7, dispatched or received)
        closed = self.later(0.8, replied or received)
        ended = self.later(0.3, received) if closed is None else None
        lead = None if is_direct or rng.random() < 0.2 else rng.choice(self.unit_ids[:2])
        made = stored_order(
            received, lead_id=lead, dispatched_at=dispatched, replied_at=replied, closed_at=closed, ended_at=ended,
            stage=self.stage(closed, ended), is_direct=is_direct, due_at=self.later(0.8, received, is_plan=True),
            contacted_at=self.later(0.6, dispatched) if dispatched else None, is_ledger=rng.random() < 0.3,
            request_type=rng.choice(list(RequestType)), order_class=rng.choice(list(OrderClass)),
            is_misdirected=rng.random() < 0.2, return_count=rng.choice([0, 0, 0, 1, 2]),
            supervision_count=rng.choice([0, 0, 1]), master_id=self.last if rng.random() < 0.1 else None,
            **(self.outcome() if closed else {}),
        )
        self.last = made.id
        self.parts(made)
        self.sign_promise(made)
        return made

    def stage(self, closed: datetime | None, ended: datetime | None) -> Stage:
        """As its moments say; now and then it was voided."""
        if self.rng.random() < 0.05:
            return Stage.VOIDED
        if closed:
            return Stage.CLOSED
        return self.rng.choice((Stage.REFUSED, Stage.TERMINATED)) if ended else Stage.HANDLING

    def outcome(self) -> dict[str, object]:
        """What a closed order says of its end."""
        rng = self.rng
        satisfaction = rng.choice([None, *Satisfaction])
        return {
            "satisfaction": satisfaction, "solved": rng.choice([None, *Solved]),
            "is_default_rating": satisfaction is not None and rng.random() < 0.2,
            "callback_outcome": rng.choice([None, *CallbackOutcome]),
            "solution_kind": rng.choice([None, *SolutionKind]), "working_days_taken": rng.choice([None, 0, 3, 7]),
            "exclusion_code": rng.choice([None, None, None, "E01"]), "redo_count": rng.choice([0, 0, 0, 1, 3]),
            "extension_count": rng.choice([0, 0, 1, 2]),
        }

    def parts(self, order: WorkOrder) -> None:
        """Co-handlers with limits and results; parts that were given back."""
        rng = self.rng
        if order.dispatched_at is None:
            return
        for unit_id in rng.sample(self.unit_ids, rng.randrange(3)):
            if unit_id == order.lead_id:
                continue
            ended = self.later(0.3, order.dispatched_at)
            db.session.add(Assignment(
                order_id=order.id, department_id=unit_id, part=Part.CO, dispatched_at=order.dispatched_at,
                due_at=self.later(0.8, order.dispatched_at, is_plan=True),
                result_at=self.later(0.6, order.dispatched_at),
                ended_at=ended, end_reason=rng.choice(list(PartEnd)) if ended else None))

    def sign_promise(self, order: WorkOrder) -> None:
        """Live orders have a limit for signing."""
        if order.dispatched_at is None or order.is_ledger:
            return
        due = order.dispatched_at + timedelta(hours=8)
        db.session.add(Promise(
            order_id=order.id, step=Step.SIGN, amount=8, unit=Unit.NATURAL_HOUR, legal_basis="", counting={},
            starts_at=order.dispatched_at, warn_at=due, due_at=due, set_at=order.dispatched_at,
            kept_at=self.later(0.8, order.dispatched_at, days=1),
            superseded_at=due if self.rng.random() < 0.1 else None))


def random_histories(seed: int, count: int, unit_ids: list[int], now: datetime) -> list[WorkOrder]:
    """So many orders, written and read back."""
    history = History(seed, unit_ids, now)
    for _one in range(count):
        history.order()
    db.session.flush()
    db.session.expire_all()
    return list(db.session.query(WorkOrder))
