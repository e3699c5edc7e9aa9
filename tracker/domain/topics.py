"""热点: matters gathered under their uppermost parents, the busiest first; each topic's matters follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from tracker.domain.bulletin import UNNAMED, Line, Rank, Table
from tracker.domain.figure_settings import Basis
from tracker.domain.tabulating import Counted, Earlier, Plan, columns_of, figures_of, total_line, with_shares
from tracker.domain.tally import Counts, Dimension, total
from tracker.domain.words import N_

ITSELF = N_("（未细分）")
"Orders that bear the topic's own code, beside those of its matters."


class Matter(NamedTuple):
    """A matter's name, and the code of the one above it."""

    name: str
    parent: str | None


def topic_of(code: Any, matters: Mapping[str, Matter]) -> str | None:
    """The uppermost parent's code; None for an order without a matter."""
    seen: list[str] = []
    while code is not None and code not in seen:
        seen.append(code)
        matter = matters.get(code)
        if matter is None or matter.parent not in matters:
            return str(code)
        code = matter.parent
    return min(seen) if seen else None


def _named(code: str | None, matters: Mapping[str, Matter]) -> str:
    return UNNAMED if code is None else matters[code].name if code in matters else code


def _sorted(lines: Sequence[Line], plan: Plan, last: str) -> list[Line]:
    """Most orders first; of equals by name."""
    return sorted(lines, key=lambda line: (line.label == last, -line.figures[plan.shared.key].part, line.label))


def _by_topic(counted: Counted | None, matters: Mapping[str, Matter]) -> dict[str | None, Counts]:
    """Each topic's counts, of every matter below it."""
    gathered: dict[str | None, list[Counts]] = {}
    for (code,), counts in (counted or {}).items():
        gathered.setdefault(topic_of(code, matters), []).append(counts)
    return {topic: total(counts) for topic, counts in gathered.items()}


def _topics(plan: Plan, counted: Counted, earlier: Earlier, basis: Basis, matters: Mapping[str, Matter]) -> list[Line]:
    was = [(one, _by_topic(one, matters)) for one in (earlier.before, earlier.year_ago)]
    lines = [
        Line(
            _named(topic, matters),
            figures_of(plan, counts, [None if one is None else then.get(topic, {}) for one, then in was], basis),
            {Dimension.MATTER.value: topic}, rank=Rank.SUBTOTAL)
        for topic, counts in _by_topic(counted, matters).items()
    ]
    return with_shares(_sorted(lines, plan, UNNAMED), plan, basis)


def _matters(plan: Plan, counted: Counted, earlier: Earlier, basis: Basis, matters: Mapping[str, Matter]) -> list[Line]:
    was, lines = (earlier.before, earlier.year_ago), []
    for (code,), counts in counted.items():
        figures = figures_of(plan, counts, [None if one is None else one.get((code,), {}) for one in was], basis)
        topic, own = topic_of(code, matters), None if code is None else str(code)
        label = ITSELF if own == topic else _named(own, matters)
        lines.append(Line(label, figures, {Dimension.MATTER.value: own}, parent=_named(topic, matters)))
    return with_shares(_sorted(lines, plan, ITSELF), plan, basis)


def topics_table(plan: Plan, counted: Counted, earlier: Earlier, basis: Basis, matters: Mapping[str, Matter]) -> Table:
    """The groups are (matter's code,). A topic is a sum with its matters below it, or a row where it has none.

    Only a matter bears a parent. Orders without a matter come last.
    """
    lines: list[Line] = []
    below = _matters(plan, counted, earlier, basis, matters)
    for topic in _topics(plan, counted, earlier, basis, matters):
        code = topic.group[Dimension.MATTER.value]
        mine = [line for line in below if topic_of(line.group[Dimension.MATTER.value], matters) == code]
        if [line.group for line in mine] == [topic.group]:
            lines.append(replace(topic, rank=Rank.ROW))
        else:
            lines += [topic, *mine]
    return Table(plan.key, columns_of(plan, basis), (*lines, total_line(plan, counted, earlier, basis)))
