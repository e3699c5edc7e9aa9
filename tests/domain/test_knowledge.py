"""知识库: every move from every state, four eyes, validity to the day, search and comparison by example."""

from datetime import date
from itertools import product

import pytest

from tracker.domain import knowledge
from tracker.domain.knowledge import ArticleKind, ArticleMove, ArticleState, Standing, hindrance, offered
from tracker.domain.knowledge_search import Searched, marked, nearness, pairs_of, score, snippet, words_of
from tracker.domain.knowledge_text import Validity, Writing, filled, validity
from tracker.domain.permissions import GRANTS, Actor, Permission
from tracker.domain.refusals import NotPermitted, OutOfTurn
from tracker.domain.text_changes import Line, line_changes
from tracker.domain.words import Role

S, M = ArticleState, ArticleMove

LEADS_TO = {
    (None, M.WRITE): S.DRAFT,
    (S.DRAFT, M.EDIT): S.DRAFT, (S.DRAFT, M.SUBMIT): S.TO_REVIEW, (S.DRAFT, M.DROP): S.PUBLISHED,
    (S.DRAFT, M.WITHDRAW): S.WITHDRAWN,
    (S.TO_REVIEW, M.TAKE_BACK): S.DRAFT, (S.TO_REVIEW, M.PUBLISH): S.PUBLISHED, (S.TO_REVIEW, M.REJECT): S.DRAFT,
    (S.TO_REVIEW, M.WITHDRAW): S.WITHDRAWN,
    (S.PUBLISHED, M.REVISE): S.DRAFT, (S.PUBLISHED, M.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWN, M.REVISE): S.DRAFT,
}


@pytest.mark.parametrize(("state", "move"), list(product([None, *S], M)))
def test_every_pair_of_state_and_move(state, move):
    if (state, move) in LEADS_TO:
        assert knowledge.after(state, move) is LEADS_TO[state, move]
    else:
        with pytest.raises(OutOfTurn):
            knowledge.after(state, move)


def test_no_state_is_a_dead_end_and_each_is_reached():
    assert {origin for origin, _move in knowledge.MOVES} == {None, *S}
    assert set(knowledge.MOVES.values()) == set(S)


def test_a_text_reaches_its_readers_through_review_alone():
    """Publishing leads to PUBLISHED; DROP leads there too, but only back to what was published before."""
    assert {move for (_state, move), to in knowledge.MOVES.items() if to is S.PUBLISHED} == {M.PUBLISH, M.DROP}


OPERATOR = Actor(1, "话务员", frozenset({Role.OPERATOR}))
REVIEWER = Actor(2, "审核员", frozenset({Role.REVIEWER}))
MARKET = Actor(3, "市监局经办人", frozenset({Role.HANDLER}), 7, "区市场监督管理局")
HOUSING = Actor(4, "住建局经办人", frozenset({Role.HANDLER}), 8, "区住房和城乡建设局")
CALLBACK = Actor(5, "回访员", frozenset({Role.CALLBACK}))
ADMIN = Actor(6, "系统管理员", frozenset({Role.ADMINISTRATOR}))


def standing(state, department_id=7, writers=(3,), is_in_force=False):
    return Standing(state, department_id, is_in_force, frozenset(writers))


@pytest.mark.parametrize(("role", "sees", "writes", "reviews"), [
    (Role.OPERATOR, True, True, False), (Role.DISPATCHER, True, True, False), (Role.HANDLER, True, True, False),
    (Role.REVIEWER, True, True, True), (Role.CALLBACK, True, False, False), (Role.SUPERVISOR, True, True, True),
    (Role.ADMINISTRATOR, False, False, False),
])
def test_who_reads_writes_and_reviews(role, sees, writes, reviews):
    granted = GRANTS[role]
    assert (Permission.SEE_KNOWLEDGE in granted) is sees
    assert (Permission.WRITE_KNOWLEDGE in granted) is writes
    assert (Permission.REVIEW_KNOWLEDGE in granted) is reviews


def test_four_eyes_whoever_had_a_hand_in_the_draft_does_not_judge_it():
    own = standing(S.TO_REVIEW, None, writers=(1, 2))
    assert isinstance(hindrance(M.PUBLISH, own, REVIEWER), NotPermitted)
    assert isinstance(hindrance(M.REJECT, own, REVIEWER), NotPermitted)
    assert hindrance(M.PUBLISH, standing(S.TO_REVIEW, None, writers=(1,)), REVIEWER) is None


@pytest.mark.parametrize(("state", "by", "moves"), [
    (S.DRAFT, MARKET, {M.EDIT, M.SUBMIT, M.WITHDRAW}), (S.DRAFT, HOUSING, set()), (S.DRAFT, OPERATOR, set()),
    (S.TO_REVIEW, MARKET, {M.TAKE_BACK, M.WITHDRAW}), (S.TO_REVIEW, REVIEWER, {M.PUBLISH, M.REJECT, M.WITHDRAW}),
    (S.TO_REVIEW, HOUSING, set()),
    (S.PUBLISHED, MARKET, {M.REVISE, M.WITHDRAW}), (S.PUBLISHED, REVIEWER, {M.WITHDRAW}),
    (S.PUBLISHED, CALLBACK, set()), (S.PUBLISHED, ADMIN, set()),
    (S.WITHDRAWN, MARKET, {M.REVISE}), (S.WITHDRAWN, REVIEWER, set()),
])
def test_what_each_is_offered_on_a_units_article(state, by, moves):
    assert set(offered(standing(state), by)) == moves


def test_a_revision_can_be_dropped_where_something_is_in_force():
    assert M.DROP in offered(standing(S.DRAFT, is_in_force=True), MARKET)
    assert M.DROP not in offered(standing(S.DRAFT), MARKET)


@pytest.mark.parametrize(("today", "expected"), [
    (date(2026, 2, 28), Validity.COMING), (date(2026, 3, 1), Validity.VALID), (date(2026, 3, 15), Validity.VALID),
    (date(2026, 3, 16), Validity.EXPIRING), (date(2026, 3, 31), Validity.EXPIRING),
    (date(2026, 4, 1), Validity.EXPIRED),
])
def test_valid_from_the_first_day_through_the_last(today, expected):
    assert validity(date(2026, 3, 1), date(2026, 3, 31), today, 15) is expected


def test_what_has_no_end_never_expires():
    assert validity(date(2020, 1, 1), None, date(2099, 1, 1), 15) is Validity.VALID


@pytest.mark.parametrize(("changes", "fields"), [
    ({"title": " "}, ["title"]), ({"body": "\n \n"}, ["body"]), ({"title": "长" * 101}, ["title"]),
    ({"body": "长" * 10_001}, ["body"]), ({"valid_to": date(2025, 12, 31)}, ["valid_to"]), ({}, []),
])
def test_what_a_writer_must_enter(changes, fields):
    plain = {"kind": ArticleKind.ARTICLE, "title": "油烟扰民", "body": "由城管受理。", "valid_from": date(2026, 1, 1)}
    assert [problem.field for problem in Writing(**plain | changes).cleaned().problems()] == fields


def test_keywords_are_parted_by_whatever_the_writer_used():
    writing = Writing(ArticleKind.ARTICLE, "标题", "第一段 \r\n\r\n第二段\n\n", keywords="油烟，夜市、烧烤;  噪声")
    assert writing.cleaned().keywords == "油烟 夜市 烧烤 噪声"
    assert writing.cleaned().body == "第一段\n\n第二段"


ARTICLE = Searched("餐饮油烟扰民怎样投诉", "油烟 烧烤", "楼下饭店油烟大找谁", "餐饮油烟由城市管理部门处理。")


@pytest.mark.parametrize("typed", ["烟", "油烟", "油烟扰民", "油烟 城市管理", "饭店"])
def test_one_two_or_more_characters_are_found(typed):
    assert score(ARTICLE, words_of(typed)) > 0


def test_every_word_must_occur_and_the_title_weighs_most():
    assert score(ARTICLE, words_of("油烟 停车")) == 0
    in_title, in_body = Searched("停车收费", "", "", ""), Searched("其他", "", "", "停车收费")
    assert score(in_title, words_of("停车")) > score(in_body, words_of("停车"))
    assert score(Searched("医保", "", "", ""), words_of("医保")) > score(Searched("医保报销", "", "", ""), words_of("医保"))


def test_a_whole_question_finds_what_is_near_it():
    wanted = pairs_of(words_of("楼上油烟扰民怎么投诉"))
    assert score(ARTICLE, words_of("楼上油烟扰民怎么投诉")) == 0
    assert nearness(ARTICLE, wanted) > 0
    assert nearness(Searched("停车收费", "停车", "小区停车怎么收费", "按价目表收费。"), wanted) == 0
    assert pairs_of(words_of("烟")) == ()


def test_hits_are_marked():
    assert marked("油烟和油烟味", ["油烟"]) == (("油烟", True), ("和", False), ("油烟", True), ("味", False))
    assert marked("餐饮油烟", ["饮油", "油烟"]) == (("餐", False), ("饮油烟", True))
    assert marked("申请ETC退费", ["etc"]) == (("申请", False), ("ETC", True), ("退费", False))
    assert marked("没有", []) == (("没有", False),)


def test_a_snippet_shows_the_neighbourhood_of_the_hit():
    body = "一" * 100 + "油烟" + "二" * 100
    pieces = snippet(body, ["油烟"])
    assert pieces[0] == ("…", False) and ("油烟", True) in pieces and pieces[-1] == ("…", False)
    assert "".join(text for text, _hit in snippet("很短\n\n的正文", [])) == "很短 的正文"


def test_what_is_known_is_filled_in_and_the_rest_stays_visible():
    known = {"工单编号": "20260309-0001", "主办单位": "", "今天": "2026年3月9日"}
    assert filled("您的工单{工单编号}由{主办单位}办理，{今天}。", known) == (
        "您的工单20260309-0001由{主办单位}办理，2026年3月9日。")
    assert filled("{Order number}, {today}, {nobody knows}", known) == "20260309-0001, 2026年3月9日, {nobody knows}"


def test_changes_line_by_line():
    assert line_changes("一\n二\n三", "一\n二点五\n三\n四") == (
        Line("same", "一"), Line("gone", "二"), Line("new", "二点五"), Line("same", "三"), Line("new", "四"))
