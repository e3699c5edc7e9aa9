"""涉企情况 in the language of the bureau's yearly report, as far as the period's figures bear it out, and no further.

"2024年共受理涉企工单99件，满意率100%；共受理市场主体诉求工单5件，工单均已派发至相关单位按时答复，满意率达100%。"
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tracker.domain.bulletin import Bulletin, Line
from tracker.domain.figures import Figure
from tracker.domain.period_names import words
from tracker.domain.tally import Dimension
from tracker.domain.words import N_, OrderClass


class Clause(NamedTuple):
    """A part of a sentence: message id, and what it speaks of."""

    message: str
    data: Mapping[str, str]


Sentence = tuple[Clause, ...]

RECEIVED = {
    OrderClass.ENTERPRISE: N_("共受理涉企工单%(count)s件"), OrderClass.MARKET_ENTITY: N_("共受理市场主体诉求工单%(count)s件"),
}
NONE_RECEIVED = {
    OrderClass.ENTERPRISE: N_("未受理涉企工单"), OrderClass.MARKET_ENTITY: N_("未受理市场主体诉求工单"),
}
ALL_ON_TIME = N_("工单均已派发至相关单位按时答复")
ALL_SENT = N_("工单均已派发至相关单位")
ALL_DIRECT = N_("工单均由热线直接答复")
SENT = N_("已派发至相关单位%(count)s件")
DIRECT = N_("直接答复%(count)s件")
NOT_SENT = N_("未派发至单位%(count)s件")
"Not yet, or never: an old ledger may know no unit, a repeat is answered with another order."
REFUSED = N_("不予受理%(count)s件")
ENDED = N_("终止办理%(count)s件")
OPEN = N_("%(count)s件尚未办结")
LATE = N_("到期的工单中有%(count)s件未按时答复")
DUE_ON_TIME = N_("已到期的均按时答复")
SATISFIED = N_("满意率%(rate)s")
ALL_SATISFIED = N_("满意率达%(rate)s")
FEW_RATED = N_("满意率%(rate)s（参评%(count)s件）")
NOT_RATED = N_("诉求人均未作出评价")


@dataclass(frozen=True)
class Facts:
    """What the paragraph needs to know of one class's orders; all but the last over those received, unless said."""

    received: int
    direct: int
    sent: int
    not_sent: int
    closed: int
    "Sent, and closed by the period's end."
    ended: int
    "Sent, and terminated by the period's end."
    late: int
    "Fell due in the period and were not answered by then."
    due: int
    is_each_on_time: bool
    "Was every order that was sent in the period answered before it was due, and closed?"
    satisfaction: Figure

    @property
    def open(self) -> int:
        """Sent, and neither closed nor terminated by the period's end."""
        return self.sent - self.closed - self.ended

    @property
    def refused(self) -> int:
        """Received, and refused before they were sent to anybody."""
        return self.received - self.sent - self.direct - self.not_sent

    @property
    def is_all_on_time(self) -> bool:
        """Was every order received sent, and answered on time?"""
        return self.is_each_on_time and self.received == self.sent == self.closed


def _count(line: Line, key: str) -> int:
    return int(line.figures[key].part) if key in line.figures else 0


def facts_of(line: Line) -> Facts:
    """The facts in the class's line of the table `classes`."""
    due, dispatched = line.figures["on_time"], line.figures["on_time_dispatched"]
    return Facts(
        received=_count(line, "received"), direct=_count(line, "direct"), sent=_count(line, "transferred"),
        not_sent=_count(line, "in_transit"), closed=_count(line, "transferred_closed"),
        ended=_count(line, "transferred_ended"), late=_count(line, "overdue"), due=due.base or 0,
        is_each_on_time=bool(dispatched.base) and dispatched.part == dispatched.base,
        satisfaction=line.figures["satisfaction"])


def percent(value: Decimal) -> str:
    """100%, 98.5%, 99.68%: no decimal that says nothing."""
    return f"{(value * 100).normalize():f}%"


def _counted(*clauses: tuple[str, int]) -> list[Clause]:
    """Those of which there are any."""
    return [Clause(message, {"count": str(count)}) for message, count in clauses if count]


def _sent(facts: Facts) -> list[Clause]:
    if facts.received == facts.sent:
        return [Clause(ALL_SENT, {})]
    if facts.received == facts.direct:
        return [Clause(ALL_DIRECT, {})]
    return _counted((SENT, facts.sent), (DIRECT, facts.direct), (NOT_SENT, facts.not_sent), (REFUSED, facts.refused))


def _handling(facts: Facts, order_class: OrderClass) -> list[Clause]:
    """Of market entities' orders all that became of them; of the others what is not as it should be."""
    unfinished = _counted((ENDED, facts.ended), (OPEN, facts.open), (LATE, facts.late))
    if order_class is not OrderClass.MARKET_ENTITY:
        return _counted((NOT_SENT, facts.not_sent)) + unfinished
    if facts.is_all_on_time and not facts.late:
        return [Clause(ALL_ON_TIME, {})]
    return _sent(facts) + unfinished + ([Clause(DUE_ON_TIME, {})] if facts.due and not facts.late else [])


def _rated(facts: Facts, order_class: OrderClass, small_base: int) -> Clause:
    rate, base = facts.satisfaction.value, facts.satisfaction.base or 0
    if rate is None:
        return Clause(NOT_RATED, {})
    data = {"rate": percent(rate), "count": str(base)}
    if base < min(small_base, facts.received):
        return Clause(FEW_RATED, data)
    is_praised = rate == 1 and order_class is OrderClass.MARKET_ENTITY
    return Clause(ALL_SATISFIED if is_praised else SATISFIED, data)


def _sentence(facts: Facts, order_class: OrderClass, small_base: int) -> Sentence:
    if not facts.received:
        return (Clause(NONE_RECEIVED[order_class], {}),)
    return (
        Clause(RECEIVED[order_class], {"count": str(facts.received)}), *_handling(facts, order_class),
        _rated(facts, order_class, small_base))


def paragraph(report: Bulletin) -> tuple[Sentence, ...]:
    """A sentence for each class that concerns enterprises; none where the figures were not kept by class."""
    table = report.tables.get("classes")
    lines = {line.group.get(Dimension.CLASS.value): line for line in table.rows} if table else {}
    return tuple(
        _sentence(facts_of(lines[one.value]), one, report.basis.small_base) for one in OrderClass
        if one.concerns_enterprise and one.value in lines)


def said(report: Bulletin, translate: Callable[[str], str] = lambda message: message) -> str:
    """The paragraph as it is read; empty where there is none."""
    sentences = [
        translate(N_("，")).join(translate(clause.message) % clause.data for clause in sentence)
        for sentence in paragraph(report)]
    message, data = words(report.period)
    when = translate(message) % data
    return f"{when}{translate(N_('；')).join(sentences)}{translate(N_('。'))}" if sentences else ""
