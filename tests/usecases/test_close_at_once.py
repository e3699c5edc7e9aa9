"""Two who close in one moment, and an order that is changed meanwhile: one closing stands, figures and orders agree."""

from datetime import datetime

from sqlalchemy import func, select

from tests.at_once import at_once
from tests.factories.stored import stored_order
from tests.office import Office
from tracker.clock import LOCAL
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Stale
from tracker.domain.road_words import VoidKind
from tracker.reads.verify_months import verify_months
from tracker.store.closings import frozen_bulletin
from tracker.store.db import db, transaction
from tracker.store.folders import folder
from tracker.store.models import ClosedMonth, ClosedMonthOrder, Workbook
from tracker.usecases.close_month import close_month
from tracker.usecases.void_order import void_order

MONTH = "2026-03"
NOW = datetime(2026, 4, 2, 9, 0, tzinfo=LOCAL)
CLOSERS = 3


def test_one_of_those_who_close_at_once_wins_while_orders_are_voided(house):
    office = Office(datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL))
    order_ids = [office.register() for _one in range(4)]
    with transaction():
        stored_order(datetime(2026, 3, 20, 9, 0, tzinfo=LOCAL))

    def close():
        close_month(MONTH, by=office.supervisor, now=NOW)

    def void(order_id):
        return lambda: void_order(order_id, kind=VoidKind.MISTAKE, reason="重复。", by=office.dispatcher, now=NOW)

    *closers, first, second = at_once(house, *(close,) * CLOSERS, void(order_ids[0]), void(order_ids[1]))

    assert [end is None for end in closers].count(True) == 1 and first is None is second
    assert {type(end) for end in closers if end} == {Stale}
    (closing,) = db.session.scalars(select(ClosedMonth))
    received = frozen_bulletin(closing).figures["received"].part
    assert received == db.session.scalar(select(func.count()).select_from(ClosedMonthOrder))
    assert 3 <= received <= 5
    assert [one.faults for one in verify_months(MONTH, by=PROGRAM)] == [()]
    names = list(db.session.scalars(select(Workbook.file_name)))
    assert sorted(path.name for path in folder("workbooks").iterdir()) == names and len(names) == 1
