"""台账: how far an order of a ledger has come, and whether what the row says of it holds together.

How a row's cells become this: ledger_row.py. What any order needs: intake.py.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from tracker.domain.deadlines import LOCAL
from tracker.domain.intake import CLOCK_TOLERANCE, Intake
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Satisfaction, Solved, Stage

ROAD = (
    ("received_at", N_("受理时间")), ("dispatched_at", N_("派单时间")), ("signed_at", N_("签收时间")),
    ("replied_at", N_("答复时间")), ("closed_at", N_("办结时间")),
)
"Moments that never run backwards, in this order."
SIDE = (("contacted_at", N_("首次联系时间")), ("due_at", N_("到期时间")))
"Moments that only have to follow the receipt."


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
    solved: Solved | None
    satisfaction: Satisfaction | None
    unknown_units: tuple[str, ...] = field(default=())

    @property
    def received_at(self) -> datetime:
        """受理时间."""
        return self.intake.received_at

    @property
    def stage(self) -> Stage:
        """How far the order has come, by the last thing that was done to it."""
        if self.closed_at:
            return Stage.CLOSED
        if self.replied_at:
            return Stage.TO_CALL_BACK
        if self.signed_at:
            return Stage.HANDLING
        return Stage.TO_SIGN if self.lead else Stage.TO_DISPATCH

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


def settled(row: LedgerRow, day_ends: time) -> LedgerRow:
    """The row with plain dates made moments: a step falls where it can, a due day ends when the office's does."""
    moments: dict[str, datetime | None] = {}
    reached = row.received_at
    for name, _label in ROAD[1:]:
        moments[name] = _not_before(getattr(row, name), reached)
        reached = moments[name] or reached
    moments["contacted_at"] = _not_before(row.contacted_at, row.received_at)
    if row.due_at is not None and _is_plain_date(row.due_at):
        moments["due_at"] = datetime.combine(row.due_at.astimezone(LOCAL).date(), day_ends, tzinfo=LOCAL)
    return replace(row, **moments)  # type: ignore[arg-type]


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
    elif row.lead is None and (row.dispatched_at or row.signed_at) and not row.closed_at:
        yield Invalid(N_("已派单或签收的工单，请填写主办单位。"), field="lead")
    if row.lead and row.lead in row.co:
        yield Invalid(N_("“%(unit)s”已经是主办单位，请从协办单位中去掉。"), field="co", unit=row.lead)


def check_row(row: LedgerRow, now: datetime) -> list[Invalid]:
    """What in the row contradicts itself, each by its field."""
    found = [*_check_moments(row, now), *_check_units(row)]
    if row.public_answer and not row.replied_at and not row.closed_at:
        found.append(Invalid(N_("已有公开答复的，请填写答复时间。"), field="replied_at"))
    if (row.solved or row.satisfaction) and not row.closed_at:
        found.append(Invalid(N_("已有是否解决或满意度的，请填写办结时间。"), field="closed_at"))
    return found


def unknown_units(row: LedgerRow, known: Collection[str]) -> tuple[str, ...]:
    """The row's units whose names are not in the table."""
    return tuple(name for name in (row.lead, *row.co) if name and name not in known)
