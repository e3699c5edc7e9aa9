"""A ledger's row: how far the order has come, and what in it contradicts itself."""

from datetime import datetime, time

import pytest

from tracker.domain.deadlines import LOCAL
from tracker.domain.ledger_row import Tables, read_row
from tracker.domain.words import CallerKind, OrderClass, Stage

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
TABLES = Tables(
    channels={"12345电话": "phone"}, places={"西阳镇": "xiyang", "西阳镇白宫": "baigong"},
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
