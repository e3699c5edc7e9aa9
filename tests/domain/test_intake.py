"""What a valid order is, by example; form and import ask the same."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tracker.domain.deadlines import LOCAL
from tracker.domain.identifiers import clean_phone, is_phone, is_uscc
from tracker.domain.intake import CONTENT_MAX, TITLE_MAX, Intake, check, clean_lines, clean_text, cleaned
from tracker.domain.words import CallerKind, OrderClass, RequestType, Urgency

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
PLAIN = Intake(
    channel_code="phone", request_type=RequestType.COMPLAINT, order_class=OrderClass.CITIZEN, urgency=Urgency.NORMAL,
    matter_code=None, place_code=None, address="", title="夜间噪声", content="工地夜间施工。", caller_name="",
    caller_phone=None, caller_kind=CallerKind.PERSON, wants_reply=True, enterprise_name=None, enterprise_uscc=None,
    enterprise_contact=None, received_at=NOW,
)


def fields(**changes):
    return [problem.field for problem in check(replace(PLAIN, **changes), NOW)]


def test_title_and_content_are_enough():
    assert fields() == []


@pytest.mark.parametrize(("changes", "field"), [
    ({"title": ""}, "title"),
    ({"title": "长" * (TITLE_MAX + 1)}, "title"),
    ({"content": ""}, "content"),
    ({"content": "长" * (CONTENT_MAX + 1)}, "content"),
    ({"caller_phone": "12ab"}, "caller_phone"),
    ({"caller_name": "长" * 81}, "caller_name"),
    ({"order_class": OrderClass.ENTERPRISE}, "enterprise_name"),
    ({"order_class": OrderClass.MARKET_ENTITY}, "enterprise_name"),
    ({"enterprise_uscc": "91350100M000100Y44"}, "enterprise_uscc"),
    ({"received_at": NOW + timedelta(minutes=6)}, "received_at"),
    ({"received_at": datetime(1999, 12, 31, tzinfo=LOCAL)}, "received_at"),
])
def test_each_problem_names_its_field_and_says_what_to_do(changes, field):
    [problem] = check(replace(PLAIN, **changes), NOW)
    assert problem.field == field
    assert str(problem).endswith("。") and "请" in str(problem)


def test_clocks_may_differ_by_five_minutes():
    assert fields(received_at=NOW + timedelta(minutes=5)) == []


def test_everything_wrong_is_told_at_once():
    assert fields(title="", content="", caller_phone="x") == ["title", "content", "caller_phone"]


@pytest.mark.parametrize("phone", [
    "13812345678", "+86 138-1234-5678", "0086 13812345678", "１３８１２３４５６７８", "07532223344", "0753-2223344",
    "(0753) 222 3344", "2223344", "22233445", "4008123456", "400-812-3456", "800-820-8820", "0753-2223344转801",
    "010-12345678", "12345", "110", "95598", "+852 2123 4567", "753-2223344",
])
def test_numbers_that_can_be_rung(phone):
    assert is_phone(clean_phone(phone)), clean_phone(phone)


@pytest.mark.parametrize("phone", [
    "abc", "138123456",
    "1381234567890123", "电话不详", "12ab", "138****5678", "13812345678/13912345678", "0", "1", "00000000", "1381234567",
])
def test_numbers_that_cannot(phone):
    assert not is_phone(clean_phone(phone))


def test_equal_numbers_look_equal():
    assert {clean_phone(text) for text in ("138-1234 5678", "+8613812345678", "１３８１２３４５６７８")} == {"13812345678"}


@pytest.mark.parametrize(("code", "is_right"), [
    ("91350100M000100Y43", True),  # the standard's own example
    ("91350100M000100Y44", False),  # another check character
    ("9135O100M000100Y43", False),  # the letter O is not in the alphabet
    ("91350100M000100Y4", False),
    ("91350100m000100y43", False),
    ("", False),
])
def test_the_check_character_of_a_credit_code(code, is_right):
    assert is_uscc(code) is is_right


def test_cleaning_brings_codes_to_their_plain_form():
    found = cleaned(replace(
        PLAIN, title="\t夜间\n噪声_x000D_ ", content="一\r\n二\r三\x00\ud800", caller_phone="１３８ 1234—5678",
        enterprise_uscc="９１350100 m000100y43", enterprise_name="  "))
    assert (found.title, found.content) == ("夜间 噪声", "一\n二\n三")
    assert (found.caller_phone, found.enterprise_uscc, found.enterprise_name) == (
        "13812345678", "91350100M000100Y43", None)


@pytest.mark.parametrize(("dirty", "clean"), [
    ("a_x000D_\nb", "a\nb"), ("_x005F_x000D_", "_x000D_"), ("\n\t\t正文\t尾\n", "正文 尾"), ("_xD800_", ""), ("", ""),
])
def test_what_excel_leaves_behind(dirty, clean):
    assert clean_lines(dirty) == clean


def test_a_line_has_no_breaks():
    assert clean_text(" 一\n\n二\t三　四 ") == "一 二 三 四"
