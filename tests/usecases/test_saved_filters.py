"""常用筛选: kept by name, shared by whoever may, one's own alone to change."""

import pytest
from sqlalchemy import select

from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.reads.saved_filters import saved_filters
from tracker.store.db import db
from tracker.store.models import JournalEntry
from tracker.usecases.change_filter import change_filter, move_filter
from tracker.usecases.drop_filter import drop_filter
from tracker.usecases.save_filter import MOST, save_filter


def names(by):
    return [(one.name, one.owner) for one in saved_filters(by=by)]


def test_a_filter_is_kept_under_a_name_and_found_again(store_office, now):
    save_filter("超期的", "light=overdue", by=store_office.supervisor, now=now)
    save_filter("  西阳镇\n投诉 ", "request_type=complaint&place_code=xiyang", by=store_office.supervisor, now=now)
    kept = saved_filters(by=store_office.supervisor)
    assert [(one.name, one.query) for one in kept] == [
        ("超期的", "light=overdue"), ("西阳镇 投诉", "request_type=complaint&place_code=xiyang")]
    assert names(store_office.dispatcher) == []


def test_a_shared_one_is_offered_to_everybody_behind_their_own(store_office, now):
    save_filter("全局", "light=overdue", is_shared=True, by=store_office.supervisor, now=now)
    save_filter("我的", "light=late", by=store_office.market, now=now)
    assert names(store_office.market) == [("我的", ""), ("全局", "督办员")]
    assert names(store_office.supervisor) == [("全局", "")]


def test_only_who_may_shares(store_office, now):
    with pytest.raises(NotPermitted):
        save_filter("全局", "light=overdue", is_shared=True, by=store_office.market, now=now)
    own = save_filter("我的", "light=overdue", by=store_office.market, now=now)
    with pytest.raises(NotPermitted):
        change_filter(own, name="我的", is_shared=True, by=store_office.market, now=now)
    assert names(store_office.supervisor) == []


def test_a_name_is_used_once_unless_it_is_replaced(store_office, now):
    first = save_filter("超期的", "light=overdue", by=store_office.supervisor, now=now)
    with pytest.raises(Invalid, match="替换同名的"):
        save_filter("超期的", "light=late", by=store_office.supervisor, now=now)
    assert save_filter("超期的", "light=late", replace=True, by=store_office.supervisor, now=now) == first
    assert [one.query for one in saved_filters(by=store_office.supervisor)] == ["light=late"]
    save_filter("超期的", "light=overdue", by=store_office.dispatcher, now=now)  # another's name is another's


@pytest.mark.parametrize(("name", "query", "words"), [
    ("  ", "light=late", "起一个名称"), ("长" * 41, "light=late", "最多 40"), ("空的", "", "还没有选条件"),
    ("太多", "x" * 4001, "条件太多"),
])
def test_what_cannot_be_kept(office, now, name, query, words):
    with pytest.raises(Invalid, match=words) as refused:
        save_filter(name, query, by=office.supervisor, now=now)
    assert refused.value.field == "name"
    assert names(office.supervisor) == []


def test_there_is_an_end_to_them(office, now):
    for number in range(MOST):
        save_filter(f"第{number}个", "light=late", by=office.supervisor, now=now)
    with pytest.raises(Invalid, match="请先删除"):
        save_filter("再一个", "light=late", by=office.supervisor, now=now)


def test_renamed_moved_and_dropped_by_the_owner_alone(store_office, now):
    by = store_office.supervisor
    first, second = (save_filter(name, "light=late", by=by, now=now) for name in ("甲", "乙"))
    change_filter(second, name="丙", is_shared=True, by=by, now=now)
    move_filter(second, by=by, now=now)
    assert names(by) == [("丙", ""), ("甲", "")]
    move_filter(second, by=by, now=now)  # the first stays where it is
    assert names(by) == [("丙", ""), ("甲", "")]
    with pytest.raises(Invalid, match="已有名为"):
        change_filter(second, name="甲", is_shared=False, by=by, now=now)
    for verb in (
        lambda: change_filter(first, name="丁", is_shared=False, by=store_office.dispatcher, now=now),
        lambda: move_filter(first, by=store_office.dispatcher, now=now),
        lambda: drop_filter(first, by=store_office.dispatcher, now=now),
    ):
        with pytest.raises(NotFound):
            verb()
    drop_filter(second, by=by, now=now)
    assert names(by) == [("甲", "")] and names(store_office.market) == []


def test_the_journal_tells_the_name_and_not_the_conditions(store_office, now):
    kept = save_filter("老王的", "q=13812345678", by=store_office.supervisor, now=now)
    drop_filter(kept, by=store_office.supervisor, now=now)
    told = db.session.scalars(select(JournalEntry).where(JournalEntry.kind.like("filter.%")).order_by(JournalEntry.id))
    entries = [(one.kind, one.subject, one.data) for one in told]
    assert [entry[:2] for entry in entries] == [("filter.saved", "老王的"), ("filter.dropped", "老王的")]
    assert "13812345678" not in str(entries)
