"""个人信息请求 over HTTP: the number stands in no address, the page is masked, the copy comes down, the form corrects."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from freezegun import freeze_time
from openpyxl import load_workbook

from tests.conftest import MONDAY_MORNING
from tests.office import order, story
from tracker.usecases.archive_orders import archive_order

PLACE = "/personal-requests/"
NAME, PHONE = "欧阳靖雯", "13712349876"


@pytest.fixture(autouse=True)
def _monday():
    with freeze_time(MONDAY_MORNING):
        yield


def asked(desk, **changes):
    key = BeautifulSoup(desk.get(PLACE).text, "html.parser").find("input", {"name": "submission_key"})["value"]
    form = {"submission_key": key, "asked_for": "correct", "verified": "document", "phone": PHONE}
    return desk.post(PLACE, data=form | changes)


def picks(answer):
    page = BeautifulSoup(answer.text, "html.parser")
    return [field["value"] for field in page.find_all("input", {"name": "orders"}) if field.has_attr("checked")]


def test_who_asked_is_looked_for_without_the_number_in_an_address(client, office):
    order_id = office.register(caller_name=NAME, caller_phone=PHONE)
    desk = client("supervisor")
    answer = asked(desk, phone="137 1234 9876")
    assert answer.status_code == 303 and PHONE not in answer.location
    page = desk.get(answer.location)
    assert order(order_id).number in page.text and "137****9876" in page.text
    assert PHONE not in page.text and NAME not in page.text
    assert "第 " in desk.get(PLACE).text and PHONE not in desk.get(PLACE).text
    form = BeautifulSoup(desk.get(f"{PLACE}?phone={PHONE}").text, "html.parser")
    assert not form.find("input", {"name": "phone"}).get("value"), "it is not taken from an address either"


@pytest.mark.parametrize(("entered", "words"), [
    ({"phone": "9876"}, "请填完整的电话号码"), ({"phone": ""}, "没有电话的，请填姓名和工单编号"),
    ({"verified": ""}, "请选择一项"), ({"asked_for": "all"}, "请求事项")])
def test_what_is_missing_is_said_and_what_was_typed_stays(client, office, entered, words):
    answer = asked(client("supervisor"), **entered)
    assert answer.status_code == 422 and words in answer.text


def test_nothing_found_says_what_to_answer(client, office):
    desk = client("supervisor")
    page = desk.get(asked(desk).location).text
    assert "系统中没有其个人信息" in page and "生成副本" not in page


def test_the_copy_comes_down_and_is_kept_nowhere(app, client, office):
    order_id = office.register(caller_name=NAME, caller_phone=PHONE)
    desk = client("supervisor")
    place = asked(desk, asked_for="copy").location
    assert "生成副本（1 件）" in desk.get(place).text
    answer = desk.post(f"{place}/copy")
    assert "个人信息副本" in unquote(answer.headers["Content-Disposition"]) and "no-store" in answer.headers[
        "Cache-Control"]
    book = load_workbook(BytesIO(answer.data))
    assert book["工单"]["E2"].value == NAME and "只交诉求人本人" in book["工单"].oddFooter.center.text
    exports = app.extensions["tracker_config"].data / "exports"
    assert not exports.exists() or not [path for path in exports.iterdir() if "copy" in path.name]
    assert story(order_id)[-1] == "caller_copied"


def test_the_form_puts_right_what_was_entered_and_leaves_the_rest(client, office):
    order_id = office.register(caller_name="欧阳静文", caller_phone=PHONE)
    desk = client("supervisor")
    place = asked(desk).location
    chosen = picks(desk.get(place))
    assert chosen == [f"{order_id}-1"]
    answer = desk.post(f"{place}/correct", data={"orders": chosen, "caller_name": NAME, "reason": "登记时听错"})
    assert answer.status_code == 303 and "已更正 1 件" in desk.get(place).text
    assert (order(order_id).caller_name, order(order_id).caller_phone) == (NAME, PHONE)
    shown = desk.get(f"/orders/{order_id}").text
    assert "应诉求人请求更正了姓名（核对了身份证件）" in shown and "欧*** → 欧***" in shown
    overtaken = desk.post(f"{place}/correct", data={"orders": chosen, "caller_name": "欧阳", "reason": "再来"})
    assert overtaken.status_code == 409 and "有了新的进展" in overtaken.text and "再来" in overtaken.text


@pytest.mark.parametrize(("entered", "words"), [
    ({}, "请填写要更正的项目"), ({"caller_phone": "9876"}, "请填完整的电话号码"), ({"reason": ""}, "请填写此项"),
    ({"orders": [], "caller_name": NAME}, "还没有勾选工单")])
def test_a_correction_says_what_is_missing(client, office, entered, words):
    office.register(caller_name="欧阳静文", caller_phone=PHONE)
    desk = client("supervisor")
    place = asked(desk).location
    answer = desk.post(f"{place}/correct", data={
        "orders": picks(desk.get(place)), "reason": "登记时听错"} | entered)
    assert answer.status_code == 422 and words in answer.text


def test_the_page_says_of_archived_and_confidential_orders_how_they_are_answered(client, office, now):
    archived = office.travelled("closed", caller_name=NAME, caller_phone=PHONE)
    archive_order(archived, by=office.supervisor, now=now)
    office.register(caller_name=NAME, caller_phone=PHONE, is_confidential=True)
    desk = client("supervisor")
    page = desk.get(asked(desk, verified="call").location)
    assert "已归档，只作附记" in page.text and "其中 1 件是保密工单，不能凭电话答复" in page.text
    assert len(picks(page)) == 1


def test_the_menu_offers_it_to_the_supervisor_alone(client, office):
    assert PLACE in client("supervisor").get("/").text
    for name in ("operator", "handler0", "administrator", "security_manager", "auditor"):
        assert PLACE not in client(name).get("/").text
