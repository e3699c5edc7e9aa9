"""tracker reindex: whatever was in the index, afterwards it says what the orders say."""

import sqlalchemy as sa
from sqlalchemy import select

from tests.factories.stored import stored_order
from tests.office import order
from tracker.cli.reindex import command
from tracker.domain.filters import Filters
from tracker.domain.permissions import PROGRAM
from tracker.reads.order_list import order_list
from tracker.store.db import db, transaction
from tracker.store.models import JournalEntry
from tracker.usecases.reindex_orders import reindex_orders


def found(office, text):
    return [row.id for row in order_list(Filters(q=text), by=office.supervisor, now=office.now).rows]


def test_orders_without_words_get_theirs(store_office, now):
    with transaction():
        for number in range(3):
            stored_order(now, title=f"第{number}盏路灯")
    assert found(store_office, "路灯") == []
    told = []
    assert reindex_orders(progress=lambda done, total: told.append((done, total)), by=PROGRAM, now=now) == 3
    assert len(found(store_office, "路灯")) == 3 and told == [(3, 3)]
    kept = db.session.scalar(select(JournalEntry).where(JournalEntry.kind == "orders.reindexed"))
    assert kept is not None and kept.data["orders"] == 3


def test_a_damaged_index_is_made_again_from_scratch(store_office, now):
    order_id = store_office.register(title="井盖缺失")
    with transaction() as session:  # the text was changed behind the program's back
        session.execute(sa.text("UPDATE order_search SET text = 'x', title = 'x'"))
        if session.get_bind().dialect.name == "sqlite":
            session.execute(sa.text("INSERT INTO order_words(order_words) VALUES ('delete-all')"))
    reindex_orders(from_scratch=True, by=PROGRAM, now=now)
    assert found(store_office, "井盖缺失") == [order_id]


def test_a_renamed_town_is_found_by_its_new_name_afterwards(store_office, now):
    order_id = store_office.register()
    with transaction() as session:
        session.execute(sa.text("UPDATE code_item SET name = '新金山镇' WHERE code = 'jinshan'"))
    assert found(store_office, "新金山") == []
    reindex_orders(by=PROGRAM, now=now)
    assert found(store_office, "新金山") == [order_id] and order(order_id).version == 1


def test_the_command_says_how_many(app, office):
    office.register()
    done = app.test_cli_runner().invoke(command)
    assert done.exit_code == 0 and "已重建 1 件" in done.output
