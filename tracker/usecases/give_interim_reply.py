"""阶段答复: the caller is told how far it came and when to hear again; that day is watched (一跟到底)."""

from datetime import date, datetime

from tracker.domain.deadlines import LOCAL
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import clocks, orders, promises
from tracker.store.db import transaction
from tracker.store.models import InterimReply, WorkOrder
from tracker.store.promiser import Promiser
from tracker.usecases.submit_reply import ANSWER_MAX


def _day_problem(next_on: date, order: WorkOrder, promiser: Promiser) -> Invalid | None:
    latest = clocks.latest_interim(promiser, order.due_at)
    if next_on <= promiser.today or next_on > latest:
        return Invalid(
            N_("下次答复日期须在明天至 %(latest)s 之间；需要更长时间的，请申请延期。"), field="next_on",
            latest=latest.isoformat(),
        )
    if not promiser.calendar.is_working_day(next_on):
        return Invalid(N_("%(day)s 不上班，请选一个工作日。"), field="next_on", day=next_on.isoformat())
    return None


def give_interim_reply(
    order_id: int, *, public_answer: str, next_on: date, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Tell the caller what was done so far. The final reply's clock is not touched."""
    promiser = Promiser(now)
    with transaction() as session:
        order, _facts = orders.locked_for(order_id, Move.INTERIM_REPLY, by, now, version)
        problems = text_problems(public_answer=(public_answer, ANSWER_MAX, N_("请填写阶段答复：诉求人将看到的话。")))
        wrong_day = _day_problem(next_on, order, promiser)
        if wrong_day is not None:
            problems.append(wrong_day)
        if problems:
            raise InvalidEntries(problems)
        assert by.department_id is not None  # the move is the lead's alone
        session.add(InterimReply(
            order_id=order.id, department_id=by.department_id, public_answer=public_answer.strip(), next_on=next_on,
            submitted_at=now, submitted_by=by.name,
        ))
        promises.keep(order.id, Step.INTERIM, now)
        due = clocks.give_interim(order, next_on, promiser)
        orders.move(
            order, Move.INTERIM_REPLY, Entry.INTERIM_REPLIED, by, now, unit=by.department_name,
            due=due.at.astimezone(LOCAL).isoformat(), public_answer=public_answer.strip(),
        )
