"""台账: one order of a ledger and how far it has come.

How a row's cells become this: ledger_row.py. Whether they hold together: ledger_checks.py. What any order needs:
intake.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from tracker.domain.deadlines import LOCAL
from tracker.domain.intake import Intake
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
    sign_due_at: datetime | None = None
    "签收期限; the contact's is known to no ledger."
    co_due: tuple[datetime | None, ...] = ()
    "协办期限 of each co-handler, in their order; empty where the ledger says nothing of them."
    co_results: tuple[datetime | None, ...] = ()
    "协办反馈时间, as co_due."
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
    def co_parts(self) -> tuple[tuple[str, datetime | None, datetime | None], ...]:
        """Each co-handler with when its result was due and when it was given."""
        blank = (None,) * len(self.co)
        return tuple(zip(self.co, self.co_due or blank, self.co_results or blank, strict=True))

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


def _day_s_end(moment: datetime | None, day_ends: time) -> datetime | None:
    """A plain date by which something is due means the whole of that day."""
    if moment is None or not _is_plain_date(moment):
        return moment
    return datetime.combine(moment.astimezone(LOCAL).date(), day_ends, tzinfo=LOCAL)


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
    moments |= {name: _day_s_end(said[name], day_ends) for name in ("due_at", "sign_due_at")}
    floor = moments["dispatched_at"] or received_at
    return said | moments | {
        "co_due": tuple(_day_s_end(moment, day_ends) for moment in said["co_due"]),
        "co_results": tuple(_not_before(moment, floor) for moment in said["co_results"]),
    }


def unknown_units(said: dict[str, Any], known: Collection[str]) -> tuple[str, ...]:
    """The units named whose names are not in the table."""
    return tuple(name for name in (said["lead"], *said["co"]) if name and name not in known)
