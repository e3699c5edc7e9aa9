"""The pages of units, limits, calendar, code tables and settings."""

import io
import json
from datetime import timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from tests.office import MARKET, order
from tracker.domain.limits import applying
from tracker.domain.words import CodeTable, OrderClass, RequestType, Urgency
from tracker.reads import choices
from tracker.store import calendars, tables
from tracker.store.db import db
from tracker.store.models import CalendarYear, Department

TODAY = "2026-03-09"


@pytest.fixture
def desk(app, office, now):
    """The administrator's browser on the test's Monday."""
    with freeze_time(now):
        client = app.test_client()
        client.post("/sign-in", data={"name": "administrator", "password": office.passwords["administrator"]})
        yield client


def _unit(name):
    db.session.expire_all()
    return db.session.scalar(select(Department).where(Department.name == name))


LIMIT = {
    "request_type": "complaint", "order_class": "", "urgency": "", "reply_amount": "12", "reply_unit": "working_day",
    "sign_amount": "1", "sign_unit": "working_day", "contact_amount": "", "contact_unit": "working_hour",
    "callback_amount": "", "callback_unit": "working_day", "legal_basis": "区提速办法", "effective_from": "2026-04-01",
}


def _complaint(on):
    return applying(tables.limit_rows(), RequestType.COMPLAINT, OrderClass.CITIZEN, Urgency.NORMAL, on)


def _shown(text):
    return text.split('name="shown"')[1].split('value="')[1].split('"')[0]


@pytest.mark.parametrize("path", [
    "/departments/", "/departments/new", "/limits/", "/limits/new", "/limits/preset/enterprise-124", "/calendar/",
    "/calendar/2027", "/calendar/2026?day=2026-02-16", "/calendar/import", "/codes/", "/codes/matter",
    "/settings/", "/settings/day_end", "/settings/office_hours", "/people", "/people/new", "/me/password",
])
def test_every_room_opens(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["/limits/999999", "/limits/preset/x", "/calendar/1850", "/codes/x", "/settings/x"])
def test_what_is_not_there_is_said(desk, path):
    assert desk.get(path).status_code == 404


def test_a_unit_is_added_renamed_and_not_doubled(desk):
    entry = {"name": "区数据中心", "kind": "department", "phone": "0753-2100001"}
    assert desk.post("/departments/new", data=entry).status_code == 302
    assert "区数据中心" in desk.get("/departments/").text
    again = desk.post("/departments/new", data=entry)
    assert again.status_code == 422 and "不能重名" in again.text


def test_a_unit_with_open_orders_says_how_many(desk, office):
    office.travelled("signed")
    answer = desk.post(f"/departments/{_unit(MARKET).id}", data={"name": MARKET, "kind": "department"})
    assert answer.status_code == 422 and "还有 1 张主办工单没有办结" in answer.text
    assert _unit(MARKET).is_active


def test_units_are_moved_by_a_button(desk):
    first, second = list(choices.units().items())[:2]
    assert desk.post(f"/departments/{second[0]}/up").status_code == 302
    assert list(choices.units().items())[:2] == [second, first]


def test_a_limit_is_added_after_its_consequence_was_shown(desk, now):
    first = desk.post("/limits/new", data=LIMIT)
    assert first.status_code == 200 and "前一天结束" in first.text
    april = now.date() + timedelta(days=23)
    assert _complaint(april).reply.amount == 15
    second = desk.post("/limits/new", data=LIMIT | {"shown": _shown(first.text)})
    assert second.status_code == 302
    assert (_complaint(april - timedelta(days=1)).reply.amount, _complaint(april).reply.amount) == (15, 12)


def test_a_row_in_force_offers_one_that_follows_it(desk, now):
    row = _complaint(now.date())
    assert f"/limits/new?follows={row.id}" in desk.get(f"/limits/{row.id}").text
    form = desk.get(f"/limits/new?follows={row.id}").text
    assert 'value="15"' in form and '<option selected value="complaint">' in form
    assert desk.get("/limits/new?follows=999999").status_code == 404


def test_another_day_after_the_preview_asks_again(desk, now):
    mark = _shown(desk.post("/limits/new", data=LIMIT).text)
    later = desk.post("/limits/new", data=LIMIT | {"shown": mark, "effective_from": "2026-05-06"})
    assert later.status_code == 200 and "请核对后" in later.text
    assert len(tables.limit_rows()) == 7


@pytest.mark.parametrize("entry, words", [
    ({"effective_from": "2026-03-08"}, "不能早于今天"), ({"reply_amount": ""}, "请填写此项"),
    ({"reply_amount": "0"}, "1 到 1000"), ({"sign_amount": "两"}, "整数"), ({"legal_basis": ""}, "请填写此项"),
    ({"effective_from": "someday"}, "日期"),
])
def test_a_limit_that_cannot_be_says_why(desk, entry, words):
    data = LIMIT | entry
    answer = desk.post("/limits/new", data=data)
    if answer.status_code == 200:
        answer = desk.post("/limits/new", data=data | {"shown": _shown(answer.text)})
    assert answer.status_code == 422 and words in answer.text
    assert len(tables.limit_rows()) == 7


def test_a_coming_limit_is_corrected_and_taken_back(desk, now):
    mark = _shown(desk.post("/limits/new", data=LIMIT).text)
    desk.post("/limits/new", data=LIMIT | {"shown": mark})
    april = now.date() + timedelta(days=23)
    row = _complaint(april)
    assert desk.post(f"/limits/{row.id}", data=LIMIT | {"reply_amount": "11"}).status_code == 302
    assert _complaint(april).reply.amount == 11
    assert desk.post(f"/limits/{row.id}/withdraw").status_code == 302
    assert _complaint(april).reply.amount == 15
    assert "已撤回" in desk.get("/limits/").text


def test_a_limit_in_force_is_not_edited_and_not_ended_into_a_gap(desk, now):
    row = _complaint(now.date())
    assert desk.post(f"/limits/{row.id}", data=LIMIT).status_code == 422
    answer = desk.post(f"/limits/{row.id}/end", data={"last_day": "2026-03-31"})
    assert answer.status_code == 422 and "没有适用的时限" in answer.text


def test_the_fast_lane_is_previewed_and_switched_on(desk, now):
    preview = desk.get("/limits/preset/enterprise-124")
    assert "1 个工作小时" in preview.text
    assert desk.post("/limits/preset/enterprise-124", data={"start": "2026-03-08"}).status_code == 422
    assert desk.post("/limits/preset/enterprise-124", data={"start": TODAY}).status_code == 302
    assert len(tables.limit_rows()) == 11
    assert "limits/preset" not in desk.get("/limits/").text


def test_the_table_says_how_often_a_row_was_applied(desk, office):
    office.travelled("dispatched")
    office.travelled("dispatched")
    page = desk.get("/limits/").text
    assert '<td class="cell-end">2</td>' in page


def test_a_day_is_set_and_open_orders_follow(desk, office):
    order_id = office.travelled("signed")
    due = order(order_id).due_at
    answer = desk.post("/calendar/2026/day", data={"day": "2026-03-20", "setting": "off", "name": "停工"},
                       follow_redirects=True)
    assert "1 张在办工单的期限已重新计算" in answer.text
    assert order(order_id).due_at == due + timedelta(days=1)


@pytest.mark.parametrize("entry, words", [
    ({"day": "2026-03-11", "setting": "work", "name": "春节"}, "本来就上班"),
    ({"day": "2026-03-20", "setting": "off", "name": ""}, "请填写节日名称"),
    ({"day": "2026-02-30", "setting": "off", "name": "x"}, "日期"),
    ({"day": "2026-03-20"}, "请选择一项"),
])
def test_a_day_that_cannot_be_set_says_why(desk, entry, words):
    answer = desk.post("/calendar/2026/day", data=entry)
    assert answer.status_code == 422 and words in answer.text


def _file(year, days, name="2027.json"):
    text = json.dumps({"year": year, "papers": ["https://www.gov.cn/notice"], "days": [
        {"name": word, "date": on, "isOffDay": is_off} for on, word, is_off in days]}, ensure_ascii=False)
    return {"file": (io.BytesIO(text.encode()), name)}


ANNOUNCED = [
    ("2027-01-01", "元旦", True), ("2027-01-04", "元旦", True), ("2027-02-05", "春节", True), ("2027-02-14", "春节", False),
    ("2027-04-05", "清明节", True), ("2027-05-01", "劳动节", True), ("2027-06-09", "端午节", True),
    ("2027-09-15", "中秋节", True), ("2027-10-01", "国庆节", True),
]


def test_a_year_is_previewed_then_imported(desk, office):
    preview = desk.post("/calendar/import", data=_file(2027, ANNOUNCED), content_type="multipart/form-data")
    assert preview.status_code == 200 and "2027-01-04" in preview.text and "确认导入" in preview.text
    assert not db.session.get(CalendarYear, 2027).is_official
    text = json.dumps({"year": 2027, "days": [
        {"name": word, "date": on, "isOffDay": is_off} for on, word, is_off in ANNOUNCED]})
    answer = desk.post("/calendar/import/confirm", data={"file": text}, follow_redirects=True)
    assert "已导入 2027 年放假安排" in answer.text
    db.session.expire_all()
    assert db.session.get(CalendarYear, 2027).is_official
    assert len(calendars.days_of(2027)) == 9


@pytest.mark.parametrize("content, words", [
    (b"", "JSON"), (b"\xff\xfe\x00", "UTF-8"), (b"PK\x03\x04zip", "JSON"), (b"[]", "year"),
    (b'{"year": 2027, "days": []}', "尚未公布"),
    (b"x" * 300_000, "文件过大"),
])
def test_a_file_that_is_no_year_says_what_is_wrong(desk, content, words):
    data = {"file": (io.BytesIO(content), "x.json")}
    answer = desk.post("/calendar/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422 and words in answer.text


def test_no_file_and_a_forged_confirmation_are_refused(desk):
    assert desk.post("/calendar/import", data={}).status_code == 422
    assert desk.post("/calendar/import/confirm", data={"file": "{}"}).status_code == 422


def test_a_year_entered_by_hand_is_declared(desk):
    assert desk.post("/calendar/2027/declare", data={"source": ""}).status_code == 422
    answer = desk.post("/calendar/2027/declare", data={"source": "国办发明电〔2026〕7号"}, follow_redirects=True)
    assert "本年放假安排已正式公布" in answer.text


def test_codes_are_added_renamed_moved_and_switched_off(desk):
    assert desk.post("/codes/channel", data={"name": "随手拍"}).status_code == 302
    assert desk.post("/codes/channel", data={"name": "随手拍"}).status_code == 422
    code, name = list(choices.codes(CodeTable.CHANNEL).items())[-1]
    assert name == "随手拍"
    from tracker.store.models import CodeItem

    item = db.session.scalar(select(CodeItem).where(CodeItem.code == code))
    assert desk.post(f"/codes/entry/{item.id}/up").status_code == 302
    assert desk.post(f"/codes/entry/{item.id}", data={"name": "随手拍小程序"}).status_code == 302
    assert "随手拍小程序" in desk.get("/codes/channel").text
    assert code not in choices.codes(CodeTable.CHANNEL)


def test_a_matter_stands_under_its_parent(desk):
    assert desk.post("/codes/matter", data={"name": "电动车充电", "parent_code": "housing"}).status_code == 302
    page = desk.get("/codes/matter").text.split("<tbody>")[1]
    assert page.index("房屋质量与安全") < page.index("电动车充电") < page.index("城乡建设")


def test_a_setting_changes_from_its_day(desk, now):
    answer = desk.post("/settings/day_end", data={"value": "midnight", "effective_from": "2026-03-16"},
                       follow_redirects=True)
    assert "2026-03-16 起：24:00" in answer.text
    wrong = desk.post("/settings/warn_days", data={"value": "many", "effective_from": TODAY})
    assert wrong.status_code == 422 and "不能作为此项参数" in wrong.text


def test_a_supervisor_keeps_limits_and_calendar(app, office):
    client = app.test_client()
    client.post("/sign-in", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    assert client.get("/limits/").status_code == 200
    assert client.get("/calendar/").status_code == 200
    assert client.get("/codes/").status_code == 403


def test_each_manager_keeps_the_settings_of_its_own(desk, app, office, now):
    """The system administrator the office's, the security manager those of safety; a foreign one is not opened."""
    guard = app.test_client()
    guard.post("/sign-in", data={"name": "security_manager", "password": office.passwords["security_manager"]})
    for one, own, foreign in ((desk, "office_name", "export_days"), (guard, "export_days", "office_name")):
        shown = one.get("/settings/").text
        assert f"/settings/{own}" in shown and f"/settings/{foreign}" not in shown
        assert one.get(f"/settings/{own}").status_code == 200
        assert one.get(f"/settings/{foreign}").status_code == 403
        assert one.post(f"/settings/{foreign}", data={"value": "9", "effective_from": "2026-03-09"}).status_code == 403
