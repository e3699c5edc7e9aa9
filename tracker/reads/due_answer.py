"""When an order of a kind would be due if its clock started at a moment: by the tables, without an order."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.deadlines import Due, due
from tracker.domain.limits import LimitRow
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, DayEnd, OrderClass, RequestType, Step, Urgency
from tracker.store.promiser import Promiser


@dataclass(frozen=True)
class DueAnswer:
    """The due moment, how it was counted, and the row of the limit table that says so."""

    due: Due
    row: LimitRow


def due_answer(
    start: datetime, request_type: RequestType, order_class: OrderClass, urgency: Urgency, *, step: Step = Step.REPLY,
    day_end: DayEnd | None = None,
) -> DueAnswer:
    """Count `step` from `start` (aware) by the tables of that day; `day_end` overrules the setting.

    Raises NoLimitApplies, CalendarError, and Invalid where the row promises nothing for the step.
    """
    promiser = Promiser(start)
    row = promiser.row_for(request_type, order_class, urgency)
    limit = getattr(row, step.value)
    if limit is None:
        raise Invalid(N_("适用的时限行没有规定“%(step)s”的时限。"), field="step", step=step.label)
    counted = due(start, limit, promiser.calendar, day_end or promiser.settings.day_end)
    return DueAnswer(counted, row)
