"""The bulletin's tables out of the store: which groups of which orders are counted for each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from tracker.domain import bulletin as b
from tracker.domain import destinations
from tracker.domain import indicators as i
from tracker.domain.bulletin import Table, Unit
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Indicator
from tracker.domain.periods import Period, before, year_before
from tracker.domain.scores import months_of, scored
from tracker.domain.tabulating import Earlier, Plan, busiest, is_busy, table, tallies_of, units_table
from tracker.domain.tally import Counts, Dimension, Group, Tally, total
from tracker.domain.topics import Matter, topics_table
from tracker.domain.words import CodeTable, DepartmentKind, OrderClass, RequestType, Word
from tracker.store import closings, tables
from tracker.store.db import db
from tracker.store.models import CodeItem, Department
from tracker.store.populations import Frame
from tracker.store.tallies import count

D = Dimension

UNITS = Plan("units", (D.UNIT,), b.UNIT_COLUMNS, i.HANDLINGS, has_share=False)
CHANNELS = Plan("channels", (D.CHANNEL,), b.CHANNEL_COLUMNS, i.RECEIVED)
TYPES = Plan("types", (D.TYPE,), b.TYPE_COLUMNS, i.RECEIVED)
MATTERS = Plan("matters", (D.MATTER,), b.TOPIC_COLUMNS, i.RECEIVED)
PLACES = Plan("places", (D.PLACE,), b.TOPIC_COLUMNS, i.RECEIVED)
UNIT_CHANNELS = Plan(
    "unit_channels", (D.UNIT, D.CHANNEL), b.UNIT_CHANNEL_COLUMNS, i.HANDLINGS, has_share=False, has_change=False)
CLASSES = Plan("classes", (D.CLASS,), b.CLASS_COLUMNS, i.RECEIVED)
TOPICS = replace(MATTERS, key="topics")
ENTERPRISE_TABLES = {
    "matters": (D.MATTER, CodeTable.MATTER), "places": (D.PLACE, CodeTable.PLACE), "enterprises": (D.ENTERPRISE, None),
}


def units() -> list[Unit]:
    """All units, departments before towns, in the order of lists and reports."""
    found = db.session.execute(
        select(Department.id, Department.name, Department.kind).order_by(Department.position, Department.id)
    )
    kinds = list(DepartmentKind)
    return sorted((Unit(*row) for row in found), key=lambda unit: kinds.index(unit.kind))


def _parts(frame: Frame) -> destinations.Parts:
    return destinations.parts_of(count(destinations.COUNTED, frame, (D.LEAD,)), units())


class Then:
    """An earlier period to compare with: as it was published where it is a closed month, else counted."""

    def __init__(self, period: Period, basis: Basis) -> None:
        self.frame, closing = Frame(period, basis), closings.standing_for(period)
        self.published = closings.frozen_bulletin(closing) if closing else None

    def counted(self, plan: Plan, scope: Mapping[Dimension, object] | None) -> dict[Group, Counts]:
        """The compared column by group."""
        published = closings.counts_in(self.published, plan) if self.published else None
        return count(tallies_of([plan.shared]), self.frame, plan.dimensions, scope) if published is None else published

    def parts(self) -> destinations.Parts:
        """去向."""
        published = self.published.tables.get("destinations") if self.published else None
        if published is None:
            return _parts(self.frame)
        return {line.label: int(line.figures["received"].part) for line in published.rows}


class Counting:
    """Counts one plan's groups now, in the period before and a year ago."""

    def __init__(self, period: Period, basis: Basis, first: date | None) -> None:
        self.basis, self.frame = basis, Frame(period, basis)
        earlier = [before(period), year_before(period)]
        self.earlier = [
            Then(one, basis) if first is not None and one.last_day >= first else None for one in earlier]

    def counted(self, plan: Plan, scope: Mapping[Dimension, object] | None = None) -> dict[Group, Counts]:
        """The groups now."""
        return count(tallies_of(plan.indicators), self.frame, plan.dimensions, scope)

    def before(self, plan: Plan, scope: Mapping[Dimension, object] | None = None) -> Earlier:
        """The compared column then."""
        return Earlier(*(None if then is None else then.counted(plan, scope) for then in self.earlier))

    def named(
        self, plan: Plan, names: Mapping[str, tuple[str, str]], scope: Mapping[Dimension, object] | None = None,
        always: Sequence[Group] = (), given: tuple[dict[Group, Counts], Earlier] | None = None,
    ) -> Table:
        """A table whose values are codes with names; in the order of `always`, else the busiest first.

        `given`: what was counted already.
        """
        def named(value: object) -> tuple[str, str] | None:
            return (value.label, "") if isinstance(value, Word) else names.get(str(value))

        counted, earlier = given or (self.counted(plan, scope), self.before(plan, scope))
        return table(
            plan, counted, earlier, self.basis, named, order=None if always else busiest(plan), always=always,
            scope=scope)

    def units(self) -> Table:
        """单位: 件次 by unit and the figures of the orders that each leads, in one line."""
        by_unit = self._lead_and_parts(UNITS.indicators, self.frame)
        made = units_table(UNITS, by_unit, self.before(UNITS), units(), self.basis)
        return scored(made, self.basis, months_of(self.frame.period))

    @staticmethod
    def _lead_and_parts(indicators: Sequence[Indicator], frame: Frame) -> dict[Group, Counts]:
        tallies = tallies_of(indicators)
        of_parts: set[Tally] = {one for one in tallies if one.population.is_of_parts}
        by_unit = count(of_parts, frame, (D.UNIT,))
        by_lead = count(tallies - of_parts, frame, (D.LEAD,))
        return {group: total([by_unit.get(group, {}), by_lead.get(group, {})]) for group in {*by_unit, *by_lead}}

    def destinations(self) -> Table:
        """去向: where the orders received went, now and then."""
        return destinations.destinations_table(
            _parts(self.frame), [None if then is None else then.parts() for then in self.earlier], self.basis)

    def unit_channels(self, channels: Mapping[str, tuple[str, str]]) -> Table:
        """单位渠道: each unit's 件次 by channel, and how the orders that it leads were rated."""
        tallies = tallies_of(UNIT_CHANNELS.indicators)
        of_parts = {one for one in tallies if one.population.is_of_parts}
        by_part = count(of_parts, self.frame, (D.UNIT, D.CHANNEL))
        by_lead = count(tallies - of_parts, self.frame, (D.LEAD, D.CHANNEL))
        joined = {
            group: total([by_part.get(group, {}), by_lead.get(group, {})]) for group in {*by_part, *by_lead}
            if group[0] is not None
        }
        known, order = {unit.id: unit for unit in units()}, list(channels)
        place = {unit_id: at for at, unit_id in enumerate(known)}
        lines = table(UNIT_CHANNELS, {group: counts for group, counts in joined.items() if is_busy(counts)}, Earlier(),
                      self.basis, lambda unit_id: (known[unit_id].name, ""))
        rows = [
            replace(line, kind=known[line.unit_id or 0].kind,
                    parent=channels.get(str(line.group["channel"]), (str(line.group["channel"]), ""))[0])
            for line in lines.rows
        ]
        rows.sort(key=lambda line: (place[line.unit_id or 0], order.index(str(line.group["channel"]))
                                    if line.group["channel"] in order else len(order)))
        return Table(lines.key, lines.columns, (*rows, lines.whole))


def _matters() -> dict[str, Matter]:
    """A matter's code → its name and the code above it."""
    found = db.session.execute(
        select(CodeItem.code, CodeItem.name, CodeItem.parent_code).where(CodeItem.table == CodeTable.MATTER))
    return {code: Matter(name, parent) for code, name, parent in found}


def _names(code_table: CodeTable) -> dict[str, tuple[str, str]]:
    return {code: (name, "") for code, name in tables.code_names(code_table).items()}


def _class_tables(
    counting: Counting, names: Mapping[CodeTable | None, Mapping[str, tuple[str, str]]]
) -> dict[str, Table]:
    """涉企专题: topics, towns and enterprises of each class that concerns enterprises."""
    made = {}
    for order_class in OrderClass:
        if order_class.concerns_enterprise:
            for key, (dimension, code_table) in ENTERPRISE_TABLES.items():
                plan = Plan(f"{order_class.value}.{key}", (dimension,), b.TOPIC_COLUMNS, i.RECEIVED)
                made[plan.key] = counting.named(plan, names.get(code_table, {}), {D.CLASS: order_class})
    return made


def tables_of(period: Period, basis: Basis, first: date | None) -> dict[str, Table]:
    """Every table of the period but 总览 and 趋势; `first` is the local day of the oldest order."""
    counting = Counting(period, basis, first)
    channels, places, tree = _names(CodeTable.CHANNEL), _names(CodeTable.PLACE), _matters()
    matters = {code: (one.name, tree[one.parent].name if one.parent in tree else "") for code, one in tree.items()}
    by_matter = counting.counted(MATTERS), counting.before(MATTERS)
    by_class = {one: Plan(f"types.{one.value}", (D.TYPE,), (i.RECEIVED,), i.RECEIVED, has_change=False)
                for one in OrderClass}
    kinds: list[Group] = [(kind,) for kind in RequestType]
    found = {
        "destinations": counting.destinations(),
        "channels": counting.named(CHANNELS, channels),
        "types": counting.named(TYPES, {}, always=kinds),
        **{plan.key: counting.named(plan, {}, {D.CLASS: one}, always=kinds) for one, plan in by_class.items()},
        "classes": counting.named(CLASSES, {}, always=[(one,) for one in OrderClass]),
        "matters": counting.named(MATTERS, matters, given=by_matter),
        "topics": topics_table(TOPICS, *by_matter, basis, tree),
        "places": counting.named(PLACES, places),
        "units": counting.units(),
        "unit_channels": counting.unit_channels(channels),
    }
    return found | _class_tables(counting, {CodeTable.MATTER: matters, CodeTable.PLACE: places})
