"""通知: the count on every page, reading, and that nobody reads another's."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.office import HOUSING, MARKET
from tests.receivers import configured
from tests.usecases.test_notices import SERVER, give_address
from tracker.domain.words import Part
from tracker.store.db import db, transaction
from tracker.store.models import Assignment, Notice, Person, WorkOrder
from tracker.usecases.review_reply import send_back_reply


@pytest.fixture
def client(app, office):
    def signed_in(name):
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        assert answer.status_code == 302
        return client

    return signed_in


def notice_of(name, order_id):
    wanted = select(Notice.id).join(Person).where(Person.sign_in_name == name, Notice.order_id == order_id)
    return db.session.scalars(wanted.order_by(Notice.id.desc())).first()


def unread(name):
    wanted = select(sa.func.count()).select_from(Notice).join(Person).where(
        Person.sign_in_name == name, Notice.read_at.is_(None))
    return db.session.scalar(wanted)


def test_an_empty_inbox_says_what_will_come(client):
    page = client("handler0").get("/inbox/").text
    assert "没有未读通知" in page and "派单、退回修改、到期提醒" in page
    assert "还没有通知" in client("handler0").get("/inbox/?all=1").text


def test_the_count_stands_on_every_page_and_on_the_phones_bar(client, office):
    order_id = office.travelled("dispatched")
    desk = client("handler0")
    for address in ("/unit", "/orders/", f"/orders/{order_id}", "/me/password", "/inbox/"):
        assert "通知，1 条未读" in desk.get(address).text, address
    assert "条未读" not in client("handler1").get("/unit").text


def test_a_notice_says_what_happened_and_leads_to_its_order(client, office):
    order_id = office.travelled("dispatched")
    desk = client("handler0")
    page = desk.get("/inbox/").text
    assert "派单至主办 区市场监督管理局，协办 无，答复期限 2026-03-30 17:30" in page
    assert "MJ202603090001" in page and "夜间烧烤油烟扰民" in page and "派单员" in page
    answer = desk.get(f"/inbox/{notice_of('handler0', order_id)}")
    assert answer.status_code == 302 and answer.location == f"/orders/{order_id}"
    assert unread("handler0") == 0
    assert "没有未读通知" in desk.get("/inbox/").text
    assert "已读" in desk.get("/inbox/?all=1").text


def test_opening_one_reads_what_else_was_told_of_the_order_and_nothing_more(client, office, now):
    order_id, other = office.travelled("replied"), office.travelled("dispatched")
    send_back_reply(order_id, reason="请写明依据", by=office.reviewer, now=now + timedelta(hours=30))
    assert unread("handler0") == 2
    client("handler0").get(f"/inbox/{notice_of('handler0', order_id)}")
    assert db.session.scalars(select(Notice.order_id).where(Notice.read_at.is_(None))).all() == [other]


def test_another_persons_notice_does_not_exist(client, office):
    order_id = office.travelled("dispatched")
    notice_id = notice_of("handler0", order_id)
    for name in ("handler1", "supervisor", "administrator"):
        answer = client(name).get(f"/inbox/{notice_id}")
        assert answer.status_code == 404 and "没有找到这条通知" in answer.text
    assert client("handler0").get("/inbox/999999").status_code == 404
    assert unread("handler0") == 1


def test_all_is_read_but_what_came_after_the_page_was_shown(client, office):
    for _ in range(3):
        office.travelled("dispatched")
    shown = notice_of("handler0", office.travelled("dispatched"))
    office.travelled("dispatched")
    desk = client("handler0")
    answer = desk.post("/inbox/read-all", data={"up_to": shown}, follow_redirects=True)
    assert "已将 4 条通知标为已读。" in answer.text
    assert unread("handler0") == 1


def test_reading_all_leaves_others_theirs(client, office):
    order_id = office.register()
    office.dispatch(order_id, MARKET, (HOUSING,))
    client("handler0").post("/inbox/read-all", data={"up_to": 999999})
    assert (unread("handler0"), unread("handler1")) == (0, 1)


def test_many_are_paged_and_a_page_too_far_is_the_last(client, office):
    for _ in range(35):
        office.travelled("dispatched")
    desk = client("handler0")
    assert "第 1–30 条，共 35 条" in desk.get("/inbox/").text
    for page in (2, 99):
        assert "第 31–35 条，共 35 条" in desk.get(f"/inbox/?page={page}").text


def test_thirty_notices_cost_no_query_more_than_one(client, office):
    def questions():
        count = 0

        def counting(*_):
            nonlocal count
            count += 1

        sa.event.listen(db.engine, "before_cursor_execute", counting)
        try:
            assert desk.get("/inbox/").status_code == 200
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", counting)
        return count

    desk = client("handler0")
    office.travelled("dispatched")
    few = questions()
    for _ in range(30):
        office.travelled("dispatched")
    assert questions() == few


def test_a_confidential_order_shows_its_number_alone(client, office):
    order_id = office.travelled("dispatched")
    with transaction() as session:
        session.get(WorkOrder, order_id).is_confidential = True
    page = client("handler0").get("/inbox/").text
    assert "MJ202603090001" in page and "保密工单" in page and "烧烤" not in page


def test_a_unit_that_is_out_of_it_is_not_shown_the_title_any_more(client, office, now):
    order_id = office.register()
    office.dispatch(order_id, MARKET, (HOUSING,))
    with transaction() as session:
        session.scalar(select(Assignment).where(Assignment.part == Part.CO)).ended_at = now
    page = client("handler1").get("/inbox/").text
    assert "MJ202603090001" in page and "已不在您的办理范围" in page and "烧烤" not in page
    answer = client("handler1").get(f"/inbox/{notice_of('handler1', order_id)}", follow_redirects=True)
    assert answer.status_code == 200 and "已不在您的办理范围，不能再查看" in answer.text and unread("handler1") == 0


def test_mail_is_everybodys_own_choice(app, client, office):
    with configured(app, mail=SERVER):
        desk = client("handler0")
        assert "还没有登记邮箱" in desk.get("/inbox/").text
        give_address("handler0", "market@example.gov.cn")
        assert "通知同时发到 market@example.gov.cn" in desk.get("/inbox/").text
        answer = desk.post("/inbox/mail", data={"wants_mail": "0"}, follow_redirects=True)
        assert "不再发到您的邮箱" in answer.text and "同时发邮件" in answer.text
        assert db.session.scalar(select(Person.wants_mail).where(Person.sign_in_name == "handler0")) is False
        assert "通知同时发到" in desk.post("/inbox/mail", data={"wants_mail": "1"}, follow_redirects=True).text
    assert "邮件通知" not in client("handler0").get("/inbox/").text  # where the house sends none
