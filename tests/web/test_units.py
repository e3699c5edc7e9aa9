"""退单, 改派, 协办, 终止 over HTTP: the forms a person finds, the words where one is missing, what a refusal keeps."""

import re
from datetime import timedelta

import pytest

from tests.office import ANSWER, HOUSING, MARKET, TOWN, order, parts, story
from tracker import clock
from tracker.domain.words import RequestType, Stage
from tracker.reads.desk import queue
from tracker.usecases.decide_return import deny_return
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply

HOUR = timedelta(hours=1)


@pytest.fixture
def client(app, office, monkeypatch, now):
    monkeypatch.setattr(clock, "now", lambda: now + 3 * HOUR)

    def signed_in(name):
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        return client

    return signed_in


def panel(page, panel_id):
    """The panel's own markup."""
    found = re.search(rf'<(section|details)[^>]*id="{panel_id}".*?</\1>', page, re.DOTALL)
    return found.group(0) if found else ""


def asked(order_id, office, **changes):
    return {
        "return-version": str(order(order_id).version), "return-reason_code": "duty", "return-reason": "属住建职责。",
        "return-legal_basis": "权责清单", "return-suggested_id": str(office.units[HOUSING]),
    } | changes


def test_a_unit_asks_and_the_page_says_that_it_waits(client, office):
    order_id = office.travelled("signed")
    desk = client("handler0")
    assert "须写明职责归属的依据" in panel(desk.get(f"/orders/{order_id}").text, "ask-return")
    answer = desk.post(f"/orders/{order_id}/ask-return", data=asked(order_id, office), follow_redirects=True)
    assert answer.status_code == 200 and "先办后议" in answer.text
    assert "待审批" in panel(answer.text, "petitions")
    assert "已有一项退单申请在等待审批" in panel(answer.text, "more-moves")
    assert panel(answer.text, "withdraw")


def test_a_refused_form_stays_open_with_what_was_typed(client, office):
    order_id = office.travelled("signed")
    answer = client("handler0").post(
        f"/orders/{order_id}/ask-return", data=asked(order_id, office, **{"return-legal_basis": ""}))
    assert answer.status_code == 422
    shown = panel(answer.text, "ask-return")
    assert "属住建职责。" in shown and "请填写此项" in shown and " open" in shown.split(">")[0]


def test_why_a_return_is_not_offered_stands_where_one_would_look(client, office, now):
    contacted, late = office.travelled("contacted"), office.travelled("signed", now=now - timedelta(days=7))
    denied = office.travelled("signed")
    office.ask_return(denied, now=now + HOUR)
    deny_return(denied, note="属市监职责", by=office.dispatcher, now=now + 2 * HOUR)
    desk = client("handler0")
    for order_id, words in ((contacted, "开始实质办理"), (late, "已超过退单申请时限"), (denied, "不得再次退回")):
        page = desk.get(f"/orders/{order_id}").text
        assert words in panel(page, "more-moves") and not panel(page, "ask-return")


def test_the_dispatcher_decides_beside_the_petition(client, office, now):
    order_id = office.travelled("signed")
    office.ask_return(order_id, now=now + HOUR)
    page = client("dispatcher").get(f"/orders/{order_id}").text
    assert page.count('class="petition"') == 1
    deciding = page[page.index('id="grant-return"'):page.index('id="more-moves"')]
    assert "区权责清单第12项" in deciding and HOUSING in deciding and 'id="deny-return"' in deciding
    assert "请先审批退单" in panel(page, "more-moves")


def test_a_denial_without_a_reason_is_said_beside_its_field(client, office, now):
    order_id = office.travelled("signed")
    office.ask_return(order_id, now=now + HOUR)
    answer = client("dispatcher").post(
        f"/orders/{order_id}/deny-return", data={"deny-version": str(order(order_id).version), "deny-note": ""})
    assert answer.status_code == 422 and "请填写此项" in answer.text
    assert order(order_id).no_more_returns is False


def test_two_dispatchers_the_second_reads_that_it_is_decided(client, office, now):
    order_id = office.travelled("signed")
    office.ask_return(order_id, now=now + HOUR)
    seen = str(order(order_id).version)
    desk, other = client("dispatcher"), client("supervisor")
    assert desk.post(f"/orders/{order_id}/grant-return", data={"grant-version": seen}).status_code == 302
    late = other.post(f"/orders/{order_id}/deny-return", data={"deny-version": seen, "deny-note": "属市监职责"})
    assert late.status_code == 409 and "已经有了新的进展" in late.text
    assert order(order_id).stage is Stage.TO_DISPATCH


def test_after_a_return_the_suggested_unit_stands_chosen(client, office, now):
    order_id = office.with_co(TOWN)
    office.returned(order_id, now=now + HOUR)
    desk = client("dispatcher")
    page = panel(desk.get(f"/orders/{order_id}").text, "dispatch")
    assert f"已由 {MARKET} 退单" in page and f"建议由 {HOUSING} 承办" in page
    assert re.search(rf'<option selected value="{office.units[HOUSING]}"', page)
    lead = page[page.index('id="lead_id"'):page.index("</select>")]
    assert f'value="{office.units[MARKET]}"' not in lead
    assert re.search(rf'value="{office.units[TOWN]}"[^>]*checked|checked[^>]*value="{office.units[TOWN]}"', page)
    assert 'data-clock="restart"' in page
    barred = desk.post(f"/orders/{order_id}/dispatch", data={
        "version": str(order(order_id).version), "lead_id": str(office.units[MARKET])})
    assert barred.status_code == 422 and f"“{MARKET}”的退单申请刚获同意" in barred.text


def test_redispatch_and_further_co_handlers_from_the_page(client, office):
    order_id = office.with_co(TOWN)
    desk = client("dispatcher")
    page = desk.get(f"/orders/{order_id}").text
    assert f'value="{office.units[MARKET]}"' not in panel(page, "add-co")
    answer = desk.post(f"/orders/{order_id}/redispatch", data={
        "redispatch-version": str(order(order_id).version), "redispatch-lead_id": str(office.units[HOUSING]),
        "redispatch-co_ids": [str(office.units[TOWN])], "redispatch-reason": "属住建职责", "redispatch-is_final": "y",
    }, follow_redirects=True)
    assert f"由 {MARKET} 改派至主办 {HOUSING}，协办 {TOWN}" in answer.text
    assert f"裁定由 {HOUSING} 主办，不得再次退回" in answer.text
    answer = desk.post(f"/orders/{order_id}/add-co", data={
        "co-version": str(order(order_id).version), "co-co_ids": [str(office.units[MARKET])], "co-note": "请提供执法记录",
    }, follow_redirects=True)
    assert "已加派协办单位" in answer.text and f"加派协办 {MARKET}" in answer.text
    assert len([part for part in parts(order_id) if part.ended_at is None]) == 3


def test_a_co_handler_finds_its_own_panel_and_deadline(client, office, now):
    order_id = office.with_co(HOUSING)
    desk = client("handler1")
    page = desk.get(f"/orders/{order_id}").text
    assert "请先签收" in panel(page, "more-moves") and not panel(page, "co-result")
    sign_order(order_id, by=office.housing, now=now + HOUR)
    page = desk.get(f"/orders/{order_id}").text
    assert panel(page, "co-result") and "逾期原因" not in panel(page, "co-result")
    assert f"协办反馈（{HOUSING}）" in page
    desk.post(f"/orders/{order_id}/co-result", data={
        "result-version": str(order(order_id).version), "result-result": "烟道未接入公共排烟系统。"})
    assert "烟道未接入公共排烟系统。" in panel(client("handler0").get(f"/orders/{order_id}").text, "units")


def test_a_late_co_handler_is_asked_why(client, office, now, monkeypatch):
    order_id = office.with_co(HOUSING)
    sign_order(order_id, by=office.housing, now=now + HOUR)
    desk = client("handler1")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=9))
    desk = client("handler1")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=9))
    page = desk.get(f"/orders/{order_id}").text
    assert "逾期原因" in panel(page, "co-result")
    assert "协办超期" in panel(page, "units")


def test_termination_is_asked_decided_and_told(client, office):
    order_id = office.travelled("contacted")
    unit, desk = client("handler0"), client("supervisor")
    unit.post(f"/orders/{order_id}/ask-termination", data={
        "termination-version": str(order(order_id).version), "termination-reason_code": "no_cooperation",
        "termination-reason": "三次上门均被拒绝。", "termination-legal_basis": "条例第二十一条"})
    page = desk.get(f"/orders/{order_id}").text
    assert "三次上门均被拒绝。" in page[page.index('id="grant-termination"'):]
    answer = desk.post(f"/orders/{order_id}/grant-termination", data={
        "grant-termination-version": str(order(order_id).version), "grant-termination-told": "您多次拒绝配合，终止办理。",
    }, follow_redirects=True)
    assert "已终止办理" in answer.text and "您多次拒绝配合，终止办理。" in answer.text
    assert order(order_id).stage is Stage.TERMINATED
    assert unit.get(f"/orders/{order_id}").status_code == 200


def test_a_rating_is_counted_apart_and_back_from_the_page(client, office, now, monkeypatch):
    order_id = office.travelled("closed")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    unit, desk = client("handler0"), client("supervisor")

    def post(who, path, prefix, **fields):
        data = {f"{prefix}{name}": text for name, text in fields.items()}
        return who.post(f"/orders/{order_id}/{path}", data=data | {f"{prefix}version": str(order(order_id).version)},
                        follow_redirects=True)

    assert "执法办案（依法立案查处" in panel(unit.get(f"/orders/{order_id}").text, "ask-exclusion")
    assert post(unit, "ask-exclusion", "exclusion-", ground="E01", reason="").status_code == 422
    answer = post(unit, "ask-exclusion", "exclusion-", ground="E01", reason="已立案处罚。")
    assert "批准之前评价照常计入" in answer.text and panel(answer.text, "withdraw")
    page = desk.get(f"/orders/{order_id}").text
    assert "已立案处罚。" in panel(page, "grant-exclusion") and "同意理由" in panel(page, "grant-exclusion")
    answer = post(desk, "grant-exclusion", "grant-exclusion-", note="案卷属实。")
    notice = answer.text[answer.text.index("不计满意度：执法办案"):]
    for words in ("已立案处罚。", "区市场监督管理局经办人", "督办员", "案卷属实。", "照常记录"):
        assert words in notice
    [found] = re.findall(r'<a class="order-link" href="([^"]+)"', desk.get("/orders/?flag=excluded").text)
    assert found == f"/orders/{order_id}"
    answer = post(desk, "lift-exclusion", "lift-exclusion-", reason="处罚决定已撤销。")
    assert "批准已撤销" in answer.text
    assert "评价恢复计入" in answer.text and "不计满意度：执法办案" not in answer.text[:answer.text.index('id="story"')]
    assert post(desk, "deny-exclusion", "deny-exclusion-", note="没有申请").status_code == 409


def test_a_unit_withdraws_from_the_page(client, office, now):
    order_id = office.travelled("signed")
    office.ask_return(order_id, now=now + HOUR)
    client("handler0").post(f"/orders/{order_id}/withdraw", data={"withdraw-version": str(order(order_id).version)})
    assert story(order_id)[-1] == "petition_withdrawn"


def test_what_was_typed_for_a_move_that_is_gone_is_given_back(client, office, now):
    """A colleague submitted the answer while this one wrote a petition: the page has no such form any more."""
    order_id = office.travelled("contacted")
    typed = asked(order_id, office)
    submit_reply(order_id, ANSWER, by=office.market, now=now + HOUR)
    answer = client("handler0").post(f"/orders/{order_id}/ask-return", data=typed)
    assert answer.status_code == 409 and not panel(answer.text, "ask-return")
    assert "属住建职责。" in panel(answer.text, "typed") and "权责清单" in panel(answer.text, "typed")


def test_a_co_handlers_desk_puts_its_own_nearest_deadline_first(client, office, now):
    """The lead's complaint is due long after its own consultation; the town's part in the complaint is due before."""
    complaint = office.with_co(TOWN)
    own = office.register(title="咨询摆摊时间", request_type=RequestType.HELP)
    office.dispatch(own, TOWN)
    assert [row.id for row in queue("unit", by=office.town, now=now).rows] == [complaint, own]
    assert [row.id for row in queue("unit", by=office.market, now=now).rows] == [complaint]
