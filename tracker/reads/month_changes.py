"""结账后的变化: a closed month as it was published against what its orders would count now."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.bulletin import Correction
from tracker.domain.corrections import Change
from tracker.domain.periods import Period, month_period
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store import closings
from tracker.store.corrections import corrections_of, pending

MOST_SHOWN = 300


@dataclass(frozen=True)
class MonthChanges:
    """Figures not noted yet, and the orders that made the difference, of which `orders` are the first."""

    month: str
    figures: tuple[Correction, ...]
    orders: tuple[Change, ...]
    order_count: int


@dataclass(frozen=True)
class Pending:
    """What the month's bulletin will say of the months closed before it, if it were closed now."""

    month: str
    figures: tuple[Correction, ...]


def month_changes(month: str, *, by: Actor, now: datetime) -> MonthChanges:
    """A closed month's differences; refuses a month that is not closed."""
    require(by, Permission.EXPORT_MONTH)
    closing = closings.standing(month_period(month, now).month)
    if closing is None:
        raise NotFound(N_("%(month)s 没有结账，指标一直随工单变化，没有可比的公布数。"), month=month)
    figures, changed = corrections_of(closing, now)
    return MonthChanges(closing.month, figures, changed[:MOST_SHOWN], len(changed))


def pending_corrections(month: str, *, by: Actor, now: datetime) -> Pending:
    """The corrections that an open month would print now."""
    require(by, Permission.EXPORT_MONTH)
    period: Period = month_period(month, now)
    return Pending(period.month, pending(period, now))
