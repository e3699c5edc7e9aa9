"""突出问题 from finding to result: named, gathered, planned, noted, closed, and told without gaps."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.domain.test_hot_topics import LIFTS
from tests.office import HOUSING, MARKET, TOWN
from tracker.domain.hot_topics import Shared
from tracker.domain.issues import Assault, IssueAct, IssueMark, IssueState, Naming
from tracker.domain.permissions import Actor, Lent
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, NotPermitted, OutOfTurn, Stale
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CallerKind, Light, OrderClass, RequestType, Role
from tracker.reads.hot_topics import hot_topics
from tracker.reads.issue_list import due_issues, issue_counts, issue_rows
from tracker.reads.issue_page import issue_page
from tracker.store.db import db
from tracker.store.models import Issue, IssueNote, WorkOrder
from tracker.usecases.follow_issue import close_issue, drop_issue, note_issue, plan_issue, reopen_issue
from tracker.usecases.gather_issue_orders import add_issue_orders, dismiss_issue_orders, remove_issue_orders
from tracker.usecases.mark_issue import Basis, change_issue, mark_issue
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.void_order import void_order

LIFT = Naming("锦绣家园电梯停运", (IssueMark.PUBLIC, IssueMark.SOCIETY), "物业拖延维修。")


def lifts(office, count=3, days_ago=1, **values):
    """So many orders about the lift, each from another phone."""
    return [
        office.register(
            office.now - timedelta(days=days_ago), title=LIFTS[place][0], content=LIFTS[place][1],
            caller_phone=f"1390000000{place}", **values)
        for place in range(count)
    ]


def marked(office, order_ids=None, naming=LIFT, **options):
    order_ids = lifts(office) if order_ids is None else order_ids
    return mark_issue(naming, order_ids, by=office.supervisor, now=office.now, **options)


def assault(office, month=None, target=date(2026, 3, 20), lead=MARKET, co=(HOUSING,)):
    return Assault(
        office.units[lead], tuple(office.units[name] for name in co), "约谈物业，更换主板。", date(2026, 3, 9), target, month)


def shown(office, issue_id, now=None):
    db.session.expire_all()
    return issue_page(issue_id, by=office.supervisor, now=now or office.now)


def found(office, now=None):
    return hot_topics(by=office.supervisor, now=now or office.now)


def acts(office, issue_id):
    return [note.act for note in reversed(shown(office, issue_id).notes)]


# Finding

def test_orders_about_one_thing_are_found_with_their_callers(store_office):
    office = store_office
    office.register(office.now - timedelta(days=1))
    order_ids = lifts(office)
    (topic,) = found(office).topics
    assert topic.group.ids == tuple(order_ids) and topic.group.callers == 3
    assert topic.group.shared is Shared.WORDING and topic.label in {title for title, _content in LIFTS}
    assert topic.free == tuple(order_ids) and topic.issues == ()


def test_repeats_count_and_what_was_voided_or_praises_does_not(store_office):
    office = store_office
    order_ids = lifts(office)
    number = db.session.get(WorkOrder, order_ids[0]).number
    merge_orders(order_ids[1:2], master_number=number, reason="同一电梯", by=office.dispatcher, now=office.now)
    lifts(office, 1, request_type=RequestType.PRAISE)
    assert [topic.group.ids for topic in found(office).topics] == [tuple(order_ids)]
    void_order(order_ids[2], kind=VoidKind.MISTAKE, reason="误登", by=office.dispatcher, now=office.now)
    assert found(office).topics == ()


def test_the_window_and_the_least_are_settings_and_earlier_windows_are_compared(store_office):
    office = store_office
    lifts(office, days_ago=30)
    lifts(office)
    (topic,) = found(office).topics
    assert (topic.group.count, topic.group.before, topic.group.growth) == (3, 3, 3)
    assert found(office, office.now + timedelta(days=20)).topics == ()


def test_a_confidential_caller_never_shows_as_the_enterprise_that_a_group_shares(store_office):
    office = store_office
    enterprise = {
        "enterprise_name": "梅州市嘉园电子科技有限公司", "order_class": OrderClass.ENTERPRISE,
        "caller_kind": CallerKind.ENTERPRISE,
    }
    open_ones = [
        office.register(office.now, title=title, content=content, **enterprise)
        for title, content in (("停电未提前通知", "线路检修。"), ("园区积水", "道路低洼。"), ("招工困难", "缺四十人。"))
    ]
    office.register(
        office.now, title="梅州市嘉园电子科技有限公司举报乱收费", content="违规收取检测费。", is_confidential=True, **enterprise)
    (topic,) = found(office).topics
    assert topic.group.ids == tuple(open_ones) and topic.label == "梅州市嘉园电子科技有限公司"


def test_confidential_orders_count_by_their_wording_and_their_title_is_redacted(store_office):
    office = store_office
    order_ids = [
        office.register(
            office.now, title=f"温小姐{title}", content=content, caller_phone=f"1390000000{place}", is_confidential=True)
        for place, (title, content) in enumerate(LIFTS)
    ]
    (topic,) = found(office).topics
    assert topic.group.ids == tuple(order_ids) and topic.group.callers == 3 and "温小姐" not in topic.label


def test_only_who_may_mark_finds(store_office):
    office = store_office
    for actor in (office.operator, office.dispatcher, office.market, office.administrator):
        with pytest.raises(NotPermitted):
            hot_topics(by=actor, now=office.now)
        with pytest.raises(NotPermitted):
            mark_issue(LIFT, [office.register()], by=actor, now=office.now)


# Naming and gathering

def test_a_group_becomes_an_issue_and_is_not_offered_again(store_office):
    office = store_office
    issue_id = marked(office)
    page = shown(office, issue_id)
    assert (page.name, page.state, page.total, page.callers) == ("锦绣家园电梯停运", IssueState.WATCHED, 3, 3)
    assert page.marks == (IssueMark.PUBLIC, IssueMark.SOCIETY)
    assert [note.data["count"] for note in page.notes] == [3] and page.notes[0].who == office.supervisor.name
    (topic,) = found(office).topics
    assert topic.free == () and topic.issues == ((issue_id, "锦绣家园电梯停运", 3),)


def test_an_issue_needs_a_name_a_mark_and_orders_that_exist(store_office):
    office = store_office
    order_ids = lifts(office)
    with pytest.raises(InvalidEntries) as refusal:
        marked(office, order_ids, Naming("", ()))
    assert [problem.field for problem in refusal.value.problems] == ["name", "marks"]
    with pytest.raises(NotFound):
        marked(office, [*order_ids, 999_999])
    with pytest.raises(Invalid, match="还没有选择工单"):
        marked(office, [])
    void_order(order_ids[0], kind=VoidKind.MISTAKE, reason="误登", by=office.dispatcher, now=office.now)
    with pytest.raises(Invalid, match="已作废"):
        marked(office, order_ids)
    assert db.session.scalar(select(sa.func.count()).select_from(Issue)) == 0


def test_the_same_form_sent_twice_is_one_issue(store_office):
    office = store_office
    order_ids = lifts(office)
    first = marked(office, order_ids, submission_key="k1")
    assert marked(office, order_ids, submission_key="k1") == first
    assert acts(office, first) == [IssueAct.NAMED]
    marked(office, [office.register()], submission_key="k1")  # a selection worked order by order
    assert acts(office, first) == [IssueAct.NAMED, IssueAct.ADDED] and shown(office, first).total == 4


def test_new_similar_orders_are_proposed_and_come_in_only_by_hand(store_office):
    office = store_office
    issue_id = marked(office, lifts(office, 2))
    (new,) = [office.register(title=LIFTS[2][0], content=LIFTS[2][1], caller_phone="13900000009")]
    other = office.register()
    page = shown(office, issue_id)
    assert [row.id for row in page.proposed] == [new] and page.total == 2
    assert add_issue_orders(issue_id, [new], by=office.supervisor, now=office.now) == 1
    page = shown(office, issue_id)
    assert page.proposed == () and page.total == 3 and other not in {row.id for row in page.orders}


def test_what_does_not_belong_is_not_proposed_again(store_office):
    office = store_office
    issue_id = marked(office, lifts(office, 2))
    new = office.register(title=LIFTS[2][0], content=LIFTS[2][1])
    assert dismiss_issue_orders(issue_id, [new], by=office.supervisor, now=office.now) == 1
    assert shown(office, issue_id).proposed == ()
    assert dismiss_issue_orders(issue_id, [new], by=office.supervisor, now=office.now) == 0
    assert add_issue_orders(issue_id, [new], by=office.supervisor, now=office.now) == 1  # on second thoughts
    assert acts(office, issue_id) == [IssueAct.NAMED, IssueAct.DISMISSED, IssueAct.ADDED]


def test_an_issue_found_by_its_matter_has_that_matters_new_orders_proposed(store_office):
    office = store_office
    noise = {"matter_code": "environment.noise"}
    first = [office.register(title=f"第{number}处噪声", **noise) for number in range(3)]
    issue_id = marked(office, first, basis=Basis(Shared.MATTER, "environment.noise"))
    new = office.register(title="广场舞", content="音响太大。", **noise)
    assert [row.id for row in shown(office, issue_id).proposed] == [new]


def test_orders_are_taken_out_and_the_story_names_them(store_office):
    office = store_office
    order_ids = lifts(office)
    issue_id = marked(office, order_ids)
    number = db.session.get(WorkOrder, order_ids[0]).number
    assert remove_issue_orders(issue_id, order_ids[:1], by=office.supervisor, now=office.now) == 1
    page = shown(office, issue_id)
    assert page.total == 2 and page.notes[0].act is IssueAct.REMOVED and page.notes[0].data["numbers"] == number
    assert remove_issue_orders(issue_id, order_ids[:1], by=office.supervisor, now=office.now) == 0
    assert page.proposed == ()  # whoever took it out need not be asked again


# Following

def test_planned_noted_and_closed_with_a_result(store_office):
    office = store_office
    issue_id = marked(office)
    plan_issue(issue_id, assault(office, "2026-03"), by=office.supervisor, now=office.now)
    note_issue(issue_id, "已约谈物业。", by=office.supervisor, now=office.now + timedelta(days=2))
    page = shown(office, issue_id)
    assert (page.state, page.lead, list(page.co.values())) == (IssueState.TACKLED, MARKET, [HOUSING])
    assert (page.topic_month, page.light, page.days_left) == ("2026-03", Light.ON_TIME, 11)
    with pytest.raises(Invalid, match="办结成效"):
        close_issue(issue_id, " ", by=office.supervisor, now=office.now)
    close_issue(issue_id, "三部电梯更换主板，建立维保台账。", by=office.supervisor, now=office.now + timedelta(days=9))
    page = shown(office, issue_id, office.now + timedelta(days=30))
    assert (page.state, page.light, page.result) == (IssueState.CLOSED, Light.MET, "三部电梯更换主板，建立维保台账。")
    assert acts(office, issue_id) == [IssueAct.NAMED, IssueAct.PLANNED, IssueAct.NOTED, IssueAct.CLOSED]
    with pytest.raises(OutOfTurn):
        note_issue(issue_id, "还有。", by=office.supervisor, now=office.now)
    with pytest.raises(OutOfTurn):
        add_issue_orders(issue_id, [office.register()], by=office.supervisor, now=office.now)


def test_a_month_has_one_topic_and_a_dropped_one_frees_it(store_office):
    office = store_office
    first, second = marked(office), marked(office, [office.register()], Naming("烧烤油烟", (IssueMark.PUBLIC,)))
    plan_issue(first, assault(office, "2026-03"), by=office.supervisor, now=office.now)
    with pytest.raises(InvalidEntries) as refusal:
        plan_issue(second, assault(office, "2026-03"), by=office.supervisor, now=office.now)
    (problem,) = refusal.value.problems
    assert problem.field == "topic_month" and "锦绣家园电梯停运" in str(problem)
    assert shown(office, second).state is IssueState.WATCHED
    plan_issue(first, assault(office, "2026-03"), by=office.supervisor, now=office.now)  # its own month stays its own
    drop_issue(first, "系同一小区的历史问题，另案处理。", by=office.supervisor, now=office.now)
    plan_issue(second, assault(office, "2026-03"), by=office.supervisor, now=office.now)
    assert shown(office, second).topic_month == "2026-03"


@pytest.mark.parametrize("month", ["2026-13", "三月", "2026/03"])
def test_a_month_is_written_as_one(store_office, month):
    office = store_office
    with pytest.raises(InvalidEntries) as refusal:
        plan_issue(marked(office), assault(office, month), by=office.supervisor, now=office.now)
    assert [problem.field for problem in refusal.value.problems] == ["topic_month"]


def test_units_that_are_not_there_are_refused(store_office):
    office = store_office
    plan = Assault(999_999, (), "排查。", date(2026, 3, 9), date(2026, 3, 20))
    with pytest.raises(InvalidEntries) as refusal:
        plan_issue(marked(office), plan, by=office.supervisor, now=office.now)
    assert [problem.field for problem in refusal.value.problems] == ["lead_id"]


def test_a_page_opened_before_another_change_is_refused(store_office):
    office = store_office
    issue_id = marked(office)
    version = shown(office, issue_id).version
    plan_issue(issue_id, assault(office), version=version, by=office.supervisor, now=office.now)
    with pytest.raises(Stale):
        plan_issue(issue_id, assault(office, lead=TOWN), version=version, by=office.supervisor, now=office.now)
    with pytest.raises(Stale):
        change_issue(issue_id, LIFT, version=version, by=office.supervisor, now=office.now)
    assert shown(office, issue_id).lead == MARKET


def test_a_new_name_keeps_the_old_one_in_the_story(store_office):
    office = store_office
    issue_id = marked(office)
    change_issue(issue_id, Naming("老旧电梯停运", (IssueMark.PUBLIC,)), by=office.supervisor, now=office.now)
    page = shown(office, issue_id)
    assert page.name == "老旧电梯停运" and page.marks == (IssueMark.PUBLIC,)
    assert page.notes[0].data["before"] == {
        "name": "锦绣家园电梯停运", "marks": ["public", "society"], "description": "物业拖延维修。"}


def test_what_ended_is_taken_up_again_and_its_result_stays_in_the_story(store_office):
    office = store_office
    issue_id = marked(office)
    close_issue(issue_id, "已修复。", by=office.supervisor, now=office.now)
    reopen_issue(issue_id, "又停运。", by=office.supervisor, now=office.now)
    page = shown(office, issue_id)
    assert (page.state, page.result, page.ended_at) == (IssueState.WATCHED, "", None)
    assert [note.text for note in page.notes[:2]] == ["又停运。", "已修复。"]
    with pytest.raises(Stale):
        reopen_issue(issue_id, "又停运。", by=office.supervisor, now=office.now)


def test_target_dates_that_are_near_or_past_are_told_to_the_supervisor_only(store_office):
    office = store_office
    plan_issue(marked(office), assault(office, target=date(2026, 3, 12)), by=office.supervisor, now=office.now)
    late = marked(office, [office.register()])
    plan_issue(late, assault(office, target=date(2026, 3, 9)), by=office.supervisor, now=office.now)
    marked(office, [office.register()])  # without a date
    due = due_issues(by=office.supervisor, now=office.now + timedelta(days=1))
    assert (due.near, due.past) == (1, 1)
    assert due_issues(by=office.dispatcher, now=office.now).count == 0
    rows = issue_rows(by=office.supervisor, now=office.now + timedelta(days=1))
    assert [row.light for row in rows] == [Light.OVERDUE, Light.DUE_SOON, Light.NONE]
    assert issue_counts(by=office.supervisor) == (3, 0)


def test_a_deputy_signs_for_the_absent_supervisor(store_office):
    office = store_office
    absent = office.supervisor
    deputy = Actor(office.dispatcher.id, office.dispatcher.name, office.dispatcher.roles, lent=(
        Lent(absent.id, absent.name, frozenset({Role.SUPERVISOR})),))
    issue_id = mark_issue(LIFT, lifts(office), by=deputy, now=office.now)
    assert shown(office, issue_id).notes[0].on_behalf == absent.name


def test_the_story_can_be_neither_changed_nor_removed(store_office):
    office = store_office
    marked(office)
    for change in (sa.update(IssueNote).values(text="改写"), sa.delete(IssueNote)):
        with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(change)
