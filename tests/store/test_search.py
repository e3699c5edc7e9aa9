"""The index on both databases: every part of a text is found, the newest first, the title before the rest."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.factories.stored import stored_order
from tests.office import MARKET, TOWN, order
from tracker.domain.filters import Filters
from tracker.domain.tokens import TITLE_MARK, runs
from tracker.reads.order_list import order_list
from tracker.store import lists, search
from tracker.store.db import db
from tracker.store.models import OrderSearch, WorkOrder
from tracker.usecases.submit_reply import submit_reply

SYLLABLES = "电梯故障水管漏水公租房噪声扰民ＡＢＣabc１２３456，。 、\n·㎡"


def found(office, text, by=None, **more):
    shown = order_list(Filters(q=text, **more), by=by or office.supervisor, now=office.now)
    return [row.id for row in shown.rows]


@pytest.mark.parametrize("seed", range(3))
def test_every_part_of_every_text_is_found(store_office, seed):
    rng = random.Random(seed)
    orders = [
        stored_order(
            store_office.now - timedelta(seconds=rng.randrange(10**6)),
            title="".join(rng.choices(SYLLABLES, k=rng.randrange(1, 12))),
            content="".join(rng.choices(SYLLABLES, k=rng.randrange(1, 40))),
        )
        for _one in range(12)
    ]
    search.reindex(orders)
    for _one in range(60):
        text = rng.choice([one.content for one in orders] + [one.title for one in orders])
        start = rng.randrange(len(text))
        part = text[start:start + rng.choice((1, 1, 2, 2, 3, 4, 7))]
        wanted = runs(part)
        if not wanted:
            continue
        right = [
            one.id for one in sorted(orders, key=lambda one: search.place(one.received_at, one.id), reverse=True)
            if all(run in " ".join(runs(one.title) + runs(one.content)) for run in wanted)
        ]
        in_title = [
            one.id for one in orders if all(run in " ".join(runs(one.title)) for run in wanted)
        ]
        assert found(store_office, part) == [
            *(one for one in right if one in in_title), *(one for one in right if one not in in_title)
        ], part


def test_reading_few_orders_finds_what_the_index_finds(store_office, monkeypatch):
    """A filter that leaves few orders has them read for the words; one that leaves many asks the index."""
    rng = random.Random(5)
    orders = [
        stored_order(
            store_office.now - timedelta(seconds=rng.randrange(10**6)), return_count=number % 2,
            title="".join(rng.choices(SYLLABLES, k=8)), content="".join(rng.choices(SYLLABLES, k=30)),
        )
        for number in range(15)
    ]
    search.reindex(orders)
    words = [one.content[start:start + size] for one in orders for start, size in ((0, 1), (3, 2), (7, 3))]
    words = [word for word in words if runs(word)]
    read = [found(store_office, word, return_least=1) for word in words]
    monkeypatch.setattr(lists, "FEW", 0)
    assert [found(store_office, word, return_least=1) for word in words] == read
    assert any(read)


def test_words_and_a_day_of_receipt_are_looked_up_together(store_office, monkeypatch):
    now = store_office.now
    monkeypatch.setattr(lists, "FEW", 0)
    for days in (0, 1, 1, 2):
        store_office.register(now - timedelta(days=days), title="电梯")
    midnight = now.replace(hour=0, minute=0, second=0)
    edge = store_office.register(midnight - timedelta(microseconds=1), title="电梯")  # the last moment of the day before
    day = (now - timedelta(days=1)).date()
    on_the_day = found(store_office, "电梯", received_from=day, received_to=day)
    assert len(on_the_day) == 3 and edge in on_the_day
    assert len(found(store_office, "电梯", received_from=now.date())) == 1
    assert len(found(store_office, "电梯", received_to=day)) == 4


def test_a_total_is_taken_from_the_newest_hits_and_says_so(store_office, monkeypatch):
    for number in range(4):
        store_office.register(title=f"电梯 {number}")
    shown = order_list(Filters(q="电梯"), by=store_office.supervisor, now=store_office.now)
    assert (shown.turning.total, shown.turning.is_more) == (4, False)
    monkeypatch.setattr(lists, "NEWEST", 3)
    shown = order_list(Filters(q="电梯"), by=store_office.supervisor, now=store_office.now)
    assert (shown.turning.total, shown.turning.is_more) == (4, True) and len(shown.rows) == 4


def test_titles_come_first_then_the_newest(store_office):
    now = store_office.now
    old = store_office.register(now - timedelta(days=3), title="电梯困人", content="请派人。")
    inside = store_office.register(now - timedelta(days=1), title="小区问题", content="电梯坏了。")
    new = store_office.register(now - timedelta(days=2), title="电梯停运", content="请派人。")
    assert found(store_office, "电梯") == [new, old, inside]


def test_pairs_that_do_not_follow_each_other_are_no_hit(store_office):
    """电梯, 梯故 and 故障 all stand here, 电梯故障 does not."""
    store_office.register(title="问题", content="电梯坏。楼梯故意堵塞。故障灯亮。")
    assert found(store_office, "电梯故障") == []
    assert len(found(store_office, "电梯 故障")) == 1


def test_an_answer_is_found_from_the_moment_it_is_submitted(store_office):
    order_id = store_office.travelled("contacted")
    assert found(store_office, "整改完毕") == []
    from tests.office import ANSWER

    submit_reply(order_id, ANSWER, by=store_office.market, now=store_office.now + timedelta(hours=24))
    assert found(store_office, "整改完毕") == [order_id]
    assert found(store_office, "现场核查") == []  # the internal account is for the unit


def test_enterprise_town_and_the_name_of_the_road_are_found(store_office):
    """The address itself is sealed: its house number is found by nobody."""
    from tracker.domain.words import OrderClass

    order_id = store_office.register(
        order_class=OrderClass.ENTERPRISE, enterprise_name="梅江区嘉味轩餐饮店", address="泰康路 8 号")
    for text in ("嘉味轩", "泰康路", " 泰康路。", "金山", "餐饮店 泰康路", "泰康路 嘉味轩 金山"):
        assert found(store_office, text) == [order_id], text
    for text in ("8", "泰康", "泰康路8号", "泰康路 路灯"):
        assert found(store_office, text) == [], text


def test_numbers_and_codes_are_found_by_their_beginning(store_office):
    order_id = store_office.register(enterprise_name="某厂", enterprise_uscc="91350100M000100Y43")
    number = order(order_id).number
    for text in (number, number.lower(), number[:10], "91350100M000100Y43", "91350100m0"):
        assert found(store_office, text) == [order_id], text
    assert found(store_office, number[2:]) == []


def test_a_phone_is_found_only_by_who_may_see_it_whole(store_office):
    order_id = store_office.travelled("replied")
    assert found(store_office, "13812345678") == [order_id]
    assert found(store_office, "138-1234-5678") == [order_id]
    assert found(store_office, "13812345678", by=store_office.market) == [order_id]
    assert found(store_office, "13812345678", by=store_office.reviewer) == []
    assert found(store_office, "138123") == []


def test_a_unit_finds_only_its_own(store_office):
    mine = store_office.travelled("dispatched", title="电梯困人")
    theirs = store_office.register(title="电梯困人")
    store_office.dispatch(theirs, TOWN)
    assert found(store_office, "电梯", by=store_office.market) == [mine]
    assert found(store_office, "电梯", lead_id=(store_office.units[MARKET],)) == [mine]
    assert found(store_office, "电梯", by=store_office.administrator) == []


def test_an_order_stands_in_one_section_only(store_office):
    number = order(store_office.register(title="甲")).number
    again = store_office.register(title=f"关于 {number} 的补充")
    inside = store_office.register(title="再次来电", content=f"此前工单{number}没有办好。")
    assert found(store_office, number) == [order(again).id - 1, again, inside]


def test_a_changed_text_is_found_by_its_new_words_only(store_office):
    order_id = store_office.register(title="路灯不亮", content="三盏。")
    row = order(order_id)
    row.title = "井盖缺失"
    search.reindex([row])
    assert found(store_office, "路灯") == [] and found(store_office, "井盖") == [order_id]
    assert db.session.scalar(select(sa.func.count()).select_from(OrderSearch)) == 1


def test_a_word_is_no_command_to_the_index(store_office):
    order_id = store_office.register(title="NOT AND OR NEAR", content="\"引号\" 'quote' a:b*")
    for text in ('"', "'", "* OR *", "NOT", "near", "a:b*", "%", "_", "quote'", "·", TITLE_MARK + "引号"):
        assert found(store_office, text) in ([order_id], []), text
    assert found(store_office, "\"引号\" 'quote'") == [order_id]


def test_the_index_says_what_the_orders_say(store_office):
    """After a whole road every order's row is the one that reindexing would write."""
    store_office.travelled("closed")
    store_office.register(title="新的一件")
    before = db.session.execute(select(OrderSearch.order_id, OrderSearch.place, OrderSearch.text)).all()
    search.reindex(db.session.scalars(select(WorkOrder)).all())
    after = db.session.execute(select(OrderSearch.order_id, OrderSearch.place, OrderSearch.text)).all()
    assert sorted(before) == sorted(after) and len(after) == 2
