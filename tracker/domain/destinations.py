"""去向: where the orders received went: answered at once, sent to each kind of unit, still on their way, given back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tracker.domain.bulletin import SHARE, TOTAL, Heading, Line, Rank, Table, Unit, compared
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Measure, change, shares
from tracker.domain.tally import Counts, Group, Tally, total
from tracker.domain.words import N_, DepartmentKind

T = Tally
COUNTED = (T.RECEIVED, T.DIRECT, T.TRANSFERRED, T.IN_TRANSIT)
"What must be counted by lead."

DIRECT, IN_TRANSIT, GIVEN_BACK, UNKNOWN = N_("直接答复"), N_("流转中"), N_("未派单即退回或办结"), N_("已派单（未记主办单位）")
COUNT = Heading("received", N_("件数"), Measure.ORDERS, (N_("统计期内受理的工单，按期末所在之处分；已派单的按主办单位的类别。"),))
SENT_SHARE = Heading(
    "sent_share", N_("占转派"), Measure.RATE, (N_("本行件数÷（受理量－直接答复－未派单即退回或办结），即转办和流转中的工单。"),))

Counted = Mapping[Group, Counts]
Parts = dict[str, int]


def parts_of(counted: Counted, units: Sequence[Unit]) -> Parts:
    """How many orders went where, in the table's order; groups are (lead's id,)."""
    kinds = {unit.id: unit.kind for unit in units}
    whole = total(counted.values())
    sent = dict.fromkeys([kind.label for kind in DepartmentKind] + [UNKNOWN], 0)
    for (lead_id,), counts in counted.items():
        kind = kinds.get(lead_id) if isinstance(lead_id, int) else None
        sent[kind.label if kind else UNKNOWN] += counts.get(T.TRANSFERRED, 0)
    found = {DIRECT: whole.get(T.DIRECT, 0), **sent, IN_TRANSIT: whole.get(T.IN_TRANSIT, 0)}
    return found | {GIVEN_BACK: whole.get(T.RECEIVED, 0) - sum(found.values())}


def _plain(count: int) -> Figure:
    return Figure(Decimal(count), None, Decimal(count))


def _compared(label: str | None, now: Figure, was: Sequence[Parts | None]) -> dict[str, Figure]:
    found = {}
    for (name, changed), parts in zip((("before", "on_before"), ("year_ago", "on_year")), was, strict=True):
        then = None if parts is None else _plain(sum(parts.values()) if label is None else parts.get(label, 0))
        found[f"{COUNT.key}.{name}"] = then or Figure(Decimal(0), None, None)
        found[f"{COUNT.key}.{changed}"] = change(Measure.ORDERS, now, then)
    return found


def destinations_table(parts: Parts, was: Sequence[Parts | None], basis: Basis) -> Table:
    """The table; `was` are the parts of the period before and of a year ago. A way that nothing went has no line."""
    busy = {label: count for label, count in parts.items() if count or any(one and one.get(label) for one in was)}
    of_all = shares(list(busy.values()), basis)
    sent = {label: count for label, count in busy.items() if label not in (DIRECT, GIVEN_BACK)}
    of_sent = dict(zip(sent, shares(list(sent.values()), basis), strict=True))
    nothing = Figure(Decimal(0), None, None)
    lines = [
        Line(label, {COUNT.key: _plain(count), SHARE.key: share, SENT_SHARE.key: of_sent.get(label, nothing)}
             | _compared(label, _plain(count), was))
        for (label, count), share in zip(busy.items(), of_all, strict=True)
    ]
    whole = _plain(sum(parts.values()))
    all_of_it = Figure(whole.part, int(whole.part), Decimal("1.0000") if whole.part else None)
    lines.append(Line(
        TOTAL, {COUNT.key: whole, SHARE.key: all_of_it, SENT_SHARE.key: nothing} | _compared(None, whole, was),
        rank=Rank.TOTAL))
    return Table("destinations", (COUNT, SHARE, SENT_SHARE, *compared(COUNT)), tuple(lines))
