"""Which limit applies: the shipped rows, the enterprise fast lane, ranks, dates and overlaps."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tests.factories.calendars import working_days, working_hours
from tracker.domain.limits import GUANGDONG_2022, LimitRow, NoLimitApplies, applying, enterprise_124, overlapping
from tracker.domain.words import OrderClass, RequestType, Urgency

TODAY = date(2026, 11, 24)  # Tue
NORMAL, CITIZEN, ENTERPRISE = Urgency.NORMAL, OrderClass.CITIZEN, OrderClass.ENTERPRISE
CONSULT, COMPLAINT = RequestType.CONSULT, RequestType.COMPLAINT


def row(days: int, type_=None, class_=None, urgency=None, since=date(2022, 9, 1), until=None, id_=None) -> LimitRow:
    return LimitRow(
        id=id_, request_type=type_, order_class=class_, urgency=urgency, sign=None, contact=None,
        reply=working_days(days), callback=None, legal_basis="试行", effective_from=since, effective_to=until,
    )


@pytest.mark.parametrize(
    ("label", "days"),
    [("咨询", 2), ("求助", 10), ("建议", 10), ("投诉", 15), ("举报", 15), ("表扬", 10), ("其他", 10)],
)
@pytest.mark.parametrize(("order_class", "urgency"), list(product(OrderClass, Urgency)))
def test_guangdong_2022_is_two_ten_and_fifteen_working_days_whoever_asks(label, days, order_class, urgency):
    found = applying(GUANGDONG_2022, RequestType.by_label(label), order_class, urgency, TODAY)
    assert found.reply == working_days(days)
    assert (found.sign, found.contact, found.callback) == (working_days(1), working_days(1), working_days(3))
    assert "默认值，须由用户单位确认" in found.legal_basis


def test_types_that_the_rule_does_not_name_are_labelled_as_a_default():
    unnamed = [one.request_type for one in GUANGDONG_2022 if "未单列" in one.legal_basis]
    assert unnamed == [RequestType.PRAISE, RequestType.OTHER]


@pytest.mark.parametrize("request_type", RequestType)
@pytest.mark.parametrize("order_class", [OrderClass.ENTERPRISE, OrderClass.MARKET_ENTITY])
def test_the_fast_lane_beats_the_rows_by_type(request_type, order_class):
    rows = [*GUANGDONG_2022, *enterprise_124(TODAY)]
    found = applying(rows, request_type, order_class, NORMAL, TODAY)
    assert found.contact == working_hours(1)
    assert found.reply == working_days(2 if request_type is CONSULT else 4)
    assert found.preset == "enterprise-124"


def test_the_fast_lane_leaves_citizens_and_earlier_days_alone():
    rows = [*GUANGDONG_2022, *enterprise_124(TODAY)]
    assert applying(rows, COMPLAINT, CITIZEN, NORMAL, TODAY).reply == working_days(15)
    assert applying(rows, COMPLAINT, ENTERPRISE, NORMAL, date(2026, 11, 23)).reply == working_days(15)


def test_shipped_rows_fit_the_store_and_do_not_overlap():
    rows = [*GUANGDONG_2022, *enterprise_124(TODAY)]
    assert all(len(one.legal_basis) <= 400 for one in rows)
    assert not any(overlapping(rows, one) for one in rows)


def test_urgency_outranks_class_outranks_type():
    """Every pair of keys: the first named column that differs decides, not the number of named columns."""
    keys = [
        (type_, class_, urgency)
        for urgency in (Urgency.URGENT, None) for class_ in (ENTERPRISE, None) for type_ in (CONSULT, None)
    ]
    rows = [row(place, *key) for place, key in enumerate(keys, 1)]
    for place, highest in enumerate(rows):
        for left in (rows[place:], list(reversed(rows[place:]))):
            assert applying(left, CONSULT, ENTERPRISE, Urgency.URGENT, TODAY) is highest


def test_a_row_for_another_kind_of_order_never_applies():
    rows = [row(1, COMPLAINT), row(2, None, ENTERPRISE), row(3, None, None, Urgency.CRITICAL)]
    with pytest.raises(NoLimitApplies):
        applying(rows, CONSULT, CITIZEN, NORMAL, TODAY)


def test_of_two_rows_in_force_the_newer_one_wins():
    older, newer = row(10, CONSULT), row(3, CONSULT, since=date(2026, 1, 1))
    for rows in ([older, newer], [newer, older]):
        assert applying(rows, CONSULT, CITIZEN, NORMAL, TODAY) is newer
        assert applying(rows, CONSULT, CITIZEN, NORMAL, date(2025, 12, 31)) is older


def test_of_two_rows_of_one_day_the_one_entered_last_wins_in_any_order():
    first, second = row(10, CONSULT, id_=1), row(3, CONSULT, id_=2)
    for rows in ([first, second], [second, first]):
        assert applying(rows, CONSULT, CITIZEN, NORMAL, TODAY) is second


@pytest.mark.parametrize(
    ("on", "applies"),
    [
        (date(2026, 4, 30), False), (date(2026, 5, 1), True), (date(2026, 5, 31), True), (date(2026, 6, 1), False),
    ],
)
def test_both_ends_of_a_row_are_days_on_which_it_applies(on, applies):
    may = row(5, since=date(2026, 5, 1), until=date(2026, 5, 31))
    assert may.is_effective(on) is applies
    if not applies:
        with pytest.raises(NoLimitApplies):
            applying([may], CONSULT, CITIZEN, NORMAL, on)


def test_no_row_refuses_with_words_that_name_the_order_and_the_day():
    with pytest.raises(NoLimitApplies) as refused:
        applying(GUANGDONG_2022, COMPLAINT, CITIZEN, NORMAL, date(2022, 8, 31))
    assert str(refused.value) == "时限表在 2022-08-31 没有适用于“投诉、群众工单、一般”的时限，请先由系统管理员补充。"
    assert refused.value.status == 422


def test_an_empty_table_refuses():
    with pytest.raises(NoLimitApplies):
        applying([], CONSULT, CITIZEN, NORMAL, TODAY)


STANDING = row(10, CONSULT, since=date(2026, 5, 1), until=date(2026, 5, 31), id_=1)


@pytest.mark.parametrize(
    ("since", "until", "meets"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), False),  # the day before it begins
        (date(2026, 4, 1), date(2026, 5, 1), True),  # shares the first day
        (date(2026, 5, 31), None, True),  # shares the last day
        (date(2026, 6, 1), None, False),
        (date(2026, 5, 10), date(2026, 5, 20), True),
        (date(2026, 1, 1), None, True),
        (date(2026, 5, 10), date(2026, 5, 9), False),  # withdrawn before its first day
    ],
)
def test_rows_overlap_when_they_share_a_day(since, until, meets):
    new = row(3, CONSULT, since=since, until=until)
    assert overlapping([STANDING], new) == ([STANDING] if meets else [])
    assert bool(overlapping([new], STANDING)) is meets


def test_rows_with_another_key_never_overlap():
    for key in ((COMPLAINT, None, None), (CONSULT, ENTERPRISE, None), (CONSULT, None, NORMAL), (None, None, None)):
        assert overlapping([STANDING], row(3, *key)) == []


def test_an_edited_row_does_not_overlap_with_its_stored_version_but_a_new_one_with_another_new_one():
    assert overlapping([STANDING], replace(STANDING, reply=working_days(3))) == []
    first, second = row(2, CONSULT), row(3, CONSULT)
    assert overlapping([first, second], first) == [second]
