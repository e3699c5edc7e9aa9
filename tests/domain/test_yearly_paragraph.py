"""The yearly report's paragraph: word for word where the figures bear it out, honest where they do not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from tests.factories.bulletins import sample_bulletin
from tracker.clock import LOCAL
from tracker.domain import bulletin as b
from tracker.domain.bulletin import Bulletin, Line, Rank, Table
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import figure
from tracker.domain.tally import Dimension, Tally
from tracker.domain.words import OrderClass
from tracker.domain.yearly_paragraph import percent, said

T = Tally
NOW = datetime(2026, 11, 5, 9, 0, tzinfo=LOCAL)
Counts = Mapping[Tally, int]


def handled(count: int, satisfied: int | None = None, **more: int) -> dict[Tally, int]:
    """So many orders received, sent, answered on time and closed; as many of them satisfied, all unless said."""
    plain = dict.fromkeys(
        (T.RECEIVED, T.TRANSFERRED, T.TRANSFERRED_CLOSED, T.DISPATCHED, T.DISPATCHED_MET, T.DUE, T.DUE_MET), count)
    return plain | {T.SATISFIED: count if satisfied is None else satisfied} | {T(key): n for key, n in more.items()}


def report(enterprise: Counts, market: Counts, period: str = "2024", basis: Basis = Basis()) -> Bulletin:
    """A bulletin whose classes are these."""
    lines = tuple(
        Line(one.label, {column.key: figure(column, counts, basis) for column in b.CLASS_COLUMNS},
             {Dimension.CLASS.value: one.value})
        for one, counts in ((OrderClass.ENTERPRISE, enterprise), (OrderClass.MARKET_ENTITY, market)))
    table = Table("classes", b.headings(b.CLASS_COLUMNS, basis), (*lines, Line("合计", {}, rank=Rank.TOTAL)))
    return replace(sample_bulletin(NOW, basis, period), tables={"classes": table})


def test_the_bureau_s_own_sentence_comes_out_word_for_word() -> None:
    assert said(report(handled(99), handled(5))) == (
        "2024年共受理涉企工单99件，满意率100%；共受理市场主体诉求工单5件，工单均已派发至相关单位按时答复，满意率达100%。")


MARKET = [
    ({}, "未受理市场主体诉求工单"),
    (handled(5, 0), "工单均已派发至相关单位按时答复，诉求人均未作出评价"),
    (handled(5, dispatched_met=4, due_met=4, due_missed=1),
     "工单均已派发至相关单位，到期的工单中有1件未按时答复，满意率达100%"),
    (handled(5, transferred_closed=3, satisfied=3), "工单均已派发至相关单位，2件尚未办结，已到期的均按时答复，满意率100%（参评3件）"),
    (handled(5, transferred=4, in_transit=1, transferred_closed=4, satisfied=4),
     "已派发至相关单位4件，未派发至单位1件，已到期的均按时答复，满意率100%（参评4件）"),
    (handled(5, transferred=3, direct=2, transferred_closed=3), "已派发至相关单位3件，直接答复2件，已到期的均按时答复，满意率达100%"),
    (handled(5, transferred=4, transferred_closed=4, satisfied=4),
     "已派发至相关单位4件，不予受理1件，已到期的均按时答复，满意率100%（参评4件）"),
    (handled(5, transferred_closed=4, transferred_ended=1, satisfied=4),
     "工单均已派发至相关单位，终止办理1件，已到期的均按时答复，满意率100%（参评4件）"),
    ({T.RECEIVED: 5, T.DIRECT: 5, T.SATISFIED: 5}, "工单均由热线直接答复，满意率达100%"),
    # An old ledger knows no due moments: that all were closed is all that can be said.
    (handled(5, dispatched_met=0, due=0, due_met=0), "工单均已派发至相关单位，满意率达100%"),
    # One more of last year was answered late within this one.
    (handled(5, due=6, due_met=5, due_missed=1), "工单均已派发至相关单位，到期的工单中有1件未按时答复，满意率达100%"),
    (handled(200, 197, dissatisfied=3), "工单均已派发至相关单位按时答复，满意率98.5%"),
]


@pytest.mark.parametrize(("market", "words"), MARKET)
def test_what_is_not_so_is_not_said(market: Counts, words: str) -> None:
    told = said(report({}, market))

    assert told.startswith("2024年未受理涉企工单；")
    assert told.endswith(f"；共受理市场主体诉求工单{market[T.RECEIVED]}件，{words}。" if market else f"；{words}。")


ENTERPRISE = [
    (handled(99), "共受理涉企工单99件，满意率100%"),
    (handled(99, 90, basically=8, dissatisfied=1), "共受理涉企工单99件，满意率98.99%"),
    (handled(99, 0), "共受理涉企工单99件，诉求人均未作出评价"),
    (handled(99, 2), "共受理涉企工单99件，满意率100%（参评2件）"),
    (handled(99, transferred_closed=96), "共受理涉企工单99件，3件尚未办结，满意率100%"),
    (handled(99, due_met=97, due_missed=2), "共受理涉企工单99件，到期的工单中有2件未按时答复，满意率100%"),
    (handled(99, 0, very_dissatisfied=20), "共受理涉企工单99件，满意率0%"),
    (handled(99, transferred=98, in_transit=1, transferred_closed=98), "共受理涉企工单99件，未派发至单位1件，满意率100%"),
]


@pytest.mark.parametrize(("enterprise", "words"), ENTERPRISE)
def test_enterprise_orders_say_what_is_not_as_it_should_be(enterprise: Counts, words: str) -> None:
    assert said(report(enterprise, {})) == f"2024年{words}；未受理市场主体诉求工单。"


@pytest.mark.parametrize(("period", "words"), [
    ("2026-10", "2026年10月未受理"), ("2026Q3", "2026年第3季度未受理"), ("2026H1", "2026年上半年未受理"),
    ("2026-01-01至2026-03-15", "2026年1月1日至3月15日未受理"),
])
def test_any_period_has_its_paragraph(period: str, words: str) -> None:
    assert said(report({}, {}, period)).startswith(words)


def test_whether_basically_satisfied_counts_is_the_office_s_choice() -> None:
    counts = handled(100, 90, basically=10)

    assert "满意率100%" in said(report(counts, {}))
    assert "满意率90%" in said(report(counts, {}, basis=Basis(basically_counts=False)))


@pytest.mark.parametrize(("value", "words"), [
    ("1.0000", "100%"), ("0.9850", "98.5%"), ("0.9968", "99.68%"), ("0.0000", "0%"), ("0.1000", "10%"),
])
def test_percent_has_no_needless_decimals(value: str, words: str) -> None:
    assert percent(Decimal(value)) == words


def test_figures_that_were_not_kept_by_class_make_no_paragraph() -> None:
    assert said(replace(sample_bulletin(NOW), tables={})) == ""


def test_the_sample_s_paragraph_speaks_of_what_is_open() -> None:
    assert said(sample_bulletin(NOW)) == (
        "2026年10月共受理涉企工单20件，满意率100%；共受理市场主体诉求工单5件，未派发至单位5件，诉求人均未作出评价。")
