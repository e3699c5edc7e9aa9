"""回访: every attempt is a row; the caller's answer, or the last allowed attempt, closes the order.

A caller who says no does not close it: a person judges whether the matter is done again (usecases/judge_redo.py).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.settings import Settings
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, Satisfaction, Solved, Step
from tracker.store import orders, promises, tables
from tracker.store.db import db, transaction
from tracker.store.models import Callback, WorkOrder
from tracker.usecases.closing import close

DISSATISFIED = (Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)


@dataclass(frozen=True)
class Attempt:
    """One attempt. Only a caller who was reached can have answered."""

    outcome: CallbackOutcome
    solved: Solved | None = None
    satisfaction: Satisfaction | None = None
    reason: str = ""
    note: str = ""
    close_unreached: bool = False

    def problems(self) -> list[Invalid]:
        """What cannot be taken, each by its field."""
        found = []
        if self.outcome is CallbackOutcome.REACHED:
            if self.solved is None:
                found.append(Invalid(N_("请选择诉求人认为是否解决。"), field="solved"))
            if self.satisfaction is None:
                found.append(Invalid(N_("请选择诉求人的满意度。"), field="satisfaction"))
            elif self.satisfaction in DISSATISFIED and not self.reason.strip():
                found.append(Invalid(N_("诉求人不满意，请写明原因。"), field="reason"))
            elif self.solved is Solved.NO and not self.reason.strip():
                found.append(Invalid(N_("诉求人认为没有解决，请写明原因。"), field="reason"))
        elif self.solved or self.satisfaction:
            found.append(Invalid(N_("没有联系上诉求人，不能填写解决情况和满意度。"), field="outcome"))
        return found

    def says_no(self, unsolved_counts: bool) -> bool:
        """Was the caller dissatisfied, or left with the matter unsolved? Partly solved is no such answer."""
        return self.satisfaction in DISSATISFIED or (unsolved_counts and self.solved is Solved.NO)


def _closes(attempt: Attempt, number: int, most: int) -> bool:
    """Does this attempt end the order? Silence ends it only after the set number of attempts."""
    if attempt.outcome in (CallbackOutcome.REACHED, CallbackOutcome.NOT_NEEDED):
        return True
    if not attempt.close_unreached:
        return False
    # A wrong number or a refusal will not get better by ringing again.
    if attempt.outcome is CallbackOutcome.NO_ANSWER and number < most:
        raise Invalid(
            N_("这是第 %(number)d 次回访，未接通满 %(most)d 次后才能按无法联系办结。"),
            field="close_unreached", number=number, most=most,
        )
    return True


def _numbers(order: WorkOrder) -> tuple[int, int]:
    """This attempt's number among all of the order, and among those since it was last done again."""
    made = db.session.scalars(select(Callback).where(Callback.order_id == order.id)).all()
    since = [one for one in made if order.judged_at is None or one.at > order.judged_at]
    return max((one.attempt for one in made), default=0) + 1, len(since) + 1


def _end(order: WorkOrder, attempt: Attempt, settings: Settings, by: Actor, now: datetime) -> None:
    """The callback is done: the order closes with the caller's answer, or the answer is judged."""
    promises.keep(order.id, Step.CALLBACK, now)
    if attempt.says_no(settings.unsolved_to_judge):
        assert attempt.solved is not None and attempt.satisfaction is not None
        orders.move(
            order, Move.SEND_TO_JUDGE, Entry.SENT_TO_JUDGE, by, now, solved=attempt.solved.label,
            satisfaction=attempt.satisfaction.label, reason=attempt.reason.strip(),
        )
        return
    close(
        order, Move.CLOSE, Entry.CLOSED, attempt.solved, attempt.satisfaction, by, now, reason=attempt.reason.strip()
    )


def record_callback(order_id: int, attempt: Attempt, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Record an attempt; the last one needed closes the order or sends it to be judged."""
    require(by, Permission.CALL_BACK)
    problems = attempt.problems()
    if problems:
        raise InvalidEntries(problems)
    with transaction():
        order = orders.locked(order_id, by, version)
        number, in_round = _numbers(order)
        settings = tables.settings_on(now.astimezone(clock.LOCAL).date())
        closes = _closes(attempt, in_round, settings.callback_attempts)
        if attempt.outcome is CallbackOutcome.NOT_NEEDED and order.wants_reply:
            raise Invalid(N_("诉求人要求回复，必须回访。"), field="outcome")
        orders.move(
            order, Move.CALL_BACK, Entry.CALLED_BACK, by, now,
            attempt=number, outcome=attempt.outcome.label, note=attempt.note.strip(),
        )
        db.session.add(
            Callback(
                order_id=order.id, attempt=number, at=now, by=by.name, outcome=attempt.outcome, solved=attempt.solved,
                satisfaction=attempt.satisfaction, reason=attempt.reason.strip(), note=attempt.note.strip(),
            )
        )
        order.callback_outcome = attempt.outcome
        if closes:
            _end(order, attempt, settings, by, now)
