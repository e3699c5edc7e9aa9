"""台账: how far an order of a ledger has come, and whether what the row says of it holds together.

How a row's cells become this: ledger_row.py. What any order needs: intake.py.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from tracker.domain.deadlines import LOCAL
from tracker.domain.intake import CLOCK_TOLERANCE, Intake
from tracker.domain.refusals import Invalid
from tracker.domain.words import (
    N_,
    CallbackOutcome,
    DepartmentKind,
    Satisfaction,
    SolutionKind,
    Solved,
    Stage,
    Word,
)

ROAD = (
    ("received_at", N_("受理时间")), ("dispatched_at", N_("派单时间")), ("signed_at", N_("签收时间")),
    ("replied_at", N_("答复时间")), ("closed_at", N_("办结时间")),
)
"Moments that never run backwards, in this order."
SIDE = (("contacted_at", N_("首次联系时间")), ("due_at", N_("到期时间")))
"Moments that only have to follow the receipt."

UNSPOKEN = (CallbackOutcome.NO_ANSWER, CallbackOutcome.WRONG_NUMBER, CallbackOutcome.REFUSED)
"Outcomes after which nobody has rated. Who need not be rung may still have answered by text message."


class Ending(Word):
    """结束方式: how an order ended without being closed. The codes are those of the stages."""

    REFUSED = "refused", N_("不予受理")
    TERMINATED = "terminated", N_("终止办理")
    VOIDED = "voided", N_("作废")


@dataclass(frozen=True)
class LedgerRow:
    """One order as its row tells it; names are WorkOrder's, units by name."""

    source_number: str
    intake: Intake
    lead: str | None
    co: tuple[str, ...]
    dispatched_at: datetime | None
    signed_at: datetime | None
    contacted_at: datetime | None
    due_at: datetime | None
    replied_at: datetime | None
    public_answer: str
    closed_at: datetime | None
    "办结时间; with an `ending`, when it ended."
    solved: Solved | None
    satisfaction: Satisfaction | None
    is_direct: bool = False
    solution_kind: SolutionKind | None = None
    return_count: int = 0
    extension_count: int = 0
    redo_count: int = 0
    supervision_count: int = 0
    master: str | None = None
    "并入编号: the master by its number."
    callback_outcome: CallbackOutcome | None = None
    is_default_rating: bool = False
    lead_kind: DepartmentKind | None = None
    "单位类别, for a lead that the office does not have yet."
    ending: Ending | None = None
    is_misdirected: bool = False
    unknown_units: tuple[str, ...] = ()

    @property
    def received_at(self) -> datetime:
        """受理时间."""
        return self.intake.received_at

    @property
    def stage(self) -> Stage:
        """How far the order has come, by the last thing that was done to it."""
        if self.closed_at:
            return Stage(self.ending.value) if self.ending else Stage.CLOSED
        if self.replied_at:
            return Stage.TO_CALL_BACK
        if self.master:
            return Stage.MERGED
        if self.signed_at:
            return Stage.HANDLING
        return Stage.TO_SIGN if self.lead else Stage.TO_DISPATCH

    @property
    def is_finished(self) -> bool:
        """Closed, or ended without: nobody works on it any more."""
        return self.closed_at is not None

    @property
    def own_units(self) -> tuple[str, ...]:
        """The units that had a part in it. A repeat that was never dispatched by itself went with its master's."""
        if self.lead is None or (self.master and not self.dispatched_at and not self.signed_at):
            return ()
        return (self.lead, *self.co)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other order: 来源编号 and channel."""
        return self.source_number, self.intake.channel_code


def _is_plain_date(moment: datetime) -> bool:
    return moment.astimezone(LOCAL).time() == time()


def _not_before(moment: datetime | None, floor: datetime) -> datetime | None:
    """A plain date is some time of that day: not earlier than what was done before on the same day."""
    if moment is None or not _is_plain_date(moment) or moment >= floor:
        return moment
    return floor if moment.astimezone(LOCAL).date() == floor.astimezone(LOCAL).date() else moment


def settled(said: dict[str, Any], received_at: datetime, day_ends: time) -> dict[str, Any]:
    """What a row says with plain dates made moments: a step falls where it can, a due day ends when the office's does.

    Names are LedgerRow's.
    """
    moments: dict[str, datetime | None] = {}
    reached = received_at
    for name, _label in ROAD[1:]:
        moments[name] = _not_before(said[name], reached)
        reached = moments[name] or reached
    moments["contacted_at"] = _not_before(said["contacted_at"], received_at)
    due_at = said["due_at"]
    if due_at is not None and _is_plain_date(due_at):
        moments["due_at"] = datetime.combine(due_at.astimezone(LOCAL).date(), day_ends, tzinfo=LOCAL)
    return said | moments


def _check_moments(row: LedgerRow, now: datetime) -> Iterator[Invalid]:
    known = [(name, label, moment) for name, label in ROAD if (moment := getattr(row, name)) is not None]
    pairs = list(zip(known, known[1:], strict=False))
    pairs += [(known[0], (name, label, moment)) for name, label in SIDE if (moment := getattr(row, name)) is not None]
    for (_earlier, before, first), (name, after, second) in pairs:
        if second < first:
            yield Invalid(N_("%(after)s早于%(before)s，请核对这两个时间。"), field=name, after=after, before=before)
    done = [*known[1:], ("contacted_at", N_("首次联系时间"), row.contacted_at)]
    for name, label, moment in done:
        if moment is not None and moment > now + CLOCK_TOLERANCE:
            yield Invalid(N_("%(label)s不能晚于现在，请检查年份。"), field=name, label=label)


def _check_units(row: LedgerRow) -> Iterator[Invalid]:
    if row.lead is None and row.co:
        yield Invalid(N_("有协办单位的，请填写主办单位。"), field="lead")
    elif row.lead is None and (row.dispatched_at or row.signed_at) and not row.is_finished:
        yield Invalid(N_("已派单或签收的工单，请填写主办单位。"), field="lead")
    if row.lead and row.lead in row.co:
        yield Invalid(N_("“%(unit)s”已经是主办单位，请从协办单位中去掉。"), field="co", unit=row.lead)


def _filled(row: LedgerRow, *names: str) -> str | None:
    """The first of the fields that says something."""
    return next((name for name in names if getattr(row, name)), None)


def _check_end(row: LedgerRow) -> Iterator[Invalid]:
    """直办 and the endings without closure."""
    sent = _filled(row, "lead", "co", "dispatched_at", "signed_at")
    if row.is_direct and sent:
        yield Invalid(N_("直办的工单没有派单：请清空主办单位、协办单位、派单时间和签收时间，或把是否直办改为“否”。"), field=sent)
    if row.ending and row.is_direct:
        yield Invalid(N_("直办的工单已经当场办结，结束方式请留空。"), field="ending")
    elif row.ending and not row.closed_at:
        yield Invalid(N_("填了结束方式的，请在办结时间填写结束的时间。"), field="closed_at")
    elif row.is_direct and not row.closed_at:
        yield Invalid(N_("直办的工单当场办结，请填写办结时间。"), field="closed_at")


def _check_callback(row: LedgerRow) -> Iterator[Invalid]:
    if row.is_default_rating and not row.satisfaction:
        yield Invalid(N_("满意度按默认计入的，请填写满意度。"), field="satisfaction")
    if row.callback_outcome in UNSPOKEN and row.satisfaction and not row.is_default_rating:
        yield Invalid(
            N_("回访结果为“%(outcome)s”的，诉求人没有评价：满意度是默认评价的，请把满意度是否默认填“是”；否则请核对回访结果。"),
            field="callback_outcome", outcome=row.callback_outcome.label,
        )


def _check_answer(row: LedgerRow) -> Iterator[Invalid]:
    """What only an order can have that was answered or closed."""
    if not row.replied_at and not row.closed_at:
        if row.public_answer:
            yield Invalid(N_("已有公开答复的，请填写答复时间。"), field="replied_at")
        elif row.solution_kind:
            yield Invalid(N_("已有承办结果的，请填写答复时间。"), field="replied_at")
        elif row.callback_outcome:
            yield Invalid(N_("已有回访结果的，请填写答复时间。"), field="replied_at")
    if (row.solved or row.satisfaction) and not row.closed_at:
        yield Invalid(N_("已有是否解决或满意度的，请填写办结时间。"), field="closed_at")


def _check_repeat(row: LedgerRow) -> Iterator[Invalid]:
    if row.master == row.source_number:
        yield Invalid(N_("工单不能并入自己，请填写主单的编号。"), field="master")
    elif row.stage is Stage.MERGED:
        own = _filled(row, "lead", "co", "dispatched_at", "signed_at", "contacted_at", "due_at")
        if own:
            yield Invalid(
                N_("已并入主单而尚未答复的工单随主单办理，请清空它自己的承办单位、派单、签收、联系和到期时间。"), field=own)


def check_row(row: LedgerRow, now: datetime) -> list[Invalid]:
    """What in the row contradicts itself, each by its field."""
    checks = (_check_units, _check_end, _check_answer, _check_callback, _check_repeat)
    return [*_check_moments(row, now), *(problem for check in checks for problem in check(row))]


def unknown_units(said: dict[str, Any], known: Collection[str]) -> tuple[str, ...]:
    """The units named whose names are not in the table."""
    return tuple(name for name in (said["lead"], *said["co"]) if name and name not in known)
