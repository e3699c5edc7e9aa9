"""A ledger's row: how far the order has come, and what in it contradicts itself."""

from datetime import datetime, time

import pytest

from tracker.domain.deadlines import LOCAL
from tracker.domain.ledger import Ending
from tracker.domain.ledger_row import Tables, matter_paths, read_row
from tracker.domain.unit_kinds import guessed_kind
from tracker.domain.words import CallbackOutcome, CallerKind, DepartmentKind, OrderClass, SolutionKind, Stage

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
TABLES = Tables(
    channels={"12345电话": "phone"},
    matters=matter_paths([("city", "城市管理", None), ("city.look", "市容环卫", "city"), ("pay", "工资-社保", None)]),
    places={"西阳镇": "xiyang", "西阳镇白宫": "baigong"},
    units={"区水务局": 1, "区林业局": 2}, day_ends=time(17, 30),
)
RAW = {"source_number": "A-1", "channel": "12345电话", "request_type": "投诉", "content": "工地夜间施工。",
       "received_at": "2026-01-05 09:30"}


def read(**cells):
    return read_row(RAW | cells, TABLES, NOW)


def row(**cells):
    found, problems = read(**cells)
    assert problems == []
    return found


def problems(**cells):
    return [(problem.field, str(problem)) for problem in read(**cells)[1]]


@pytest.mark.parametrize(("cells", "stage"), [
    ({}, Stage.TO_DISPATCH),
    ({"lead": "区水务局"}, Stage.TO_SIGN),
    ({"lead": "区水务局", "dispatched_at": "2026-01-05 10:00"}, Stage.TO_SIGN),
    ({"lead": "区水务局", "signed_at": "2026-01-05 11:00"}, Stage.HANDLING),
    ({"replied_at": "2026-01-12"}, Stage.TO_CALL_BACK),
    ({"closed_at": "2026-01-13"}, Stage.CLOSED),
    ({"lead": "区水务局", "replied_at": "2026-01-12", "closed_at": "2026-01-13"}, Stage.CLOSED),
    ({"is_direct": "是", "closed_at": "2026-01-05 09:40"}, Stage.CLOSED),
    ({"closed_at": "2026-01-13", "ending": "不予受理"}, Stage.REFUSED),
    ({"lead": "区水务局", "closed_at": "2026-01-13", "ending": "终止办理"}, Stage.TERMINATED),
    ({"closed_at": "2026-01-13", "ending": "作废"}, Stage.VOIDED),
    ({"master": "A-0"}, Stage.MERGED),
    ({"master": "A-0", "replied_at": "2026-01-12"}, Stage.TO_CALL_BACK),
    ({"master": "A-0", "closed_at": "2026-01-13"}, Stage.CLOSED),
])
def test_the_last_thing_done_says_how_far_the_order_has_come(cells, stage):
    assert row(**cells).stage is stage


@pytest.mark.parametrize(("cells", "field", "words"), [
    ({"lead": "区水务局", "dispatched_at": "2026-01-04 10:00"}, "dispatched_at", "派单时间早于受理时间"),
    ({"lead": "区水务局", "dispatched_at": "2026-01-07 10:00", "signed_at": "2026-01-06 10:00"}, "signed_at",
     "签收时间早于派单时间"),
    ({"contacted_at": "2026-01-01"}, "contacted_at", "首次联系时间早于受理时间"),
    ({"due_at": "2026-01-01"}, "due_at", "到期时间早于受理时间"),
    ({"replied_at": "2026-01-05 09:00"}, "replied_at", "答复时间早于受理时间"),
    ({"replied_at": "2026-01-12 09:00", "closed_at": "2026-01-11"}, "closed_at", "办结时间早于答复时间"),
    ({"closed_at": "2026-03-10"}, "closed_at", "办结时间不能晚于现在"),
    ({"contacted_at": "2026-03-10"}, "contacted_at", "首次联系时间不能晚于现在"),
    ({"dispatched_at": "2026-01-06"}, "lead", "请填写主办单位"),
    ({"co": "区林业局"}, "lead", "请填写主办单位"),
    ({"lead": "区水务局", "co": "区林业局、区水务局"}, "co", "已经是主办单位"),
    ({"lead": "区水务局、区林业局"}, "lead", "只能填一个"),
    ({"public_answer": "已处理。"}, "replied_at", "请填写答复时间"),
    ({"solved": "是"}, "closed_at", "请填写办结时间"),
    ({"source_number": None}, "source_number", "请填写来源编号"),
    ({"source_number": "长" * 61}, "source_number", "最多 60"),
    ({"channel": "飞鸽"}, "channel", "可填：12345电话"),
    ({"channel": None}, "channel", "请填写来源渠道"),
    ({"request_type": None}, "request_type", "请填写诉求类型"),
    ({"content": None}, "content", "请填写诉求内容"),
    ({"content": "长" * 32_768}, "content", "超过 Excel 的上限"),
    ({"order_class": "涉企工单"}, "enterprise_name", "请填写企业名称"),
    ({"is_direct": "是", "lead": "区水务局", "closed_at": "2026-01-06"}, "lead", "直办的工单没有派单"),
    ({"is_direct": "是", "dispatched_at": "2026-01-05 10:00", "closed_at": "2026-01-06"}, "dispatched_at", "没有派单"),
    ({"is_direct": "是"}, "closed_at", "直办的工单当场办结"),
    ({"is_direct": "是", "closed_at": "2026-01-06", "ending": "终止办理"}, "ending", "结束方式请留空"),
    ({"is_direct": "也许"}, "is_direct", "应为“是”或“否”"),
    ({"ending": "作废"}, "closed_at", "填写结束的时间"),
    ({"ending": "不了了之"}, "ending", "可填：不予受理、终止办理、作废"),
    ({"solution_kind": "实际解决"}, "replied_at", "已有承办结果"),
    ({"callback_outcome": "已回访"}, "replied_at", "已有回访结果"),
    ({"closed_at": "2026-01-06", "is_default_rating": "是"}, "satisfaction", "请填写满意度"),
    ({"closed_at": "2026-01-06", "callback_outcome": "无人接听", "satisfaction": "满意"}, "callback_outcome", "没有评价"),
    ({"return_count": "100"}, "return_count", "0 至 99 的整数"),
    ({"redo_count": "1.5"}, "redo_count", "0 至 99 的整数"),
    ({"extension_count": "-1"}, "extension_count", "0 至 99 的整数"),
    ({"master": "A-1", "closed_at": "2026-01-06"}, "master", "不能并入自己"),
    ({"master": "A-0", "due_at": "2026-04-01"}, "due_at", "随主单办理"),
    ({"matter": "天文"}, "matter", "不在代码表中"),
    ({"matter": "城市管理/天文"}, "matter", "不在代码表中"),
    ({"sign_due_at": "2026-01-05 12:00"}, "sign_due_at", "没有派单的工单没有签收期限"),
    ({"lead": "区水务局", "sign_due_at": "2026-01-04"}, "sign_due_at", "签收期限早于受理时间"),
    ({"lead": "区水务局", "co": "区林业局", "co_due": "2026-01-09、2026-01-10"}, "co_due", "协办期限有 2 个，协办单位有 1 个"),
    ({"lead": "区水务局", "co_results": "2026-01-09"}, "co_results", "协办反馈时间有 1 个，协办单位有 0 个"),
    ({"lead": "区水务局", "co": "区林业局", "co_results": "2026-03-10"}, "co_results", "不能晚于现在"),
    ({"lead": "区水务局", "co": "区林业局", "co_due": "2026-01-01"}, "co_due", "协办期限早于受理时间"),
    ({"lead": "区水务局", "co": "区林业局", "co_due": "节后"}, "co_due", "不是日期和时间"),
    ({"lead_kind": "星球"}, "lead_kind", "可填：区直部门"),
])
def test_what_contradicts_itself_is_named_once(cells, field, words):
    [(named, said)] = problems(**cells)
    assert named == field and words in said


def test_equal_moments_do_not_run_backwards():
    moment = "2026-01-05 09:30"
    row(lead="区水务局", dispatched_at=moment, signed_at=moment, contacted_at=moment, replied_at=moment, closed_at=moment)


def test_a_due_moment_may_lie_ahead():
    assert row(lead="区水务局", due_at="2026-03-20 12:00").due_at == datetime(2026, 3, 20, 12, 0, tzinfo=LOCAL)


def test_a_plain_due_date_ends_with_the_office():
    assert row(due_at="2026-03-20").due_at == datetime(2026, 3, 20, 17, 30, tzinfo=LOCAL)


def test_each_co_handler_has_its_own_moments_in_turn():
    found = row(
        lead="区水务局", dispatched_at="2026-01-05 10:00", co="区林业局、区老干局", co_due="2026-01-09、2026-01-12 12:00",
        co_results="—、2026-01-05")
    assert found.co_parts == (
        ("区林业局", datetime(2026, 1, 9, 17, 30, tzinfo=LOCAL), None),  # a plain due date ends with the office
        ("区老干局", datetime(2026, 1, 12, 12, 0, tzinfo=LOCAL), found.dispatched_at),  # on the day it was sent
    )
    alone = row(lead="区水务局", co="区林业局", co_due=datetime(2026, 1, 9, 12, 0))
    assert alone.co_parts == (("区林业局", datetime(2026, 1, 9, 12, 0, tzinfo=LOCAL), None),)


def test_a_plain_date_is_some_time_of_that_day():
    """Registered at 9:30 and closed "on the same day": not before it came."""
    found = row(lead="区水务局", dispatched_at="2026-01-05", signed_at="2026-01-05 11:00", replied_at="2026-01-05",
                closed_at="2026-01-06")
    assert found.dispatched_at == found.received_at
    assert found.replied_at == found.signed_at == datetime(2026, 1, 5, 11, 0, tzinfo=LOCAL)
    assert found.closed_at == datetime(2026, 1, 6, tzinfo=LOCAL)


def test_blanks_have_their_usual_meaning():
    plain = row()
    assert plain.intake.order_class is OrderClass.CITIZEN and plain.intake.caller_kind is CallerKind.PERSON
    assert plain.intake.title == "工地夜间施工。"
    firm = row(enterprise_name="某某科技有限公司")
    assert firm.intake.order_class is OrderClass.ENTERPRISE and firm.intake.caller_kind is CallerKind.ENTERPRISE
    assert row(caller_name="/", caller_phone="无", place="—", lead="-").intake == plain.intake


def test_a_caller_without_a_number_cannot_be_rung():
    assert row(caller_phone="13812345678").intake.wants_reply is True
    assert row().intake.wants_reply is False


@pytest.mark.parametrize(("place", "code", "address"), [
    ("西阳镇", "xiyang", ""), ("西阳镇工业园 3 号", "xiyang", "工业园 3 号"), ("西阳镇白宫村", "baigong", "村"),
    ("外地某路", None, "外地某路"), (None, None, ""),
])
def test_a_town_and_what_follows_it(place, code, address):
    intake = row(place=place).intake
    assert (intake.place_code, intake.address) == (code, address)


def test_unknown_units_are_listed_for_the_caller_to_decide():
    assert row(lead="区工商局", co="区林业局、区老干局").unknown_units == ("区工商局", "区老干局")


def test_every_problem_of_a_row_is_told():
    found = problems(caller_phone="x", received_at="昨天", request_type="闲聊", closed_at="明天")
    assert {field for field, _said in found} == {"caller_phone", "received_at", "request_type", "closed_at"}


def test_excel_s_escapes_are_undone_once():
    assert row(content="字面的 _x005F_x000D_ 留下").intake.content == "字面的 _x000D_ 留下"


@pytest.mark.parametrize(("matter", "code"), [
    ("城市管理", "city"), ("市容环卫", "city.look"), ("城市管理/市容环卫", "city.look"), ("城市管理-市容环卫", "city.look"),
    ("城市管理 — 市容环卫", "city.look"), ("城市管理——市容环卫", "city.look"), ("工资-社保", "pay"), ("", None), (None, None),
])
def test_a_matter_goes_by_its_name_or_by_its_path(matter, code):
    assert row(matter=matter).intake.matter_code == code


def test_what_an_old_ledger_says_of_the_course():
    found = row(
        lead="区水务局", closed_at="2026-01-13", satisfaction="满意", is_default_rating="是", callback_outcome="无人接听",
        solution_kind="解释", return_count=1.0, extension_count="2次", redo_count="０", supervision_count=None,
        lead_kind="区直部门",
    )
    assert (found.return_count, found.extension_count, found.redo_count, found.supervision_count) == (1, 2, 0, 0)
    assert found.is_default_rating and found.callback_outcome is CallbackOutcome.NO_ANSWER
    assert (found.solution_kind, found.lead_kind) == (SolutionKind.EXPLAINED, DepartmentKind.DEPARTMENT)
    assert found.ending is None and not found.is_direct


@pytest.mark.parametrize(("cells", "is_misdirected"), [
    ({}, False), ({"return_count": 1}, True), ({"return_count": 1, "is_misdirected": "否"}, False),
    ({"is_misdirected": "是"}, True),
])
def test_a_unit_that_gave_it_back_was_the_wrong_one_if_nothing_else_is_said(cells, is_misdirected):
    assert row(**cells).is_misdirected is is_misdirected


def test_who_need_not_be_rung_may_have_rated_by_text_message():
    assert row(closed_at="2026-01-13", callback_outcome="不需回访", satisfaction="不满意").callback_outcome


def test_an_ended_order_may_carry_what_its_ledger_says():
    found = row(lead="区水务局", closed_at="2026-01-13", ending="终止", solved="否", satisfaction="不满意")
    assert found.ending is Ending.TERMINATED and found.is_finished


@pytest.mark.parametrize(("cells", "units"), [
    ({"closed_at": "2026-01-13"}, ()),
    ({"closed_at": "2026-01-13", "dispatched_at": "2026-01-05 10:00"}, ("区水务局", "区林业局")),
])
def test_a_repeat_that_was_not_sent_by_itself_went_with_its_master(cells, units):
    assert row(master="A-0", lead="区水务局", co="区林业局", **cells).own_units == units


@pytest.mark.parametrize(("name", "kind"), [
    ("西阳镇", DepartmentKind.TOWN), ("西阳镇人民政府", DepartmentKind.TOWN), ("金山街道办事处", DepartmentKind.TOWN),
    ("金山街办", DepartmentKind.TOWN), ("某某乡", DepartmentKind.TOWN), ("某区人民政府", DepartmentKind.OTHER),
    ("市自来水有限公司", DepartmentKind.ENTERPRISE), ("某某集团", DepartmentKind.ENTERPRISE),
    ("区工商局", DepartmentKind.DEPARTMENT), ("镇区改造办公室", DepartmentKind.DEPARTMENT),
    ("长沙镇民间协会", DepartmentKind.OTHER),
])
def test_the_kind_of_a_unit_that_nobody_states(name, kind):
    assert guessed_kind(name) is kind
