"""What of a caller whom may be shown, and how a name is found inside a text."""

import itertools
from dataclasses import replace

import pytest

from tracker.domain.disclosure import SECRET, SOMEBODY, Identity, Veil, masked_name, masked_phone, veil_over, veiled
from tracker.domain.redaction import core_of, redacted
from tracker.domain.words import CallerKind, Stage

PERSON = Identity("欧阳锋", "13812345678", CallerKind.PERSON, "梅州市鸿达塑胶制品有限公司", "91440300MA5D0T3X0B", "黄蓉")
FIRM = replace(PERSON, caller_kind=CallerKind.ENTERPRISE)


def veil(identity=PERSON, secret=True, unit=True, grant=False, reveal=True) -> Veil:
    return veil_over(identity, is_confidential=secret, is_unit=unit, has_grant=grant, may_reveal=reveal)


@pytest.mark.parametrize(("secret", "unit", "grant", "reveal"), list(itertools.product((True, False), repeat=4)))
def test_the_whole_truth_table(secret, unit, grant, reveal):
    """Hidden: a unit's reader of a confidential order without a grant. Else the role decides about the click."""
    found = veil(secret=secret, unit=unit, grant=grant, reveal=reveal)
    hidden = secret and unit and not grant
    assert found.is_hidden is hidden
    assert found.may_reveal is (reveal and not hidden)
    assert found.needs_reason is secret
    assert found.caller_name == (SECRET if hidden else "欧**")
    assert found.caller_phone == ("" if hidden else "138****5678")


def test_an_enterprise_that_the_matter_is_about_is_named():
    assert veil().enterprise_name == "梅州市鸿达塑胶制品有限公司"
    assert veil().enterprise_contact == SECRET  # a person is a person
    assert "鸿达塑胶" in veil().text("举报鸿达塑胶制品偷排。")


@pytest.mark.parametrize("kind", [CallerKind.ENTERPRISE, CallerKind.OTHER])
def test_an_enterprise_that_calls_itself_is_identity(kind):
    hidden = veil(replace(FIRM, caller_kind=kind))
    assert (hidden.enterprise_name, hidden.enterprise_uscc) == (SECRET, SECRET)
    masked = veil(replace(FIRM, caller_kind=kind), grant=True)
    assert masked.enterprise_name.startswith("梅*") and masked.enterprise_uscc.endswith("3X0B")
    assert veil(replace(FIRM, enterprise_name=None)).enterprise_name == ""
    assert veil(FIRM, secret=False).enterprise_uscc == "91440300MA5D0T3X0B"


@pytest.mark.parametrize(("text", "left"), [
    ("欧阳锋反映路灯不亮", "＊＊反映路灯不亮"),
    ("欧 阳 锋反映", "＊＊反映"),
    ("欧阳先生来电", "＊＊来电"),
    ("电话13812345678。", "电话＊＊。"),
    ("电话 138-1234-5678", "电话 ＊＊"),
    ("电话１３８１２３４５６７８", "电话＊＊"),
    ("另有 13987654321 可以联系", "另有 ＊＊ 可以联系"),  # a neighbour's mobile number tells as much
    ("尾号：5678 的机主", "＊＊ 的机主"),
    ("身份证 441402199001011234", "身份证 ＊＊"),
    ("2026-03-09 受理，金额 1234567 元", "2026-03-09 受理，金额 1234567 元"),
    ("工单 MJ202603090001", "工单 MJ202603090001"),
    ("联系人黄蓉、黄女士", "联系人＊＊、＊＊"),
    ("欧洲阳光", "欧洲阳光"),
    ("", ""),
])
def test_a_text_loses_what_names_the_caller(text, left):
    assert veil().text(text) == left
    assert veil(secret=False).text(text) == text


def test_a_text_is_redacted_for_every_reader_alike():
    """The hotline reads it so as well: lifting it is a click that is told."""
    assert veil(unit=False).text("欧阳锋反映") == "＊＊反映"


@pytest.mark.parametrize(("text", "left"), [
    ("梅州市鸿达塑胶制品有限公司来电", "＊＊来电"),
    ("鸿达塑胶制品的货车", "＊＊的货车"),
    ("代码91440300ma5d0t3x0b", "代码＊＊"),
])
def test_a_calling_enterprise_is_taken_out_of_the_text(text, left):
    assert veil(FIRM).text(text) == left


def test_a_landline_is_known_without_its_area_code():
    assert redacted("打 0753-2220000 或 2220000，即 0753 222 0000", phones=["0753-2220000"]) == "打 ＊＊ 或 ＊＊，即 ＊＊"
    assert redacted("打 020-81234567 或 81234567", phones=["020-81234567"]) == "打 ＊＊ 或 ＊＊"


@pytest.mark.parametrize("name", ["匿名", "市民", "", "  "])
def test_who_is_nobody_leaves_the_text_readable(name):
    assert redacted("匿名市民反映", names=[name]) == "匿名市民反映"


def test_a_lone_surname_is_taken_with_its_title_only():
    assert redacted("王先生很紧张，王府花园", names=["王"]) == "＊＊很紧张，王府花园"


@pytest.mark.parametrize("name", ["(.*)+[", "a{9999}", "\\", "^$|", "(?P<x>"])
def test_a_name_is_no_pattern(name):
    assert redacted(f"{name}反映路灯不亮", names=[name], enterprises=[f"{name}公司"], codes=[name]) == "＊＊反映路灯不亮"
    assert redacted("路灯不亮", names=[".*", name], codes=[".+"]) == "路灯不亮"


def test_a_latin_name_is_found_in_any_case():
    assert redacted("john smith called", names=["John Smith"]) == "＊＊ called"


@pytest.mark.parametrize(("name", "core"), [
    ("梅州市鸿达塑胶制品有限公司", "鸿达塑胶制品"), ("梅江区阳光文具店", "阳光文具"),
    ("广东客都智能装备有限公司", "广东客都智能装备"), ("鸿达（梅州）塑胶有限公司", "鸿达塑胶"),
])
def test_how_people_call_an_enterprise(name, core):
    assert core_of(name) == core


def test_a_timelines_data_is_redacted_through_and_through():
    told = {"note": "欧阳锋说", "whom": "他爱人李梅", "part": Stage.HANDLING, "many": ["欧阳锋", 3], "deep": {"a": "黄蓉"}}
    assert veil().data(told) == {
        "note": "＊＊说", "whom": SOMEBODY, "part": Stage.HANDLING, "many": ["＊＊", 3], "deep": {"a": "＊＊"}}
    assert veil(grant=True).data(told)["whom"] == "他****"
    assert veil(secret=False).data(told) == told | {"whom": "他****"}
    assert veil().whom("诉求人") == "诉求人"  # names nobody


class Row:
    """As a row of the store: some fields are the order's own, others those of a reply."""

    def __init__(self) -> None:
        self.id, self.caller_name, self.caller_phone = 7, "欧阳锋", "13812345678"
        self.content, self.stage, self.enterprise_contact = "欧阳锋来电", Stage.HANDLING, "黄蓉"


def test_a_row_is_seen_through_the_veil_whatever_a_template_asks_of_it():
    row = Row()
    seen = veiled(row, veil())
    assert (seen.id, seen.stage) == (7, Stage.HANDLING)
    assert (seen.caller_name, seen.caller_phone, seen.enterprise_contact) == (SECRET, "", SECRET)
    assert seen.content == "＊＊来电"
    assert veiled(row, veil(secret=False)) is row


def test_masks():
    assert [masked_name(name) for name in ("张三丰", "张", "", None)] == ["张**", "*", "", ""]
    assert [masked_phone(phone) for phone in ("13812345678", "2220000", "95588", None)] == [
        "138****5678", "***0000", "***88", ""]
