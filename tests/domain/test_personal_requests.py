"""What a caller may have put right, and by which proof."""

from datetime import UTC, datetime

import pytest

from tracker.domain.caller_changes import NAMES, PHONES, called, change, fields_of, known
from tracker.domain.personal_requests import OPEN_TO, CallerField, Standing, Verified, read_phone, read_values
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.retention import kept_since, kept_until

NAME, PHONE, ADDRESS, CONTACT = CallerField


@pytest.mark.parametrize(("typed", "phone"), [
    ("138 1234 5678", "13812345678"), ("+86 13812345678", "13812345678"), ("（０７５３）２２２００００", "07532220000")])
def test_a_whole_number_is_taken_however_it_is_written(typed, phone):
    assert read_phone(typed) == phone


@pytest.mark.parametrize("typed", ["", "5678", "尾号5678", "138****5678", "1381234567"])
def test_a_part_of_a_number_finds_nobody(typed):
    with pytest.raises(Invalid) as refused:
        read_phone(typed)
    assert refused.value.field == "phone"


def test_what_is_entered_is_kept_as_the_intake_keeps_it():
    entered = {NAME: " 温\u3000小姐 ", PHONE: "139 8765 4321", ADDRESS: "泰康路\n8号", CONTACT: "李  四"}
    assert read_values(entered) == {NAME: "温 小姐", PHONE: "13987654321", ADDRESS: "泰康路 8号", CONTACT: "李 四"}
    assert read_values({PHONE: " ", ADDRESS: "", CONTACT: ""}) == {PHONE: None, ADDRESS: "", CONTACT: None}


@pytest.mark.parametrize("entered", [{NAME: "  "}, {PHONE: "4321"}, {NAME: "长" * 81}, {ADDRESS: "路" * 201}])
def test_each_wrong_entry_is_said_at_its_field(entered):
    with pytest.raises(InvalidEntries) as refused:
        read_values(entered)
    assert [one.field for one in refused.value.problems] == [field.value for field in entered]


def test_nothing_entered_is_no_correction():
    with pytest.raises(Invalid):
        read_values({})


def test_a_contact_has_the_own_name_alone_put_right():
    assert OPEN_TO[Standing.CALLER] == set(CallerField)
    assert OPEN_TO[Standing.CONTACT] == {CONTACT}


def test_a_phone_in_the_hand_proves_nothing_for_a_confidential_order():
    assert {one for one in Verified if one.is_strong} == {Verified.DOCUMENT, Verified.AGENT}


def test_what_ever_named_the_caller_is_known():
    changes = [change({NAME: ("温小姐", "温晓洁"), PHONE: ("13812345678", None)}, False),
               change({NAME: ("温晓洁", "温晓杰"), CONTACT: (None, "李四")}, True)]
    assert known(changes, NAMES) == ("温小姐", "温晓洁", "温晓杰", "李四")
    assert known(changes, PHONES) == ("13812345678",)
    assert known(None, NAMES) == ()


def test_an_archived_orders_caller_is_called_as_was_last_noted():
    changes = [change({NAME: ("温小姐", "温晓洁")}, False), change({NAME: ("温晓洁", "温晓杰")}, True),
               change({PHONE: ("13812345678", None)}, True)]
    assert called("温晓洁", changes) == "温晓杰" and called("温晓洁", changes[:1]) == "温晓洁" == called("温晓洁", None)


def test_a_sentence_names_the_fields_in_their_order():
    assert fields_of([PHONE, NAME]) == "姓名、联系电话"


@pytest.mark.parametrize(("ended", "months", "until"), [
    ("2026-03-09", 12, "2027-03-09"), ("2025-08-31", 6, "2026-02-28"), ("2026-12-31", 2, "2027-02-28")])
def test_the_day_on_the_page_is_the_day_of_the_job(ended, months, until):
    ended_at = datetime.fromisoformat(ended).replace(tzinfo=UTC)
    until_at = kept_until(ended_at, months)
    assert until_at is not None and f"{until_at:%Y-%m-%d}" == until
    assert kept_until(ended_at, 0) is None and kept_since(ended_at, 0) is None
