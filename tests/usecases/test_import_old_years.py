"""An old year's figures survive the move: what a finished ledger knows of an order beyond its moments."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.factories.ledgers import PLAIN, write_ledger
from tests.office import HOUSING, MARKET, TOWN, order, story
from tracker.clock import LOCAL
from tracker.domain.periods import month_period
from tracker.domain.words import (
    CallbackOutcome,
    CodeTable,
    DepartmentKind,
    Satisfaction,
    SolutionKind,
    Solved,
    Stage,
    Step,
)
from tracker.store.db import db
from tracker.store.ledger import ledger_rows
from tracker.store.models import Assignment, Callback, CodeItem, Department, JournalEntry, Promise, Reply, WorkOrder
from tracker.store.months import bulletin_of
from tracker.usecases.checking_ledger import check_ledger
from tracker.usecases.import_orders import BadRows, import_orders
from tracker.usecases.ledger_units import NewUnit

FINISHED = PLAIN | {
    "主办单位": MARKET, "协办单位": HOUSING, "派单时间": "2026-01-05 10:00", "签收时间": "2026-01-05 11:00",
    "到期时间": "2026-01-26 17:30", "答复时间": "2026-01-20 16:00", "公开答复": "已处理。", "办结时间": "2026-01-21 09:00",
    "是否解决": "已解决", "满意度": "非常满意",
}
DIRECT = PLAIN | {
    "来源编号": "D-1", "诉求类型": "咨询", "公开答复": "请带身份证到区政务服务中心办理。", "办结时间": "2026-01-05 09:40",
    "是否解决": "已解决", "满意度": "满意", "是否直办": "是",
}
REPEAT = PLAIN | {"来源编号": "R-1", "并入编号": "A-1"}
TOLD = REPEAT | {"主办单位": MARKET, "答复时间": "2026-01-20 16:00", "办结时间": "2026-01-22 09:00", "满意度": "满意"}


@pytest.fixture
def bring(tmp_path, now):
    """Import rows as the operator."""
    def import_rows(office, *rows, **options):
        path = write_ledger(tmp_path / "ledger.xlsx", rows)
        return import_orders(path, "2025年台账.xlsx", by=office.operator, now=now, **options)

    return import_rows


def by_source(number):
    db.session.expire_all()
    return db.session.scalars(select(WorkOrder).where(WorkOrder.source_number == number)).one()


def hanging(kind, one):
    return list(db.session.scalars(select(kind).where(kind.order_id == one.id).order_by(kind.id)))


def problems(refusal):
    return [(problem.row, problem.header, problem.message % problem.params) for problem in refusal.value.problems]


def told(now):
    """January's 明细 as the workbook has it."""
    return list(ledger_rows(month_period("2026-01", now)))


def test_what_the_figures_ask_of_an_old_order(store_office, bring):
    bring(store_office, FINISHED | {
        "承办结果": "实际解决", "退单次数": 1, "延期次数": 2, "重办次数": 3, "督办次数": 4, "回访结果": "已回访",
    })
    found = by_source("A-1")
    counts = (found.return_count, found.extension_count, found.redo_count, found.supervision_count)
    assert counts == (1, 2, 3, 4) and found.is_misdirected
    assert (found.solution_kind, found.callback_outcome) == (SolutionKind.SOLVED, CallbackOutcome.REACHED)
    assert hanging(Reply, found)[0].solution_kind is SolutionKind.SOLVED


def test_an_order_that_was_answered_on_the_line(store_office, bring):
    bring(store_office, DIRECT)
    found = by_source("D-1")
    assert (found.stage, found.is_direct, found.lead_id, found.dispatched_at) == (Stage.CLOSED, True, None, None)
    assert found.satisfaction is Satisfaction.SATISFIED and found.public_answer == DIRECT["公开答复"]
    assert [hanging(kind, found) for kind in (Assignment, Reply, Callback)] == [[], [], []]


def test_a_rating_taken_from_silence_is_not_the_callers_own(store_office, bring):
    bring(store_office, FINISHED | {"回访结果": "无人接听", "满意度是否默认": "是"})
    found = by_source("A-1")
    assert found.is_default_rating and found.satisfaction is Satisfaction.VERY_SATISFIED
    [call] = hanging(Callback, found)
    assert (call.outcome, call.satisfaction) == (CallbackOutcome.NO_ANSWER, None)


def test_a_callback_that_reached_nobody_is_kept(store_office, bring):
    bring(store_office, FINISHED | {"是否解决": None, "满意度": None, "回访结果": "号码错误"})
    [call] = hanging(Callback, by_source("A-1"))
    assert (call.outcome, call.solved) == (CallbackOutcome.WRONG_NUMBER, None)
    assert call.at == datetime(2026, 1, 21, 9, 0, tzinfo=LOCAL)


def test_who_was_not_reached_has_not_rated(store_office, bring):
    with pytest.raises(BadRows) as refusal:
        bring(store_office, FINISHED | {"回访结果": "无人接听"})
    [(row, header, words)] = problems(refusal)
    assert (row, header) == (2, "回访结果") and "满意度是否默认填“是”" in words


@pytest.mark.parametrize(("ending", "stage"), [
    ("不予受理", Stage.REFUSED), ("终止办理", Stage.TERMINATED), ("作废", Stage.VOIDED),
])
def test_an_order_that_ended_without_being_closed(store_office, bring, ending, stage):
    bring(store_office, FINISHED | {
        "答复时间": None, "公开答复": None, "是否解决": None, "满意度": None, "结束方式": ending})
    found = by_source("A-1")
    assert (found.stage, found.closed_at, found.working_days_taken) == (stage, None, None)
    assert found.ended_at == datetime(2026, 1, 21, 9, 0, tzinfo=LOCAL) and found.is_ledger
    # As where our own orders end: the units keep sight of it, and nothing is promised any more.
    assert [part.ended_at for part in hanging(Assignment, found)] == [None, None]
    [promise] = hanging(Promise, found)
    assert (promise.kept_at, promise.superseded_at) == (None, found.ended_at)


# 并入编号 --------------------------------------------------------------------------------------------------------

def test_a_repeat_goes_with_its_master_that_stands_later_in_the_file(store_office, bring):
    bring(store_office, TOLD, FINISHED)
    repeat, master = by_source("R-1"), by_source("A-1")
    assert repeat.master_id == master.id and repeat.stage is Stage.CLOSED
    assert repeat.lead_id == master.lead_id and hanging(Assignment, repeat) == []  # one handling, the master's
    assert len(hanging(Callback, repeat)) == 1


def test_a_repeat_that_had_been_sent_by_itself_keeps_its_handling(store_office, bring):
    bring(store_office, FINISHED, TOLD | {"派单时间": "2026-01-05 10:30"})
    assert len(hanging(Assignment, by_source("R-1"))) == 1


def test_a_repeat_of_an_order_that_is_already_there(store_office, bring, now):
    master_id = store_office.travelled("signed")
    bring(store_office, REPEAT | {"并入编号": order(master_id).number})
    repeat = by_source("R-1")
    assert (repeat.stage, repeat.master_id, repeat.due_at) == (Stage.MERGED, master_id, None)
    assert story(master_id)[-1] == "took_in" and hanging(Promise, repeat) == []


def test_a_number_is_first_looked_for_on_the_repeats_own_channel(store_office, bring):
    bring(store_office, FINISHED | {"来源渠道": "网站"}, FINISHED, TOLD)
    assert by_source("R-1").master_id == db.session.scalar(
        select(WorkOrder.id).where(WorkOrder.source_number == "A-1", WorkOrder.channel_code == "phone"))


def test_a_master_on_another_channel_will_do_if_there_is_but_one(store_office, bring):
    bring(store_office, FINISHED | {"来源渠道": "网站"}, TOLD)
    assert by_source("R-1").master_id == by_source("A-1").id
    with pytest.raises(BadRows) as refusal:
        bring(store_office, FINISHED | {"来源渠道": "微信", "来源编号": "A-2"},
              FINISHED | {"来源渠道": "网站", "来源编号": "A-2"}, TOLD | {"来源编号": "R-2", "并入编号": "A-2"})
    assert "几个来源渠道" in problems(refusal)[0][2]


def test_circles_and_unknown_masters_are_named_row_by_row(store_office, bring):
    rows = [
        FINISHED | {"来源编号": "C-1", "并入编号": "C-2"}, FINISHED | {"来源编号": "C-2", "并入编号": "C-3"},
        FINISHED | {"来源编号": "C-3", "并入编号": "C-1"}, FINISHED | {"来源编号": "C-4", "并入编号": "C-1"},
        FINISHED | {"来源编号": "C-5", "并入编号": "无此单"}, FINISHED | {"来源编号": "C-6"},
    ]
    with pytest.raises(BadRows) as refusal:
        bring(store_office, *rows)
    found = problems(refusal)
    assert {(row, header) for row, header, _words in found} == {(row, "并入编号") for row in range(2, 7)}
    assert ["绕成了一圈" in words for _row, _header, words in found] == [True, True, True, False, False]
    assert bring(store_office, *rows, skip_bad=True).added == 1


def test_a_repeat_of_a_repeat_keeps_the_chain(store_office, bring):
    bring(store_office, TOLD | {"来源编号": "R-2", "并入编号": "R-1"}, TOLD, FINISHED)
    assert by_source("R-2").master_id == by_source("R-1").id


@pytest.mark.parametrize(("master", "words"), [
    (FINISHED, "不会再答复这一件"), (PLAIN | {"并入编号": "A-0"}, "自己已并入别的工单"),
])
def test_an_open_repeat_needs_a_master_that_will_still_answer(store_office, bring, master, words):
    with pytest.raises(BadRows) as refusal:
        bring(store_office, PLAIN | {"来源编号": "A-0"}, master, REPEAT)
    [(row, _header, said)] = problems(refusal)
    assert row == 4 and words in said


# Names that the office lacks -------------------------------------------------------------------------------------

def test_channels_and_matters_are_added_when_so_asked(store_office, bring):
    row = FINISHED | {"来源渠道": "国务院客户端", "事项分类": "城市管理—共享单车"}
    with pytest.raises(BadRows) as refusal:
        bring(store_office, row)
    assert {header for _row, header, _words in problems(refusal)} == {"来源渠道", "事项分类"}

    result = bring(store_office, row, add_codes=True)

    assert result.new_codes == ["来源渠道 国务院客户端", "事项分类 城市管理/共享单车"]
    found = by_source("A-1")
    channel, matter = (db.session.scalars(select(CodeItem).where(CodeItem.table == table, CodeItem.code == code)).one()
                       for table, code in ((CodeTable.CHANNEL, found.channel_code),
                                           (CodeTable.MATTER, found.matter_code)))
    assert (channel.name, channel.is_active) == ("国务院客户端", True)
    assert (matter.name, matter.parent_code) == ("共享单车", "city")
    kept = db.session.scalars(select(JournalEntry).where(JournalEntry.kind.in_(("code.added", "orders.imported"))))
    entries = {entry.subject: entry.data for entry in kept}
    assert set(entries) == {*result.new_codes, "2025年台账.xlsx"}
    assert entries["2025年台账.xlsx"]["codes"] == result.new_codes
    assert bring(store_office, row, add_codes=True).existing == 1


def test_matters_of_an_old_scheme_with_names_that_come_twice(store_office, bring):
    rows = [FINISHED | {"来源编号": f"A-{number}", "事项分类": matter} for number, matter in enumerate((
        "交通运输/其他", "交通运输 / 公交", "民政/其他", "民政/社会救助/低保", "民政", "公交"))]
    result = bring(store_office, *rows, add_codes=True)
    assert [code.removeprefix("事项分类 ") for code in result.new_codes] == [
        "交通运输", "交通运输/其他", "交通运输/公交", "民政", "民政/其他", "民政/社会救助/低保"]
    assert [row["事项分类"] for row in told(store_office.now)] == [
        "交通运输/其他", "交通运输/公交", "民政/其他", "民政/社会救助/低保", "民政", "交通运输/公交"]


def test_what_only_bad_rows_name_is_not_added(store_office, bring):
    bad = FINISHED | {"来源编号": "A-2", "来源渠道": "飞鸽传书", "主办单位": "区物价局", "联系电话": "abc"}
    result = bring(store_office, FINISHED, bad, add_codes=True, add_departments=True, skip_bad=True)
    assert (result.added, result.new_codes, result.new_units) == (1, [], [])


def test_an_old_unit_is_of_the_kind_that_is_stated_or_that_its_name_says(store_office, bring):
    rows = [
        FINISHED | {"主办单位": "区工商局", "协办单位": "城北镇、区物价局", "单位类别": "区直部门"},
        FINISHED | {"来源编号": "A-2", "主办单位": "区物价局", "协办单位": None, "单位类别": "其他单位"},
        FINISHED | {"来源编号": "A-3", "主办单位": "区煤气公司", "协办单位": None},
    ]
    result = bring(store_office, *rows, add_departments=True)
    units = {unit.name: unit for unit in db.session.scalars(
        select(Department).where(Department.name.in_(result.new_units)))}
    assert {name: units[name].kind for name in result.new_units} == {
        "区工商局": DepartmentKind.DEPARTMENT, "城北镇": DepartmentKind.TOWN, "区物价局": DepartmentKind.OTHER,
        "区煤气公司": DepartmentKind.ENTERPRISE,
    }
    assert not any(unit.is_active for unit in units.values())


def test_checking_alone_adds_no_name(store_office, tmp_path, now):
    path = write_ledger(tmp_path / "x.xlsx", [FINISHED | {"来源渠道": "国务院客户端", "主办单位": "城北镇"}])
    checked = check_ledger(path, now, add_departments=True, add_codes=True)
    assert checked.new_units == [NewUnit("城北镇", DepartmentKind.TOWN, False)]
    assert [code.told for code in checked.new_codes] == ["来源渠道 国务院客户端"]
    assert db.session.scalar(select(CodeItem.id).where(CodeItem.name == "国务院客户端")) is None


def test_signing_and_co_handling_are_judged_by_what_the_ledger_says(store_office, bring):
    """To the second: kept at 10:30 and at 17:30:01, due at 10:30 and at 17:30."""
    bring(
        store_office,
        FINISHED | {"签收时间": "2026-01-05 10:30", "签收期限": "2026-01-05 10:30", "协办期限": "2026-01-12 17:30",
                    "协办反馈时间": "2026-01-12 17:30:01"},
        FINISHED | {"来源编号": "A-2", "签收期限": "2026-01-05 10:59"},
        FINISHED | {"来源编号": "A-3", "协办期限": "2026-01-12 17:30", "协办反馈时间": "2026-01-12 17:30"},
        FINISHED | {"来源编号": "A-4", "协办期限": "2026-01-12 17:30"},
    )
    found = bulletin_of(month_period("2026-01", store_office.now), store_office.now).figures
    assert (found["sign_on_time"].part, found["sign_on_time"].base) == (1, 2)
    assert (found["co_on_time"].part, found["co_on_time"].base) == (1, 3)
    owed = db.session.scalars(select(Promise).where(Promise.kept_at.is_(None), Promise.superseded_at.is_(None)))
    assert list(owed) == []  # a finished order is owed nothing, whatever its ledger leaves out


# Out and in again ------------------------------------------------------------------------------------------------

YEAR = (
    FINISHED | {"承办结果": "解释说明", "退单次数": 1, "首派不准": "否", "督办次数": 2, "事项分类": "城市管理/市容环卫"},
    DIRECT,
    TOLD,
    TOLD | {"来源编号": "R-2", "派单时间": "2026-01-05 10:30", "延期次数": 1},
    FINISHED | {"来源编号": "A-2", "回访结果": "拒访或挂断", "满意度是否默认": "是", "重办次数": 1},
    FINISHED | {"来源编号": "A-3", "是否解决": None, "满意度": None, "回访结果": "不需回访", "首派不准": "是"},
    PLAIN | {"来源编号": "E-1", "办结时间": "2026-01-06 09:00", "结束方式": "不予受理"},
    FINISHED | {"来源编号": "E-2", "答复时间": None, "公开答复": None, "是否解决": None, "满意度": None,
                "结束方式": "终止办理"},
    PLAIN | {"来源编号": "E-3", "办结时间": "2026-01-06 09:00", "结束方式": "作废"},
    PLAIN | {"来源编号": "O-1", "主办单位": MARKET, "签收时间": "2026-01-05 11:00", "延期次数": 1,
             "到期时间": "2026-04-10 17:30"},
    PLAIN | {"来源编号": "O-2", "并入编号": "O-1"},
    PLAIN | {"来源编号": "O-3", "主办单位": MARKET, "答复时间": "2026-01-12 16:00", "承办结果": "实际解决",
             "回访结果": "无人接听", "到期时间": "2026-01-20 17:30"},
    FINISHED | {"来源编号": "S-1", "协办单位": f"{HOUSING}、{TOWN}", "签收期限": "2026-01-05 10:30",
                "协办期限": "2026-01-12 17:30、—", "协办反馈时间": "2026-01-12 17:30:01、2026-01-09 10:00"},
    FINISHED | {"来源编号": "S-2", "签收时间": None, "签收期限": "2026-01-05 12:00", "协办期限": "2026-01-12 17:30"},
    PLAIN | {"来源编号": "S-3", "主办单位": MARKET, "协办单位": HOUSING, "签收期限": "2026-03-10 12:00",
             "协办期限": "2026-03-20 17:30", "到期时间": "2026-04-10 17:30"},
)


def as_cells(row):
    """A row of the 明细 as it stands on the sheet: moments in the office's time."""
    return {header: value.astimezone(LOCAL).replace(tzinfo=None) if isinstance(value, datetime) else value
            for header, value in row.items()}


def kept(office):
    """Everything that the figures ask of the orders and of their units' parts, by the source's number."""
    names = {unit_id: name for name, unit_id in office.units.items()}
    sources = {one.id: one.source_number for one in db.session.scalars(select(WorkOrder))}
    asked = [column.key for column in WorkOrder.__mapper__.column_attrs
             if column.key not in ("id", "number", "version", "master_id", "submission_key", "merged_at")]
    return {
        one.source_number: {key: getattr(one, key) for key in asked} | {
            "master": sources.get(one.master_id or 0),
            "parts": [(names[part.department_id], part.part, part.dispatched_at, part.signed_at, part.due_at,
                       part.result_at)
                      for part in hanging(Assignment, one)],
            "replies": [(reply.submitted_at, reply.public_answer, reply.solution_kind)
                        for reply in hanging(Reply, one)],
            "calls": [(call.outcome, call.at, call.solved, call.satisfaction) for call in hanging(Callback, one)],
            "promises": {
                (promise.step, promise.department_id, promise.due_at, promise.kept_at, promise.superseded_at)
                for promise in hanging(Promise, one) if promise.step in (Step.REPLY, Step.SIGN, Step.CO)
            },
        }
        for one in db.session.scalars(select(WorkOrder))
    }


def test_out_and_into_an_empty_office_again_is_the_same(store_office, bring, now):
    bring(store_office, *YEAR)
    first, before = told(now), kept(store_office)
    assert len(first) == len(YEAR)
    assert {(one["来源编号"], one["结束方式"]) for one in first if one["结束方式"]} == {
        ("E-1", "不予受理"), ("E-2", "终止办理"), ("E-3", "作废")}
    assert {one["来源编号"]: one["并入编号"] for one in first if one["并入编号"]} == {
        "R-1": "A-1", "R-2": "A-1", "O-2": "O-1"}

    # As in an empty office: nothing is known by these numbers any more.
    for one in db.session.scalars(select(WorkOrder)):
        one.source_number, one.channel_code = None, "elsewhere"
    db.session.commit()
    number_of_first = len(before)
    bring(store_office, *map(as_cells, first))

    assert [row for row in told(now) if not row["来源编号"].startswith("MJ")] == first
    again = {number: one for number, one in kept(store_office).items() if number}
    assert len(again) == number_of_first and again == before


def test_solved_and_rating_come_back_as_they_were(store_office, bring):
    bring(store_office, FINISHED | {"是否解决": "部分", "满意度": "基本满意"})
    [call] = hanging(Callback, by_source("A-1"))
    assert (call.solved, call.satisfaction) == (Solved.PARTLY, Satisfaction.BASICALLY)
