"""我的代理 over HTTP: naming, the queue that appears, ending, and whose page it is."""

from datetime import timedelta

import pytest

from tracker import clock


def entry(office, **changes):
    today = clock.now().astimezone(clock.LOCAL).date()
    return {
        "deputy_id": str(office.operator.id), "from_on": today.isoformat(),
        "to_on": (today + timedelta(days=4)).isoformat(), "reason": "年休假",
    } | changes


def test_naming_opens_the_queue_and_ending_closes_it(client, office):
    person, deputy = client("dispatcher"), client("operator")
    assert deputy.get("/to-dispatch").status_code == 403
    assert person.post("/me/deputies", data=entry(office)).location == "/me/deputies"
    assert "代理中" in person.get("/me/deputies").text
    page = deputy.get("/to-dispatch")
    assert page.status_code == 200 and "代 派单员" in page.text
    assert "署名“话务员（代派单员）”" in deputy.get("/me/deputies").text
    number = person.get("/me/deputies").text.split("/deputies/")[-1].split("/end")[0]
    assert deputy.post(f"/deputies/{number}/end").status_code == 403
    assert person.post(f"/deputies/{number}/end").status_code == 302
    assert deputy.get("/to-dispatch").status_code == 403
    assert person.post(f"/deputies/{number}/end").status_code == 409


@pytest.mark.parametrize(("changes", "words"), [
    ({"deputy_id": ""}, "请选择一项"),
    ({"to_on": "2020-01-01"}, "结束日期不能早于开始日期"),
    ({"from_on": "2020-01-01"}, "代理不能补办"),
    ({"from_on": ""}, "请填写此项"),
])
def test_what_cannot_be_is_said_beside_the_field(client, office, changes, words):
    answer = client("dispatcher").post("/me/deputies", data=entry(office, **changes))
    assert answer.status_code == 422 and words in answer.text
    assert "指定过的代理人" not in answer.text


def test_the_security_manager_names_a_deputy_for_somebody_absent(client, office):
    desk, address = client("security_manager"), f"/people/{office.dispatcher.id}/deputies"
    assert address in desk.get(f"/people/{office.dispatcher.id}/access").text
    assert desk.post(address, data=entry(office)).location == address
    page = desk.get(address).text
    number = page.split("/deputies/")[-1].split("/end")[0]
    assert desk.post(f"/deputies/{number}/end").location == address
    assert client("operator").get(address).status_code == 403
    assert "没有可以指定的代理人" in desk.get("/me/deputies").text
