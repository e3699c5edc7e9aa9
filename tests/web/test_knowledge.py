"""The knowledge base over HTTP: who gets in, what is said, nothing half-written."""

from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select

from tests.usecases.test_knowledge import FUMES, published
from tracker.store.db import db
from tracker.store.models import Article, ArticleUse
from tracker.usecases.submit_article import submit_article
from tracker.usecases.write_article import write_article


@pytest.fixture
def client(app, office):
    def signed_in(name):
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        assert answer.status_code == 302
        return client

    return signed_in


ENTRY = {
    "kind": "article", "title": "居民用水报装", "body": "凭身份证到营业厅办理。", "valid_from": "2026-01-01",
    "keywords": "用水 报装", "submission_key": "k1",
}


def test_from_the_draft_to_the_reader(client, office):
    desk = client("handler0")
    written = desk.post("/knowledge/new", data=ENTRY)
    assert written.status_code == 302
    page = written.location
    assert client("operator").get(page).status_code == 404
    shown = desk.get(page).text
    assert "草稿" in shown and "凭身份证到营业厅办理。" in shown
    assert desk.post(f"{page}/submit", data={"revision": 1}).status_code == 302
    reviewer = client("reviewer")
    assert "居民用水报装" in reviewer.get("/knowledge/to-review", follow_redirects=True).text
    assert reviewer.post(f"{page}/publish", data={"revision": 2, "note": "可以"}).status_code == 302
    marked = client("callback").get("/knowledge/?q=报装").text
    assert "居民用水<mark>报装</mark>" in marked


def test_the_menu_counts_what_waits_for_review(client, office, now):
    article_id = write_article(FUMES, by=office.market, now=now)
    submit_article(article_id, by=office.market, now=now)
    assert "待审核知识" in client("reviewer").get("/knowledge/").text
    assert "待审核知识" not in client("operator").get("/knowledge/").text
    assert client("operator").get("/knowledge/to-review").status_code == 403


@pytest.mark.parametrize(("entry", "words"), [
    ({"title": ""}, "请填写此项"), ({"body": "  "}, "请填写正文"), ({"title": "长" * 101}, "最多 100 个字"),
    ({"valid_to": "2025-12-31"}, "失效日期不能早于生效日期"), ({"matter_code": "nonsense"}, "有效"),
])
def test_what_cannot_be_taken_is_said_and_writes_nothing(client, entry, words):
    answer = client("handler0").post("/knowledge/new", data=ENTRY | entry)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalar(select(Article.id)) is None


def test_who_may_not(client, office, now):
    article_id = published(office, now)
    assert client("administrator").get("/knowledge/").status_code == 403
    assert client("callback").get("/knowledge/new").status_code == 403
    assert client("handler1").get(f"/knowledge/{article_id}/edit").status_code == 403
    assert client("operator").post(f"/knowledge/{article_id}/publish", data={"revision": 1}).status_code == 403
    assert client("handler1").post(f"/knowledge/{article_id}/withdraw",
                                   data={"withdraw_revision": 3, "withdraw_reason": "x"}).status_code == 403


def test_a_rejection_needs_its_reason_and_reaches_the_writer(client, office, now):
    article_id = write_article(FUMES, by=office.market, now=now)
    submit_article(article_id, by=office.market, now=now)
    reviewer = client("reviewer")
    empty = reviewer.post(f"/knowledge/{article_id}/reject", data={"reject_revision": 2, "reject_reason": ""})
    assert empty.status_code == 422 and "请填写此项" in empty.text
    told = reviewer.post(f"/knowledge/{article_id}/reject", data={"reject_revision": 2, "reject_reason": "缺少依据"})
    assert told.status_code == 302
    shown = client("handler0").get(f"/knowledge/{article_id}").text
    assert "被退回修改" in shown and "缺少依据" in shown


def test_a_page_that_is_out_of_date_loses_nothing(client, office, now):
    article_id = write_article(FUMES, by=office.market, now=now)
    desk = client("handler0")
    entry = ENTRY | {"revision": 1, "body": "甲写的内容"}
    assert desk.post(f"/knowledge/{article_id}/edit", data=entry).status_code == 302
    late = desk.post(f"/knowledge/{article_id}/edit", data=entry | {"body": "乙写的内容"})
    assert late.status_code == 409 and "已经有人改过" in late.text and "乙写的内容" in late.text


def test_versions_are_shown_with_their_differences(client, office, now):
    article_id = published(office, now)
    desk = client("handler0")
    desk.post(f"/knowledge/{article_id}/edit", data=ENTRY | {"revision": 3, "body": "由城管受理。", "title": FUMES.title})
    pending = desk.get(f"/knowledge/{article_id}").text
    assert "<ins>由城管受理。</ins>" in pending and "<del>餐饮油烟由城市管理部门受理。</del>" in pending
    assert "由城管受理。" not in client("operator").get(f"/knowledge/{article_id}").text
    desk.post(f"/knowledge/{article_id}/submit", data={"revision": 4})
    client("reviewer").post(f"/knowledge/{article_id}/publish", data={"revision": 5})
    seen = client("operator").get(f"/knowledge/{article_id}").text
    assert "与上一版的区别" in seen and "第 2 版" in seen


def test_the_look_up_offers_and_counts(client, office, now):
    article_id, order_id = published(office, now), office.travelled("contacted")
    desk = client("handler0")
    assert 'id="knowledge-q"' in desk.get(f"/orders/{order_id}").text
    found = desk.get(f"/knowledge/lookup?place=reply&order_id={order_id}&knowledge_q=油烟").text
    assert "data-insert" in found and "现场核查后责令限期整改。" in found
    used = desk.post(f"/knowledge/{article_id}/use", data={"place": "reply", "order_id": order_id})
    assert used.status_code == 200 and used.text == "引用 1 次"
    use = db.session.scalar(select(ArticleUse))
    assert (use.order_id, use.version, use.person_id) == (order_id, 1, office.market.id)


def test_the_look_up_says_what_to_do_when_nothing_is_found(client, office):
    desk = client("operator")
    assert 'id="knowledge-q"' in desk.get("/orders/new").text
    assert "没有查到" in desk.get("/knowledge/lookup?place=intake&knowledge_q=天外").text
    assert "输入关键词" in desk.get("/knowledge/lookup?place=intake").text
    assert desk.get("/knowledge/lookup?place=nowhere").status_code == 400
    assert desk.post("/knowledge/1/use", data={"place": "nowhere"}).status_code == 400


def test_a_foreign_orders_number_is_not_found_through_the_look_up(client, office, now):
    order_id = office.travelled("contacted")
    assert client("handler1").get(f"/knowledge/lookup?place=reply&order_id={order_id}").status_code == 404


def test_markup_in_an_article_is_text(client, office, now):
    article_id = published(office, now, replace(FUMES, title="<b>粗</b>体", body="<script>alert(1)</script>"))
    for address in (f"/knowledge/{article_id}", "/knowledge/?q=粗", "/knowledge/lookup?place=reply&knowledge_q=粗"):
        page = client("operator").get(address).text
        assert "<b>" not in page and "<script>alert" not in page and "&lt;b&gt;" in page


def test_the_list_goes_out_and_comes_in_as_a_workbook(client, office, now):
    published(office, now)
    desk = client("handler1")
    out = desk.get("/knowledge/export?q=油烟")
    assert out.status_code == 200 and out.mimetype.endswith("sheet")
    assert desk.get("/knowledge/import/template").status_code == 200
    taken = desk.post("/knowledge/import", data={"file": (BytesIO(out.data), "知识库.xlsx")})
    assert taken.status_code == 303
    again = desk.post("/knowledge/import", data={"file": (BytesIO(out.data), "知识库.xlsx")})
    assert again.status_code == 422 and "第 2 行“标题”" in again.text
    assert client("callback").get("/knowledge/export").status_code == 403
