"""热点: matters under their topics, sums that close, comparisons that miss nothing."""

from decimal import Decimal

from tracker.domain import bulletin, indicators
from tracker.domain.bulletin import Line, Rank
from tracker.domain.figure_settings import Basis
from tracker.domain.tabulating import Earlier, Plan
from tracker.domain.tally import Dimension, Tally
from tracker.domain.topics import Matter, topic_of, topics_table

T = Tally
PLAN = Plan("topics", (Dimension.MATTER,), bulletin.TOPIC_COLUMNS, indicators.RECEIVED)
TREE = {
    "home": Matter("住房保障", None), "estate": Matter("物业", "home"), "title": Matter("房产交易", "home"),
    "lift": Matter("电梯", "estate"), "road": Matter("道路设施", None), "noise": Matter("噪声", None),
}
# 昌吉 2025-04 prints 住房保障 793 = 物业 390 + 房产交易 138 + …
COUNTED = {
    ("road",): {T.RECEIVED: 732}, ("estate",): {T.RECEIVED: 390, T.DUE: 3, T.DUE_MET: 2}, (None,): {T.RECEIVED: 9000},
    ("title",): {T.RECEIVED: 138, T.DUE: 1, T.DUE_MET: 1}, ("home",): {T.RECEIVED: 265}, ("lift",): {T.RECEIVED: 2},
}
BEFORE = {("estate",): {T.RECEIVED: 300}, ("title",): {T.RECEIVED: 95}, ("lift",): {T.RECEIVED: 5}}


def made(before: dict = BEFORE, counted: dict = COUNTED) -> tuple[Line, ...]:
    return topics_table(PLAN, counted, Earlier(before), Basis(), TREE).lines


def test_the_busiest_topic_comes_first_with_its_matters_below_it() -> None:
    assert [(line.label, line.parent, line.rank.value, int(line.figures["received"].part)) for line in made()] == [
        ("住房保障", "", "subtotal", 795), ("物业", "住房保障", "row", 390), ("房产交易", "住房保障", "row", 138),
        ("电梯", "住房保障", "row", 2), ("（未细分）", "住房保障", "row", 265),
        ("道路设施", "", "row", 732), ("（未填）", "", "row", 9000), ("合计", "", "total", 10527),
    ]


def test_the_matters_of_a_topic_add_up_to_it_and_all_to_the_whole() -> None:
    lines = made()
    rows = [line for line in lines if line.rank is Rank.ROW]

    assert sum(line.figures["received"].part for line in rows) == lines[-1].figures["received"].part
    assert sum(line.figures["received"].part for line in rows if line.parent) == 795
    assert lines[0].figures["on_time"].value == Decimal("0.7500")  # 3 of 4, not the mean of two rates


def test_a_topic_is_compared_with_all_that_it_had_even_where_a_matter_is_gone() -> None:
    lines = made(counted={group: counts for group, counts in COUNTED.items() if group != ("lift",)})

    assert lines[0].figures["received.before"].value == 400
    assert sum(line.figures["received.before"].part for line in lines if line.parent == "住房保障") == 395


def test_topics_whose_codes_are_unknown_or_go_in_a_circle_are_still_told() -> None:
    circle = {"a": Matter("甲", "b"), "b": Matter("乙", "a")}

    assert topic_of("a", circle) in circle and topic_of("gone", circle) == "gone" and topic_of(None, circle) is None
    told = topics_table(PLAN, {("gone",): {T.RECEIVED: 1}}, Earlier(), Basis(), {}).lines
    assert [line.label for line in told] == ["gone", "合计"]
    assert told[0].figures["received.before"].value is None  # nothing to compare with
