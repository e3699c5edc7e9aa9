"""Who may stand in for whom, and whose name stands behind an act."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.deputies import Span, Standing, naming_problems
from tracker.domain.permissions import Actor, Lent, Permission
from tracker.domain.words import Role

TODAY = date(2026, 3, 9)
WEEK = Span(date(2026, 3, 9), date(2026, 3, 13))
ZHANG = Standing(1, "张三", None, True, frozenset({Role.DISPATCHER}))
LI = Standing(2, "李四", None, True, frozenset({Role.OPERATOR}))


def problems(person=ZHANG, deputy=LI, span=WEEK, reason="年休假"):
    return [(one.field, one.message) for one in naming_problems(
        person, deputy, span, reason=reason, today=TODAY, longest=30)]


def test_a_colleague_may_stand_in_from_today_on():
    assert problems() == []
    assert problems(span=Span(TODAY, TODAY)) == []


@pytest.mark.parametrize(("change", "field", "words"), [
    ({"span": Span(date(2026, 3, 8), date(2026, 3, 13))}, "from_on", "不能早于今天"),
    ({"span": Span(date(2026, 3, 13), date(2026, 3, 12))}, "to_on", "不能早于开始"),
    ({"span": Span(TODAY, date(2026, 4, 8))}, "to_on", "最多"),  # 31 days
    ({"deputy": ZHANG}, "deputy_id", "不能是本人"),
    ({"deputy": replace(LI, is_active=False)}, "deputy_id", "已停用"),
    ({"deputy": replace(LI, department_id=7)}, "deputy_id", "同在一个单位"),
    ({"person": replace(ZHANG, roles=frozenset({Role.ADMINISTRATOR}))}, "deputy_id", "系统管理员、安全管理员和审计员"),
    ({"deputy": replace(LI, roles=frozenset({Role.AUDITOR}))}, "deputy_id", "不能代理他人"),
    ({"deputy": replace(LI, roles=frozenset())}, "deputy_id", "没有岗位角色"),
    ({"reason": "长" * 201}, "reason", "最多"),
    ({"person": replace(ZHANG, absences=(Span(date(2026, 3, 13), date(2026, 3, 20)),))}, "from_on", "重叠"),
    ({"deputy": replace(LI, absences=(WEEK,))}, "deputy_id", "已请别人代理"),
    ({"person": replace(ZHANG, duties=(WEEK,))}, "from_on", "第三人"),
])
def test_what_cannot_be_is_refused_beside_its_field(change, field, words):
    found = problems(**change)
    assert len(found) == 1
    assert found[0][0] == field and words in found[0][1]


def test_thirty_days_are_thirty_days():
    assert problems(span=Span(TODAY, date(2026, 4, 7))) == []


def test_spans_that_only_touch_neighbouring_days_do_not_meet():
    later = Span(date(2026, 3, 14), date(2026, 3, 20))
    assert problems(person=replace(ZHANG, absences=(later,)), deputy=replace(LI, absences=(later,))) == []


def deputy(own: Role, *lent: Lent) -> Actor:
    return Actor(2, "李四", frozenset({own}), lent=lent)


ZHANGS = Lent(1, "张三", frozenset({Role.DISPATCHER}))


def test_a_lent_role_opens_its_doors_and_no_others():
    li = deputy(Role.OPERATOR, ZHANGS)
    assert li.may(Permission.DISPATCH_ORDER) and li.may(Permission.REGISTER_ORDER)
    assert not li.may(Permission.REVIEW_REPLY)
    assert not deputy(Role.OPERATOR).may(Permission.DISPATCH_ORDER)


def test_what_only_the_lent_role_allows_is_done_on_behalf():
    li = deputy(Role.OPERATOR, ZHANGS)
    assert li.on_behalf(Permission.DISPATCH_ORDER, set()) == "张三"
    assert li.on_behalf(Permission.REGISTER_ORDER, set()) is None  # one's own work stays one's own
    assert li.on_behalf(Permission.REGISTER_ORDER, {1}) == "张三"  # unless the order was in the other's hands


def test_a_colleague_of_the_same_role_takes_over_what_the_absent_one_had_begun():
    same = Lent(1, "张三", frozenset({Role.HANDLER}))
    li = deputy(Role.HANDLER, same)
    assert li.on_behalf(Permission.HANDLE_ORDER, set()) is None
    assert li.on_behalf(Permission.HANDLE_ORDER, {1, 9}) == "张三"
    assert li.on_behalf(None, {1}) == "张三"
    assert li.on_behalf(None, {9}) is None


def test_of_two_absent_people_the_one_who_had_the_order_is_named():
    second = Lent(3, "王五", frozenset({Role.DISPATCHER}))
    li = deputy(Role.OPERATOR, ZHANGS, second)
    assert li.on_behalf(Permission.DISPATCH_ORDER, {3}) == "王五"
    assert li.on_behalf(Permission.DISPATCH_ORDER, set()) == "张三"
