"""The import door: new requests and finished ledgers, once each, all or nothing."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.factories.ledgers import PLAIN, write_ledger
from tests.office import ANSWER, HOUSING, MARKET, PLEASED, order, story
from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotPermitted
from tracker.domain.words import OrderClass, Satisfaction, Solved, Stage, Step
from tracker.reads.order_page import order_page
from tracker.store.db import db
from tracker.store.models import Assignment, Department, JournalEntry, Promise, Reply, WorkOrder
from tracker.usecases.import_orders import BadRows, import_orders
from tracker.usecases.record_callback import record_callback
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.set_calendar_day import DaySetting, set_calendar_day
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.switch_on_preset import switch_on_preset

FINISHED = PLAIN | {
    "主办单位": MARKET, "协办单位": HOUSING, "派单时间": datetime(2026, 1, 5, 10, 0), "签收时间": "2026年1月5日 11时",
    "首次联系时间": "2026/1/5 15:00", "到期时间": datetime(2026, 1, 26, 17, 30), "答复时间": "２０２６-01-20 16:00",
    "公开答复": "已处理。", "办结时间": "2026-01-21", "是否解决": "是", "满意度": "非常满意",
}


@pytest.fixture
def bring(tmp_path, now):
    """Import rows as the operator."""
    def import_rows(office, *rows, **options):
        path = write_ledger(tmp_path / "ledger.xlsx", rows)
        return import_orders(path, "台账.xlsx", by=office.operator, now=now, **options)

    return import_rows


def orders():
    return list(db.session.scalars(select(WorkOrder).order_by(WorkOrder.id)))


def problems(refusal):
    return {(problem.row, problem.header) for problem in refusal.value.problems}


def test_a_new_request_waits_for_dispatch(store_office, bring):
    bring(store_office, PLAIN)
    [order] = orders()
    assert (order.stage, order.order_class, order.is_ledger) == (Stage.TO_DISPATCH, OrderClass.CITIZEN, False)
    assert order.received_at == datetime(2026, 1, 5, 9, 30, tzinfo=clock.LOCAL)
    assert story(order.id) == ["imported"]


def test_a_finished_row_keeps_what_the_ledger_says(store_office, bring):
    bring(store_office, FINISHED)
    [order] = orders()
    assert order.stage is Stage.CLOSED and order.is_ledger
    assert (order.solved, order.satisfaction) == (Solved.YES, Satisfaction.VERY_SATISFIED)
    assert order.signed_at == datetime(2026, 1, 5, 11, 0, tzinfo=clock.LOCAL)
    assert order.working_days_taken == 12  # 5 January (not counted) to 21 January 2026: 12 working days
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 2
    assert db.session.scalar(select(Reply.public_answer)) == "已处理。"
    promise = db.session.scalar(select(Promise))
    assert promise.step is Step.REPLY and promise.due_at == order.due_at and promise.kept_at == order.replied_at


def test_an_open_order_with_a_lead_gets_its_deadline_counted(store_office, bring):
    bring(store_office, PLAIN | {"主办单位": MARKET, "派单时间": datetime(2026, 1, 5, 10, 0)})
    [order] = orders()
    assert order.stage is Stage.TO_SIGN
    # Monday 5 January + 15 working days = Monday 26 January 2026
    assert order.due_at == datetime(2026, 1, 26, 17, 30, tzinfo=clock.LOCAL)


def test_the_same_file_twice_adds_nothing(store_office, bring):
    assert bring(store_office, PLAIN, FINISHED | {"来源编号": "A-2"}).added == 2
    again = bring(store_office, PLAIN, FINISHED | {"来源编号": "A-2"})
    assert (again.added, again.existing) == (0, 2)
    assert len(orders()) == 2


@pytest.mark.parametrize(("cells", "header"), [
    ({"联系电话": "abc123"}, "联系电话"),
    ({"统一社会信用代码": "91440300MA5D0T3X0A", "企业名称": "某公司"}, "统一社会信用代码"),
    ({"受理时间": datetime(3026, 1, 5)}, "受理时间"),
    ({"受理时间": "下周一"}, "受理时间"),
    ({"受理时间": None}, "受理时间"),
    ({"来源渠道": "飞鸽传书"}, "来源渠道"),
    ({"诉求类型": "闲聊"}, "诉求类型"),
    ({"来源编号": None}, "来源编号"),
    ({"内容": None, "标题": "有标题"}, "内容"),
    ({"主办单位": "区不存在局"}, "主办单位"),
    ({"内容": "长" * 20_001}, "内容"),
    ({"答复时间": datetime(2026, 1, 4)}, "答复时间"),
    ({"工单类别": "涉企工单"}, "企业名称"),
    ({"满意度": "满意"}, "办结时间"),
])
def test_a_bad_cell_is_named_and_nothing_is_written(office, bring, cells, header):
    with pytest.raises(BadRows) as refusal:
        bring(office, PLAIN, PLAIN | {"来源编号": "A-2"} | cells)
    assert problems(refusal) == {(3, header)}
    assert orders() == []


def test_the_good_rows_are_imported_when_so_chosen(office, bring):
    result = bring(office, PLAIN, PLAIN | {"来源编号": "A-2", "联系电话": "abc"}, skip_bad=True)
    assert (result.added, len(result.problems)) == (1, 1)


def test_a_misspelt_unit_is_met_with_the_right_name(office, bring):
    with pytest.raises(BadRows) as refusal:
        bring(office, FINISHED | {"主办单位": "市场监督管理局"})
    [problem] = refusal.value.problems
    assert problem.params["near"] == MARKET


def test_units_of_old_come_in_switched_off(office, bring):
    assert bring(office, FINISHED | {"主办单位": "区工商局"}, add_departments=True).new_units == ["区工商局"]
    unit = db.session.scalar(select(Department).where(Department.name == "区工商局"))
    assert unit.is_active is False


def test_one_number_with_two_contents_is_refused(office, bring):
    with pytest.raises(BadRows) as refusal:
        bring(office, PLAIN, PLAIN | {"内容": "另一件事"})
    assert problems(refusal) == {(3, "来源编号")}


def test_dirt_from_other_programs_is_cleaned(office, bring):
    bring(office, PLAIN | {"标题": "\t夜间_x000D_噪声 ", "联系电话": "１３８ 1234-5678", "内容": "第一行\r\n第二行_x0007_"})
    [order] = orders()
    assert (order.title, order.caller_phone, order.content) == ("夜间 噪声", "13812345678", "第一行\n第二行")


def test_a_town_before_the_address_is_the_place(office, bring):
    bring(office, PLAIN | {"发生地": "西阳镇白宫工业园"}, PLAIN | {"来源编号": "A-2", "发生地": "外地某路"})
    first, second = orders()
    assert (first.place_code, first.address) == ("xiyang", "白宫工业园")
    assert (second.place_code, second.address) == (None, "外地某路")


def test_a_finished_row_without_a_due_moment_is_promised_nothing(office, bring):
    bring(office, FINISHED | {"到期时间": None})
    assert orders()[0].due_at is None
    assert list(db.session.scalars(select(Promise))) == []


def test_a_signed_order_is_still_owed_its_contact_and_reply(office, bring):
    bring(office, PLAIN | {"联系电话": "13812345678", "主办单位": MARKET, "签收时间": "2026-01-05 11:00"})
    [order] = orders()
    assert order.stage is Stage.HANDLING and order.dispatched_at == order.received_at
    kept = {promise.step: promise.kept_at for promise in db.session.scalars(select(Promise))}
    assert kept == {Step.SIGN: order.signed_at, Step.CONTACT: None, Step.REPLY: None}


def test_the_fast_lane_s_steps_are_kept_by_what_the_ledger_says(office, bring, now):
    switch_on_preset("enterprise-124", start=now.date(), by=PROGRAM, now=now)
    bring(office, PLAIN | {
        "企业名称": "某某科技有限公司", "联系电话": "13812345678", "主办单位": MARKET, "签收时间": "2026-01-05 11:00",
        "首次联系时间": "2026-01-05 11:30", "到期时间": "2026-04-01 12:00",
    })
    [order] = orders()
    given = {promise.step: promise for promise in db.session.scalars(select(Promise))}
    assert given[Step.CONTACT].kept_at == order.contacted_at
    assert given[Step.REPLY].due_at == order.due_at == datetime(2026, 4, 1, 12, 0, tzinfo=clock.LOCAL)
    assert (given[Step.REPLY].limit_rule_id, given[Step.REPLY].counting) == (None, {})
    assert given[Step.REPLY].warn_at == datetime(2026, 3, 31, 12, 0, tzinfo=clock.LOCAL)  # a working day before


def test_a_due_moment_that_the_ledger_states_is_never_recounted(office, bring, now):
    bring(office, PLAIN | {"主办单位": MARKET, "到期时间": "2026-04-01 12:00"})
    before = orders()[0].due_at
    order_id = orders()[0].id
    set_calendar_day(date(2026, 3, 31), DaySetting.OFF, name="临时放假", by=PROGRAM, now=now)
    assert order(order_id).due_at == before
    assert "due_recounted" not in story(order_id)


def test_an_answered_order_waits_for_its_callback(office, bring):
    bring(office, PLAIN | {"主办单位": MARKET, "答复时间": "2026-01-12 16:00", "公开答复": "已处理。"})
    [order] = orders()
    assert (order.stage, order.is_ledger, order.public_answer) == (Stage.TO_CALL_BACK, False, "已处理。")
    page = order_page(order.id, by=office.caller_back, now=office.now)
    assert page.replies[0].public_answer == "已处理。" and page.replies[0].submitted_by == MARKET


def test_an_imported_order_goes_on_down_the_road(office, bring, now):
    bring(office, PLAIN | {"联系电话": "13812345678", "主办单位": MARKET, "签收时间": "2026-03-06 11:00",
                           "受理时间": "2026-03-06 10:00", "首次联系时间": "2026-03-06 11:30"})
    order_id = orders()[0].id
    submit_reply(order_id, ANSWER, by=office.market, now=now)
    pass_reply(order_id, by=office.reviewer, now=now)
    record_callback(order_id, PLEASED, by=office.caller_back, now=now)
    closed = order(order_id)
    assert closed.stage is Stage.CLOSED and closed.working_days_taken == 1  # Friday to Monday


def test_an_answer_without_a_time_is_still_to_be_read(office, bring):
    bring(office, PLAIN | {"公开答复": "已处理。", "办结时间": "2026-01-09 10:00"})
    [reply] = db.session.scalars(select(Reply))
    assert reply.public_answer == "已处理。" and orders()[0].replied_at is None


def test_a_unit_switched_off_takes_no_open_order(office, bring):
    db.session.execute(update(Department).where(Department.name == HOUSING).values(is_active=False))
    db.session.commit()
    with pytest.raises(BadRows) as refusal:
        bring(office, PLAIN | {"主办单位": MARKET, "协办单位": HOUSING})
    [problem] = refusal.value.problems
    assert (problem.header, "已停用" in problem.message) == ("协办单位", True)
    assert bring(office, FINISHED).added == 1


def test_a_new_unit_that_has_open_orders_is_in_use(office, bring):
    rows = [
        FINISHED | {"主办单位": "区工商局", "协办单位": "区物价局、区大数据局"},
        PLAIN | {"来源编号": "A-2", "主办单位": "区物价局", "协办单位": "区城东街道办事处", "单位类别": "区直部门"},
    ]
    result = bring(office, *rows, add_departments=True)
    assert (result.new_units, result.units_in_use) == (["区工商局", "区大数据局"], ["区物价局", "区城东街道办事处"])
    found = db.session.scalars(select(Department).where(Department.name.in_(result.new_units + result.units_in_use)))
    assert {unit.name for unit in found if unit.is_active} == {"区物价局", "区城东街道办事处"}
    [entry] = db.session.scalars(select(JournalEntry).where(JournalEntry.kind == "orders.imported"))
    assert (entry.data["units"], entry.data["units_in_use"]) == (result.new_units, result.units_in_use)
    [order] = [order for order in orders() if order.source_number == "A-2"]
    assert order.stage is Stage.TO_SIGN and order.due_at is not None


def test_our_own_orders_are_known_by_their_number(office, bring):
    number = order(office.register()).number
    result = bring(office, PLAIN | {"来源编号": number})
    assert (result.added, result.existing) == (0, 1)


def test_one_number_on_two_channels_is_two_orders(office, bring):
    assert bring(office, PLAIN, PLAIN | {"来源渠道": "网站"}).added == 2


def test_the_same_row_twice_in_one_file_is_one_order(office, bring):
    result = bring(office, PLAIN, PLAIN)
    assert (result.added, result.existing) == (1, 1)


def test_twenty_megabytes_in_one_cell_are_a_problem_of_that_cell(office, bring):
    with pytest.raises(BadRows) as refusal:
        bring(office, PLAIN, PLAIN | {"来源编号": "A-2", "内容": "x" * 20_000_000})
    assert problems(refusal) == {(3, "内容")}
    assert len(str(refusal.value.problems[0].params)) < 200


def test_a_failure_in_the_middle_leaves_nothing(office, bring, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("tracker.usecases.landing_rows.tell_all", fail)
    with pytest.raises(RuntimeError):
        bring(office, PLAIN)
    assert orders() == []
    monkeypatch.undo()
    assert bring(office, PLAIN).added == 1


def test_numbers_follow_one_another_and_progress_is_told(office, bring, now):
    told = []
    bring(office, *(PLAIN | {"来源编号": f"A-{number}"} for number in range(1_201)),
          progress=lambda done, total: told.append((done, total)))
    assert told == [(500, 1_201), (1_000, 1_201), (1_201, 1_201)]
    assert [order.number for order in orders()][::600] == [f"MJ20260309{n:04}" for n in (1, 601, 1_201)]


def test_the_journal_keeps_what_was_brought_in(office, bring):
    bring(office, PLAIN, PLAIN | {"来源编号": "A-2", "联系电话": "abc"}, skip_bad=True)
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.kind == "orders.imported"))
    assert (entry.subject, entry.data) == ("台账.xlsx", {"added": 1, "existing": 0, "bad": 1})


def test_only_who_may_import(office, tmp_path, now):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN])
    with pytest.raises(NotPermitted):
        import_orders(path, "x.xlsx", by=office.market, now=now + timedelta(days=1))
