"""答复: the lead's internal account and public answer go to review."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, SolutionKind, Step
from tracker.store import orders, petitions, promises, search
from tracker.store.db import transaction
from tracker.store.models import Reply

ANSWER_MAX = 10_000
"Longest internal account and public answer, characters."


@dataclass(frozen=True)
class Answer:
    """What a lead says at the end of handling. `is_solved` False needs a reason."""

    internal_account: str
    public_answer: str
    is_true: bool
    within_duty: bool
    is_solved: bool
    solution_kind: SolutionKind | None = None
    unsolved_reason_code: str | None = None
    unsolved_note: str = ""

    def problems(self) -> list[Invalid]:
        """What cannot be taken, each by its field."""
        found = text_problems(
            internal_account=(self.internal_account, ANSWER_MAX, N_("请填写办理情况：做了什么、依据什么、结果如何。")),
            public_answer=(self.public_answer, ANSWER_MAX, N_("请填写公开答复：诉求人将看到的话。")),
        )
        if self.is_solved and self.solution_kind is None:
            found.append(Invalid(N_("请选择是实际解决还是解释说明。"), field="solution_kind"))
        if not self.is_solved and not self.unsolved_reason_code:
            found.append(Invalid(N_("未解决的，请选择原因。"), field="unsolved_reason_code"))
        return found


def submit_reply(order_id: int, answer: Answer, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Submit the lead's reply for review; on time is judged by this moment if the reply passes."""
    problems = answer.problems()
    if problems:
        raise InvalidEntries(problems)
    with transaction() as session:
        order, _facts = orders.locked_for(order_id, Move.REPLY, by, now, version)
        orders.move(
            order, Move.REPLY, Entry.REPLIED, by, now,
            solved=N_("已解决") if answer.is_solved else N_("未解决"),
            kind=answer.solution_kind.label if answer.solution_kind else N_("已说明原因"),
            internal_account=answer.internal_account.strip(), public_answer=answer.public_answer.strip(),
        )
        session.add(
            Reply(
                order_id=order.id, internal_account=answer.internal_account.strip(),
                public_answer=answer.public_answer.strip(), is_true=answer.is_true, within_duty=answer.within_duty,
                is_solved=answer.is_solved, solution_kind=answer.solution_kind if answer.is_solved else None,
                unsolved_reason_code=None if answer.is_solved else answer.unsolved_reason_code,
                unsolved_note="" if answer.is_solved else answer.unsolved_note.strip(),
                submitted_at=now, submitted_by=by.name,
            )
        )
        order.replied_at, order.solution_kind = now, answer.solution_kind if answer.is_solved else None
        promises.keep(order.id, Step.REPLY, now)
        promises.keep(order.id, Step.INTERIM, now)
        # What is answered needs no more time: a petition that still waits is pointless.
        petitions.withdraw_waiting(order, by, now, N_("已提交答复"))
        search.reindex([order])
