"""领导看板: today, the month so far against its like, trend, types, units, towns, lights, hot topics and 三率."""

from dataclasses import dataclass
from datetime import datetime

from tracker.clock import LOCAL
from tracker.domain.bulletin import Line
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.tally import Dimension
from tracker.domain.words import DepartmentKind
from tracker.reads.overview import Overview, overview
from tracker.store import tables
from tracker.store.glance import RATES, Compared, Glance, glance_at
from tracker.store.tabulated import units

TOP = 10
"Units and topics that a wall has room for; the rest stands in the month's report."


@dataclass(frozen=True)
class Dashboard:
    """The page; it is read again every `seconds`."""

    glance: Glance
    day: Overview
    rates: tuple[Compared, ...]
    departments: tuple[Line, ...]
    towns: tuple[Line, ...]
    places: tuple[Line, ...]
    topics: tuple[Line, ...]
    office_name: str
    seconds: int


def _leads(glance: Glance, kinds: tuple[DepartmentKind, ...]) -> tuple[Line, ...]:
    """The busiest units of the kinds."""
    mine = {unit.id for unit in units() if unit.kind in kinds}
    return tuple(
        line for line in glance.tables["leads"].rows
        if line.group[Dimension.LEAD.value] in mine)[:TOP]


def dashboard(*, by: Actor, now: datetime) -> Dashboard:
    """How things stand at `now`, over all orders."""
    require(by, Permission.SEE_OVERVIEW)
    glance, settings = glance_at(now), tables.settings_on(now.astimezone(LOCAL).date())
    others = tuple(kind for kind in DepartmentKind if kind is not DepartmentKind.TOWN)
    return Dashboard(
        glance=glance, day=overview(by=by, now=now), rates=tuple(glance.month(one) for one in RATES),
        departments=_leads(glance, others), towns=_leads(glance, (DepartmentKind.TOWN,)),
        places=tuple(line for line in glance.tables["places"].rows if line.group[Dimension.PLACE.value]),
        topics=tuple(line for line in glance.tables["matters"].rows if line.group[Dimension.MATTER.value])[:TOP],
        office_name=settings.office_name, seconds=settings.dashboard_seconds,
    )
