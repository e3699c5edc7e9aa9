"""From counts to the bulletin's tables: groups become lines, shares and comparisons are added, subtotals are drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tracker.domain.bulletin import (
    NO_LEAD,
    SHARE,
    SUBTOTALS,
    TOTAL,
    UNNAMED,
    Heading,
    Line,
    Rank,
    Table,
    Unit,
    compared,
    heading,
    headings,
)
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Indicator, change, figure, shares
from tracker.domain.tally import Counts, Dimension, Group, Tally, total
from tracker.domain.words import DepartmentKind

Counted = Mapping[Group, Counts]


@dataclass(frozen=True)
class Earlier:
    """The same groups in the period before and a year ago, for one compared column; None: nothing to compare with."""

    before: Counted | None = None
    year_ago: Counted | None = None


@dataclass(frozen=True)
class Plan:
    """How one table is made: which groups stand in it, in which order, and what is added to its indicators."""

    key: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    shared: Indicator
    "The column whose shares are given, and which is compared with the months before."
    has_share: bool = True
    has_change: bool = True


def tallies_of(indicators: Sequence[Indicator]) -> set[Tally]:
    """Everything that must be counted for the indicators, whatever the office's choices."""
    return {
        tally for one in indicators
        for tally in (*one.part, *(one.base or ()), *one.part_if_basically, *one.both_if_silent)
    }


def columns_of(plan: Plan, basis: Basis) -> tuple[Heading, ...]:
    """The table's headings: the shared column, its share, the other indicators, the comparisons."""
    counted = heading(plan.shared, basis)
    others = headings([one for one in plan.indicators if one is not plan.shared], basis)
    return (counted, *((SHARE,) if plan.has_share else ()), *others, *(compared(counted) if plan.has_change else ()))


def _compare(plan: Plan, now: Figure, was: Sequence[Counts | None], basis: Basis) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for (name, changed), counts in zip((("before", "on_before"), ("year_ago", "on_year")), was, strict=True):
        then = None if counts is None else figure(plan.shared, counts, basis)
        found[f"{plan.shared.key}.{name}"] = then or Figure(Decimal(0), None, None)
        found[f"{plan.shared.key}.{changed}"] = change(plan.shared.measure, now, then)
    return found


def figures_of(
    plan: Plan, counts: Counts, was: Sequence[Counts | None], basis: Basis
) -> dict[str, Figure]:
    """One line's figures but its share."""
    found = {one.key: figure(one, counts, basis) for one in plan.indicators}
    return found | (_compare(plan, found[plan.shared.key], was, basis) if plan.has_change else {})


def _was(earlier: Earlier, group: Group | None) -> list[Counts | None]:
    """The group's counts then; None as group is everything."""
    return [
        None if then is None else total(then.values()) if group is None else then.get(group, {})
        for then in (earlier.before, earlier.year_ago)
    ]


def with_shares(lines: Sequence[Line], plan: Plan, basis: Basis) -> list[Line]:
    """The lines with each one's share of them all."""
    if not plan.has_share:
        return list(lines)
    found = shares([int(line.figures[plan.shared.key].part) for line in lines], basis)
    return [
        replace(line, figures={**line.figures, SHARE.key: one}) for line, one in zip(lines, found, strict=True)
    ]


def total_line(plan: Plan, counted: Counted, earlier: Earlier, basis: Basis) -> Line:
    """The whole table in one line."""
    figures = figures_of(plan, total(counted.values()), _was(earlier, None), basis)
    part = figures[plan.shared.key].part
    share = {SHARE.key: Figure(part, int(part), Decimal("1.0000") if part else None)} if plan.has_share else {}
    return Line(TOTAL, figures | share, rank=Rank.TOTAL)


def _codes(group: Iterable[tuple[Dimension, Any]]) -> dict[str, Any]:
    """A line's group as it is kept: words by their codes."""
    return {dimension.value: getattr(value, "value", value) for dimension, value in group}


def table(
    plan: Plan, counted: Counted, earlier: Earlier, basis: Basis,
    named: Callable[[Any], tuple[str, str] | None], order: Callable[[Line], Any] | None = None,
    always: Sequence[Group] = (), scope: Mapping[Dimension, Any] | None = None,
) -> Table:
    """A table of one line a group. `named` gives a value's label and parent, None for a value that is not known.

    `scope` is what all of the table's orders have in common.
    `always` are groups that stand there even when nothing was counted; without `order` these come first as they are.
    """
    groups = [*always, *(group for group in counted if group not in set(always))]
    lines, shared = [], _codes((scope or {}).items())
    for group in groups:
        label, parent = named(group[0]) or (str(group[0] or UNNAMED), "")
        narrowed = shared | _codes(zip(plan.dimensions, group, strict=True))
        lines.append(Line(
            label, figures_of(plan, counted.get(group, {}), _was(earlier, group), basis), narrowed, parent=parent))
    if order:
        lines.sort(key=order)
    return Table(
        plan.key, columns_of(plan, basis),
        (*with_shares(lines, plan, basis), replace(total_line(plan, counted, earlier, basis), group=shared)))


def busiest(plan: Plan) -> Callable[[Line], Any]:
    """Most orders first; of equals by name."""
    return lambda line: (-line.figures[plan.shared.key].part, line.label)


def units_table(
    plan: Plan, counted: Mapping[Group, Counts], earlier: Earlier, units: Sequence[Unit], basis: Basis
) -> Table:
    """单位: departments and towns apart, each kind with its sum; a unit with nothing to count has no line.

    The groups are (unit's id,), lead and parts together; (None,) are orders without a lead.
    """
    lines: list[Line] = []
    for kind in DepartmentKind:
        mine = [unit for unit in units if unit.kind is kind and is_busy(counted.get((unit.id,), {}))]
        lines += [
            Line(
                unit.name, figures_of(plan, counted.get((unit.id,), {}), _was(earlier, (unit.id,)), basis),
                {Dimension.UNIT.value: unit.id}, kind=kind)
            for unit in mine
        ]
        if mine:
            same = [unit.id for unit in units if unit.kind is kind]
            lines.append(_subtotal(plan, counted, earlier, same, kind, basis))
    loose = figures_of(plan, counted.get((None,), {}), _was(earlier, (None,)), basis)
    # An order that was answered at once is nobody's, and no gap in the units' table.
    if any(loose[one.key].part or loose[one.key].base for one in plan.indicators):
        lines.append(Line(NO_LEAD, loose, {Dimension.LEAD.value: None}))
    return Table(plan.key, columns_of(plan, basis), (*lines, total_line(plan, counted, earlier, basis)))


def is_busy(counts: Counts) -> bool:
    """Is there anything to count?"""
    return any(counts.values())


def _subtotal(
    plan: Plan, counted: Counted, earlier: Earlier, unit_ids: Sequence[int], kind: DepartmentKind, basis: Basis
) -> Line:
    groups: list[Group] = [(unit_id,) for unit_id in unit_ids]

    def summed(of: Counted) -> Counts:
        return total(of.get(group, {}) for group in groups)

    was = [None if then is None else summed(then) for then in (earlier.before, earlier.year_ago)]
    return Line(SUBTOTALS[kind], figures_of(plan, summed(counted), was, basis), rank=Rank.SUBTOTAL, kind=kind)
