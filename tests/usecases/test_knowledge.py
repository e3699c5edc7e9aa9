"""知识库 as it is lived: a unit writes, a second person publishes, others use it, and nothing of it is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.office import order
from tracker.domain.knowledge import ArticleKind, ArticleMove, ArticleState
from tracker.domain.knowledge_text import UsePlace, Validity, Writing
from tracker.domain.refusals import (
    AlreadyDone,
    Invalid,
    InvalidEntries,
    NotFound,
    NotPermitted,
    OutOfTurn,
    Refusal,
    Stale,
)
from tracker.reads import knowledge_waiting
from tracker.reads.article_page import article_page, writable
from tracker.reads.knowledge_list import OFFICE, Filters, article_list
from tracker.reads.knowledge_lookup import knowledge_lookup
from tracker.store.db import db
from tracker.store.models import Article, ArticleUse, ArticleVersion, KnowledgeReminder
from tracker.usecases.change_article import change_article
from tracker.usecases.drop_revision import drop_revision
from tracker.usecases.remind_expiring_articles import Reminded, remind_expiring_articles
from tracker.usecases.review_article import publish_article, reject_article
from tracker.usecases.submit_article import submit_article, take_back_article
from tracker.usecases.use_article import use_article
from tracker.usecases.withdraw_article import withdraw_article
from tracker.usecases.write_article import write_article

FUMES = Writing(
    kind=ArticleKind.ARTICLE, title="餐饮油烟扰民怎样处理", question="楼下烧烤店油烟大找谁",
    keywords="油烟 烧烤", body="餐饮油烟由城市管理部门受理。\n\n现场核查后责令限期整改。", matter_code="environment.fumes",
    legal_basis="《中华人民共和国大气污染防治法》第一百一十八条", valid_from=date(2026, 1, 1),
)


def article(article_id):
    db.session.expire_all()
    return db.session.get(Article, article_id)


def published(office, now, writing=FUMES, by=None):
    article_id = write_article(writing, by=by or office.market, now=now)
    submit_article(article_id, by=by or office.market, now=now)
    publish_article(article_id, by=office.reviewer, now=now)
    return article_id


def titles(office_actor, now, **filters):
    found = article_list(Filters(**filters), by=office_actor, now=now)
    return ["".join(text for text, _hit in row.title) for row in found.rows]


def test_a_draft_is_its_units_own_until_it_is_handed_in(store_office, now):
    article_id = write_article(FUMES, by=store_office.market, now=now)
    for other in (store_office.housing, store_office.operator, store_office.reviewer, store_office.caller_back):
        with pytest.raises(NotFound):
            article_page(article_id, by=other, now=now)
        assert titles(other, now, tab="draft") == []
    assert titles(store_office.market, now, tab="draft") == [FUMES.title]
    submit_article(article_id, by=store_office.market, now=now)
    assert titles(store_office.reviewer, now, tab="to_review") == [FUMES.title]
    assert titles(store_office.housing, now, tab="to_review") == []
    publish_article(article_id, by=store_office.reviewer, now=now)
    for reader in (store_office.housing, store_office.operator, store_office.caller_back, store_office.supervisor):
        assert titles(reader, now) == [FUMES.title]
    with pytest.raises(NotPermitted):
        article_page(article_id, by=store_office.administrator, now=now)


def test_only_the_own_unit_writes_and_only_reviewers_publish(store_office, now):
    article_id = published(store_office, now)
    with pytest.raises(NotPermitted):
        change_article(article_id, FUMES, by=store_office.housing, now=now)
    with pytest.raises(NotPermitted):
        write_article(FUMES, by=store_office.caller_back, now=now)
    change_article(article_id, FUMES, by=store_office.market, now=now)
    submit_article(article_id, by=store_office.market, now=now)
    for other in (store_office.market, store_office.operator):
        with pytest.raises(NotPermitted):
            publish_article(article_id, by=other, now=now)


def test_four_eyes_a_reviewer_does_not_publish_what_the_reviewer_wrote(store_office, now):
    article_id = write_article(FUMES, by=store_office.reviewer, now=now)
    submit_article(article_id, by=store_office.reviewer, now=now)
    with pytest.raises(NotPermitted, match="另一位审核人员"):
        publish_article(article_id, by=store_office.reviewer, now=now)
    assert knowledge_waiting.to_review(by=store_office.reviewer) == 0
    assert knowledge_waiting.to_review(by=store_office.supervisor) == 1
    publish_article(article_id, by=store_office.supervisor, now=now)
    assert article(article_id).state is ArticleState.PUBLISHED


def test_handing_in_for_a_colleague_makes_one_a_writer_too(store_office, now):
    article_id = write_article(FUMES, by=store_office.operator, now=now)
    submit_article(article_id, by=store_office.supervisor, now=now)  # both are the office's
    with pytest.raises(NotPermitted):
        publish_article(article_id, by=store_office.supervisor, now=now)
    publish_article(article_id, by=store_office.reviewer, now=now)


def test_after_publication_the_slate_is_clean(store_office, now):
    """Who wrote the first version may review somebody else's second."""
    article_id = write_article(FUMES, by=store_office.reviewer, now=now)
    submit_article(article_id, by=store_office.reviewer, now=now)
    publish_article(article_id, by=store_office.supervisor, now=now)
    change_article(article_id, replace(FUMES, body="新的内容"), by=store_office.operator, now=now)
    submit_article(article_id, by=store_office.operator, now=now)
    publish_article(article_id, by=store_office.reviewer, now=now)
    assert article(article_id).version == 2


def test_a_revision_leaves_the_published_text_in_force_until_it_is_published(store_office, now):
    article_id = published(store_office, now)
    change_article(article_id, replace(FUMES, body="餐饮油烟由城市管理部门受理。\n\n逾期不改的依法处罚。"),
                   by=store_office.market, now=now)
    seen = article_page(article_id, by=store_office.housing, now=now)
    assert seen.shown.body == FUMES.body and seen.draft is None and seen.story == ()
    own = article_page(article_id, by=store_office.market, now=now)
    assert own.draft.body.endswith("逾期不改的依法处罚。") and own.state is ArticleState.DRAFT
    assert [(line.kind, line.text) for line in own.pending.lines if line.kind != "same"] == [
        ("gone", "现场核查后责令限期整改。"), ("new", "逾期不改的依法处罚。")]
    submit_article(article_id, by=store_office.market, now=now)
    publish_article(article_id, by=store_office.reviewer, now=now)
    seen = article_page(article_id, by=store_office.housing, now=now)
    assert seen.shown.body.endswith("逾期不改的依法处罚。")
    assert [version.version for version in seen.versions] == [2, 1]
    assert seen.versions[1].text.body == FUMES.body  # what last year's answer was taken from
    assert [line.text for line in seen.versions[0].changes.lines if line.kind == "new"] == ["逾期不改的依法处罚。"]


def test_a_changed_title_or_last_day_is_named_beside_the_text(store_office, now):
    article_id = published(store_office, now)
    change_article(article_id, replace(FUMES, title="餐饮油烟怎样投诉", valid_to=date(2026, 12, 31)),
                   by=store_office.market, now=now)
    pending = article_page(article_id, by=store_office.market, now=now).pending
    assert pending.fields == (
        ("标题", "餐饮油烟扰民怎样处理", "餐饮油烟怎样投诉"), ("失效日期", "", "2026-12-31"))


def test_a_rejected_draft_goes_back_with_the_reason_and_what_was_in_force_stays(store_office, now):
    article_id = published(store_office, now)
    change_article(article_id, replace(FUMES, body="写错了"), by=store_office.market, now=now)
    submit_article(article_id, by=store_office.market, now=now)
    with pytest.raises(Invalid):
        reject_article(article_id, reason=" ", by=store_office.reviewer, now=now)
    reject_article(article_id, reason="缺少依据", by=store_office.reviewer, now=now)
    own = article_page(article_id, by=store_office.market, now=now)
    assert own.state is ArticleState.DRAFT and own.rejection.reason == "缺少依据"
    assert own.shown.body == FUMES.body
    drop_revision(article_id, by=store_office.market, now=now)
    assert (article(article_id).state, article(article_id).body) == (ArticleState.PUBLISHED, FUMES.body)


def test_what_was_handed_in_is_not_changed_but_taken_back(store_office, now):
    article_id = write_article(FUMES, by=store_office.market, now=now)
    submit_article(article_id, by=store_office.market, now=now)
    with pytest.raises(OutOfTurn):
        change_article(article_id, FUMES, by=store_office.market, now=now)
    take_back_article(article_id, by=store_office.market, now=now)
    change_article(article_id, FUMES, by=store_office.market, now=now)
    with pytest.raises(NotFound):  # again nobody's business but the unit's
        publish_article(article_id, by=store_office.reviewer, now=now)


def test_a_withdrawn_article_is_gone_at_once_and_comes_back_through_review(store_office, now):
    article_id = published(store_office, now)
    change_article(article_id, FUMES, by=store_office.market, now=now)  # even with a revision under way
    withdraw_article(article_id, reason="政策已废止", by=store_office.supervisor, now=now)
    assert titles(store_office.operator, now) == [] == titles(store_office.housing, now)
    with pytest.raises(NotFound):
        article_page(article_id, by=store_office.housing, now=now)
    with pytest.raises(NotFound):
        use_article(article_id, UsePlace.REPLY, by=store_office.market, now=now)
    assert titles(store_office.market, now, tab="withdrawn") == [FUMES.title]
    change_article(article_id, FUMES, by=store_office.market, now=now)
    submit_article(article_id, by=store_office.market, now=now)
    assert titles(store_office.operator, now) == []
    publish_article(article_id, by=store_office.reviewer, now=now)
    assert titles(store_office.operator, now) == [FUMES.title]
    assert article(article_id).version == 2


def test_every_step_is_told_with_its_actor(store_office, now):
    article_id = published(store_office, now)
    withdraw_article(article_id, reason="政策已废止", by=store_office.market, now=now)
    told = [(step.move, step.who, step.reason)
            for step in article_page(article_id, by=store_office.market, now=now).story]
    assert told == [
        (ArticleMove.WRITE, store_office.market.name, ""), (ArticleMove.SUBMIT, store_office.market.name, ""),
        (ArticleMove.PUBLISH, store_office.reviewer.name, ""),
        (ArticleMove.WITHDRAW, store_office.market.name, "政策已废止")]


def test_a_page_that_knew_an_older_text_is_told_so(store_office, now):
    article_id = write_article(FUMES, by=store_office.market, now=now)
    opened = writable(article_id, by=store_office.market)
    change_article(article_id, FUMES, revision=opened.revision, by=store_office.market, now=now)
    with pytest.raises(Stale):
        change_article(article_id, FUMES, revision=opened.revision, by=store_office.market, now=now)


def test_a_form_sent_twice_makes_one_article(store_office, now):
    write_article(FUMES, submission_key="once", by=store_office.market, now=now)
    with pytest.raises(AlreadyDone):
        write_article(FUMES, submission_key="once", by=store_office.market, now=now)
    assert titles(store_office.market, now, tab="draft") == [FUMES.title]


def test_what_cannot_be_taken_names_its_fields(store_office, now):
    with pytest.raises(InvalidEntries) as refused:
        write_article(replace(FUMES, title="", matter_code="nonsense"), by=store_office.market, now=now)
    assert [problem.field for problem in refused.value.problems] == ["title", "matter_code"]


def test_an_article_whose_last_day_has_passed_is_not_published(store_office, now):
    article_id = write_article(replace(FUMES, valid_to=date(2026, 3, 8)), by=store_office.market, now=now)
    submit_article(article_id, by=store_office.market, now=now)
    with pytest.raises(Invalid, match="失效日期已过"):
        publish_article(article_id, by=store_office.reviewer, now=now)


@pytest.mark.parametrize(("table", "change"), [
    ("article_version", "body = 'x'"), ("article_step", "reason = 'x'"), ("article_use", "version = 9"),
])
def test_the_database_itself_keeps_versions_steps_and_uses(store_office, now, table, change):
    article_id = published(store_office, now)
    use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=now)
    for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(sa.text(statement))


def test_uses_are_counted_once_an_order_and_by_version(store_office, now):
    article_id, order_id = published(store_office, now), store_office.travelled("contacted")
    assert use_article(article_id, UsePlace.REPLY, order_id=order_id, by=store_office.market, now=now) == 1
    assert use_article(article_id, UsePlace.REPLY, order_id=order_id, by=store_office.market, now=now) == 1
    assert use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=now) == 2
    assert use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=now) == 3  # another caller
    page = article_page(article_id, by=store_office.operator, now=now)
    assert page.uses == {UsePlace.REPLY: 1, UsePlace.INTAKE: 2} and page.last_used_at == now
    change_article(article_id, replace(FUMES, body="第二版"), by=store_office.market, now=now)
    submit_article(article_id, by=store_office.market, now=now)
    publish_article(article_id, by=store_office.reviewer, now=now)
    use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=now)
    page = article_page(article_id, by=store_office.operator, now=now)
    assert {version.version: version.uses for version in page.versions} == {1: 3, 2: 1}
    assert article_list(Filters(), by=store_office.operator, now=now).rows[0].uses == 4


def test_nobody_counts_a_use_for_a_foreign_order(store_office, now):
    article_id, order_id = published(store_office, now), store_office.travelled("contacted")
    with pytest.raises(NotFound):
        use_article(article_id, UsePlace.REPLY, order_id=order_id, by=store_office.housing, now=now)
    assert db.session.scalar(select(sa.func.count()).select_from(ArticleUse)) == 0


def test_an_expired_text_is_found_with_its_mark_and_not_used(store_office, now):
    article_id = published(store_office, now, replace(FUMES, valid_to=date(2026, 3, 9)))
    use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=now)  # the last day counts
    tomorrow = now + timedelta(days=1)
    with pytest.raises(Refusal, match="有效期"):
        use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=tomorrow)
    row = knowledge_lookup("油烟", by=store_office.operator, now=tomorrow).offers[0].row
    assert (row.validity, row.is_insertable) == (Validity.EXPIRED, False)
    assert titles(store_office.operator, tomorrow, tab="expired") == [FUMES.title]


def test_a_coming_text_is_not_used_before_its_first_day(store_office, now):
    article_id = published(store_office, now, replace(FUMES, valid_from=date(2026, 4, 1)))
    with pytest.raises(Invalid):
        use_article(article_id, UsePlace.INTAKE, by=store_office.operator, now=now)


@pytest.mark.parametrize("typed", ["烟", "油烟", "烧烤店", "油烟 整改", "ＥＴＣ", "etc"])
def test_search_by_one_two_and_more_characters(store_office, now, typed):
    published(store_office, now, replace(FUMES, body=FUMES.body + "ETC 退费另行办理。"))
    published(store_office, now, replace(FUMES, title="停车收费", question="", keywords="", body="按价目表收费。"))
    offers = knowledge_lookup(typed, by=store_office.operator, now=now).offers
    assert ["".join(text for text, _hit in offer.row.title) for offer in offers] == [FUMES.title]
    row = offers[0].row
    assert any(is_hit for _text, is_hit in row.title + row.snippet) or typed == "烧烤店"  # stands in the question


@pytest.mark.parametrize("typed", ["%", "_", "\\", "无此事", "油烟 停车"])
def test_signs_are_no_wildcards_and_every_word_counts(store_office, now, typed):
    published(store_office, now)
    assert knowledge_lookup(typed, by=store_office.operator, now=now).offers == ()


def test_a_whole_question_finds_the_nearest_article(store_office, now):
    published(store_office, now)
    published(store_office, now, replace(FUMES, title="停车收费", question="", keywords="", body="按价目表收费。"))
    offers = knowledge_lookup("楼上油烟太大怎么处理", by=store_office.operator, now=now).offers
    assert ["".join(text for text, _hit in offer.row.title) for offer in offers] == [FUMES.title]


def test_the_better_place_comes_first(store_office, now):
    published(store_office, now, replace(FUMES, title="其他", keywords="", question="", body="顺带提到公积金。"))
    published(store_office, now, replace(FUMES, title="公积金提取"))
    published(store_office, now, replace(FUMES, title="住房", keywords="公积金"))
    assert titles(store_office.operator, now, q="公积金") == ["公积金提取", "住房", "其他"]


def test_a_draft_is_never_looked_up(store_office, now):
    article_id = published(store_office, now)
    change_article(article_id, replace(FUMES, body="机密草稿"), by=store_office.market, now=now)
    assert knowledge_lookup("机密", by=store_office.market, now=now).offers == ()


def test_without_words_the_orders_matter_suggests(store_office, now):
    published(store_office, now)
    order_id = store_office.travelled("contacted", matter_code="environment.fumes")
    found = knowledge_lookup("", order_id=order_id, by=store_office.market, now=now)
    assert found.is_suggested and len(found.offers) == 1
    assert knowledge_lookup("", matter_code="labour.wages", by=store_office.operator, now=now).offers == ()


def test_what_the_order_knows_is_filled_into_the_text(store_office, now):
    published(store_office, now, replace(
        FUMES, kind=ArticleKind.STANDARD_TEXT, body="您的工单{工单编号}已由{主办单位}办理。{今天}"))
    order_id = store_office.travelled("contacted")
    body = knowledge_lookup("油烟", order_id=order_id, by=store_office.market, now=now).offers[0].body
    assert body == f"您的工单{order(order_id).number}已由区市场监督管理局办理。2026年3月9日"
    at_intake = knowledge_lookup("油烟", by=store_office.operator, now=now).offers[0].body
    assert at_intake == "您的工单{工单编号}已由{主办单位}办理。2026年3月9日"


def test_the_list_is_narrowed_by_unit_kind_and_matter(store_office, now):
    published(store_office, now)
    published(store_office, now, replace(FUMES, kind=ArticleKind.STANDARD_TEXT, title="开头语", matter_code=None),
              by=store_office.operator)
    everybody = store_office.caller_back
    assert titles(everybody, now, kind=ArticleKind.STANDARD_TEXT) == ["开头语"]
    assert titles(everybody, now, unit=OFFICE) == ["开头语"]
    assert titles(everybody, now, unit=str(store_office.units["区市场监督管理局"])) == [FUMES.title]
    assert titles(everybody, now, matter_code="environment") == [FUMES.title]  # with what stands below it


def test_reminders_are_told_once_for_each_last_day(store_office, now):
    article_id = published(store_office, now, replace(FUMES, valid_to=date(2026, 3, 31)))
    published(store_office, now, replace(FUMES, title="长期有效"))
    assert remind_expiring_articles(now=now) == Reminded(0, 0)  # 22 days before
    near = now + timedelta(days=8)
    assert remind_expiring_articles(now=near) == Reminded(1, 0)
    assert remind_expiring_articles(now=near + timedelta(days=1)) == Reminded(0, 0)
    for who, count in ((store_office.market, 1), (store_office.reviewer, 1), (store_office.housing, 0)):
        assert knowledge_waiting.to_renew(by=who) == count
    change_article(article_id, replace(FUMES, valid_to=date(2026, 4, 30)), by=store_office.market, now=near)
    submit_article(article_id, by=store_office.market, now=near)
    publish_article(article_id, by=store_office.reviewer, now=near)
    assert knowledge_waiting.to_renew(by=store_office.market) == 0  # renewed
    assert remind_expiring_articles(now=now + timedelta(days=40)) == Reminded(1, 0)
    assert db.session.scalar(select(sa.func.count()).select_from(KnowledgeReminder)) == 2


def test_the_version_keeps_who_handed_in_and_who_reviewed(store_office, now):
    article_id = published(store_office, now)
    version = db.session.scalar(select(ArticleVersion).where(ArticleVersion.article_id == article_id))
    assert (version.submitted_by, version.reviewed_by) == (store_office.market.name, store_office.reviewer.name)
    assert (version.submitted_at, version.reviewed_at) == (now, now)
