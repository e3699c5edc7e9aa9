"""回访: every attempt is a row; the one that brings the caller's answer, or the last allowed one, closes the order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

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
        elif self.solved or self.satisfaction:
            found.append(Invalid(N_("没有联系上诉求人，不能填写解决情况和满意度。"), field="outcome"))
        return found


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


def _close(order: WorkOrder, attempt: Attempt, settings: Settings, by: Actor, now: datetime) -> None:
    order.closed_at, order.solved, order.satisfaction = now, attempt.solved, attempt.satisfaction
    order.working_days_taken = tables.working_calendar(settings).working_days_between(
        order.received_at.astimezone(clock.LOCAL).date(), now.astimezone(clock.LOCAL).date()
    )
    promises.keep(order.id, Step.CALLBACK, now)
    orders.move(
        order, Move.CLOSE, Entry.CLOSED, by, now,
        solved=attempt.solved.label if attempt.solved else N_("解决情况未知"),
        satisfaction=attempt.satisfaction.label if attempt.satisfaction else N_("未评价"),
        reason=attempt.reason.strip(),
    )


def record_callback(order_id: int, attempt: Attempt, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Record an attempt, and close the order when it was the last one needed."""
    require(by, Permission.CALL_BACK)
    problems = attempt.problems()
    if problems:
        raise InvalidEntries(problems)
    with transaction() as session:
        order = orders.locked(order_id, by, version)
        number = 1 + (session.scalar(select(func.max(Callback.attempt)).where(Callback.order_id == order.id)) or 0)
        settings = tables.settings_on(now.astimezone(clock.LOCAL).date())
        closes = _closes(attempt, number, settings.callback_attempts)
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
        if closes:
            _close(order, attempt, settings, by, now)
