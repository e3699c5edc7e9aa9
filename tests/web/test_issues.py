"""突出问题 over HTTP: who may enter, exactly the group's orders behind its link, naming, following, refusals in place."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.domain.test_hot_topics import LIFTS
from tests.office import HOUSING, MARKET
from tracker.domain.issues import IssueMark, Naming
from tracker.reads.issue_page import issue_page
from tracker.usecases.mark_issue import mark_issue


@pytest.fixture(autouse=True)
def at_nine(monkeypatch, now):
    monkeypatch.setattr("tracker.clock.now", lambda: now)


def page(answer):
    return BeautifulSoup(answer.text, "html.parser")


def lifts(office):
    return [
        office.register(
            office.now - timedelta(days=1), title=title, content=content, caller_phone=f"1390000000{place}")
        for place, (title, content) in enumerate(LIFTS)
    ]


def marked(office, order_ids=None):
    naming = Naming("锦绣家园电梯停运", (IssueMark.PUBLIC,))
    return mark_issue(naming, order_ids or lifts(office), by=office.supervisor, now=office.now)


def plan(issue_id, office, client, **changes):
    data = {
        "plan-version": 1, "plan-lead_id": office.units[MARKET], "plan-co_ids": [office.units[HOUSING]],
        "plan-plan": "约谈物业。", "plan-start_on": "2026-03-09", "plan-target_on": "2026-03-12", "plan-topic_month": "",
    }
    data |= {f"plan-{name}": value for name, value in changes.items()}
    return client.post(f"/issues/{issue_id}/plan", data=data)


@pytest.mark.parametrize("address", ["/issues/", "/issues/tracked", "/issues/ended", "/issues/new?ids=1", "/issues/1"])
def test_the_room_is_the_supervisors(client, office, address):
    marked(office)
    assert client("supervisor").get(address).status_code == 200
    for name in ("operator", "dispatcher", "handler0", "reviewer", "administrator"):
        assert client(name).get(address).status_code == 403


def test_a_group_leads_to_exactly_its_orders_and_to_its_naming(client, office):
    office.register(office.now - timedelta(days=1))
    order_ids = lifts(office)
    supervisor = client("supervisor")
    row = page(supervisor.get("/issues/")).select_one("tbody tr")
    assert "相似表述" in row.get_text() and "新增" in row.get_text() and "3 个电话" in row.get_text()
    listed = page(supervisor.get(row.th.a["href"]))
    assert sorted(link.get_text() for link in listed.select(".order-link")) == sorted(title for title, _text in LIFTS)
    assert "指定工单：3 件" in listed.select_one(".chips").get_text().replace("\n", "")
    form = page(supervisor.get(row.select_one(".cell-do a")["href"])).select_one("main form")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden], input[name=name]")}
    assert sent["ids"].split(",") == [str(one) for one in order_ids] and sent["shared"] == "wording"
    answer = supervisor.post("/issues/new", data=sent | {"marks": ["public"], "description": ""})
    assert answer.status_code == 303
    shown = page(supervisor.get(answer.location))
    assert shown.h1.get_text() == sent["name"] and "群众反映集中" in shown.get_text()
    assert "已纳入" in page(supervisor.get("/issues/")).select_one("tbody tr").get_text()


def test_naming_without_a_mark_is_refused_at_its_field(client, office):
    ids = ",".join(map(str, lifts(office)))
    answer = client("supervisor").post("/issues/new", data={"ids": ids, "name": "电梯", "submission_key": "k"})
    assert answer.status_code == 422 and "请至少选择一个标签" in answer.text
    assert page(answer).select_one("input[name=name]")["value"] == "电梯"


def test_an_address_that_was_cut_leads_back(client, office):
    for ids in ("", "1,", "x"):
        assert client("supervisor").get(f"/issues/new?ids={ids}").location == "/issues/"
    shown = client("supervisor").get("/orders/?ids=1,x")
    assert "网址中的工单编号不完整" in shown.text and not page(shown).select(".chip")


def test_a_plan_a_note_and_a_result(client, office):
    issue_id, supervisor = marked(office), client("supervisor")
    assert plan(issue_id, office, supervisor, topic_month="2026-03").status_code == 303
    shown = page(supervisor.get(f"/issues/{issue_id}"))
    assert "2026-03 每月一题" in shown.get_text() and "还剩 3 天" in shown.get_text()
    assert "由 区市场监督管理局 牵头，2026-03-09 至 2026-03-12" in shown.select_one("#story").get_text()
    home = page(supervisor.get("/"))
    assert "有 1 个突出问题临近目标日期" in home.get_text()
    assert "突出问题临近目标日期" not in client("dispatcher").get("/").text
    assert supervisor.post(
        f"/issues/{issue_id}/note", data={"note-version": 2, "note-text": "已约谈。"}).status_code == 303
    refused = supervisor.post(f"/issues/{issue_id}/close", data={"close-version": 3, "close-result": ""})
    assert refused.status_code == 422 and page(refused).select_one("#close[open] .field-error")
    assert supervisor.post(
        f"/issues/{issue_id}/close", data={"close-version": 3, "close-result": "更换主板。"}).status_code == 303
    ended = page(supervisor.get("/issues/ended")).get_text()
    assert "锦绣家园电梯停运" in ended and "更换主板。" in ended and "按时" in ended


def test_a_month_that_is_taken_is_said_at_its_field_and_what_was_typed_stays(client, office):
    first, second, supervisor = marked(office), marked(office, [office.register()]), client("supervisor")
    plan(first, office, supervisor, topic_month="2026-03")
    answer = plan(second, office, supervisor, topic_month="2026-03", plan="逐台排查。")
    assert answer.status_code == 422 and "一个月只能有一题" in answer.text and "逐台排查。" in answer.text


def test_a_stale_page_is_refused(client, office):
    issue_id, supervisor = marked(office), client("supervisor")
    answer = plan(issue_id, office, supervisor, version=7)
    assert answer.status_code == 409 and "已经有了改动" in answer.text
    assert plan(issue_id, office, supervisor).status_code == 303  # the page shown with it knows the newest


def test_ticked_proposals_are_put_in_or_dismissed(client, office):
    order_ids = lifts(office)
    issue_id, supervisor = marked(office, order_ids[:1]), client("supervisor")
    proposed = page(supervisor.get(f"/issues/{issue_id}")).select("#proposed [name=pick]")
    assert {int(tick["value"]) for tick in proposed} == set(order_ids[1:])
    for action, pick in (("add", order_ids[1]), ("dismiss", order_ids[2])):
        assert supervisor.post(f"/issues/{issue_id}/orders", data={"action": action, "pick": pick}).status_code == 303
    found = issue_page(issue_id, by=office.supervisor, now=office.now)
    assert found.total == 2 and found.proposed == ()
    assert "还没有选择工单" in supervisor.post(
        f"/issues/{issue_id}/orders", data={"action": "add"}, follow_redirects=True).text
    assert supervisor.post(f"/issues/{issue_id}/orders", data={"action": "burn"}).status_code == 400


def test_a_selection_of_the_list_becomes_an_issue_or_joins_one(client, office):
    order_ids, supervisor = lifts(office), client("supervisor")
    picks = ",".join(f"{one}-1" for one in order_ids)
    data = {"picks": picks, "submission_key": "k1", "issue_id": "", "name": "", "marks": []}
    refused = supervisor.post("/orders/bulk/issue", data=data)
    assert refused.status_code == 422 and "请给突出问题起一个名称" in refused.text
    assert supervisor.post("/orders/bulk/issue", data=data | {"name": "电梯", "marks": ["public"]}).status_code == 303
    (row,) = page(supervisor.get("/issues/tracked")).select("tbody tr")
    assert row.th.a.get_text() == "电梯" and "3" in row.get_text()
    issue_id = int(row.th.a["href"].rsplit("/", 1)[1])
    other = office.register()
    supervisor.post("/orders/bulk/issue", data={"picks": f"{other}-1", "submission_key": "k2", "issue_id": issue_id})
    assert issue_page(issue_id, by=office.supervisor, now=office.now).total == 4
    assert client("dispatcher").post("/orders/bulk/issue", data=data).status_code == 403


def test_the_list_is_narrowed_to_an_issues_orders_by_who_may_follow_it(client, office):
    issue_id = marked(office)
    office.register()
    assert len(page(client("supervisor").get(f"/orders/?issue_id={issue_id}")).select(".order-link")) == 3
    assert "issue_id" not in client("dispatcher").get("/orders/").text


def test_a_phone_is_masked_and_a_confidential_caller_hidden(client, office):
    order_ids = lifts(office)
    secret = office.register(title="温小姐反映电梯停运无人维修", content=LIFTS[2][1], is_confidential=True)
    issue_id, supervisor = marked(office, [*order_ids, secret]), client("supervisor")
    for address in ("/issues/", f"/issues/{issue_id}", f"/issues/new?ids={secret}"):
        text = supervisor.get(address).text
        assert "13812345678" not in text and "13900000000" not in text and "温小姐" not in text
