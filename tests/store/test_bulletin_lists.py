"""The bulletin's lists: as long as their figures say, with the reasons, and without a word of who called."""

from datetime import datetime, timedelta

import pytest

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, Office
from tracker.clock import LOCAL
from tracker.domain.bulletin_lists import Again, Lists, Pressing, Rating
from tracker.domain.periods import month_period
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.words import CallbackOutcome, CallerKind, Satisfaction, Solved
from tracker.store.bulletin_lists import lists_of
from tracker.store.db import db
from tracker.store.months import bulletin_of
from tracker.store.populations import Frame
from tracker.usecases.supervise_order import Notice, supervise_order

NOW = datetime(2026, 4, 8, 10, 0, tzinfo=LOCAL)
MARCH = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)  # Monday
DAY = timedelta(days=1)


def lists() -> Lists:
    return lists_of(Frame(month_period("2026-03", NOW)), NOW)


def figures() -> dict[str, int]:
    book = bulletin_of(month_period("2026-03", NOW), NOW)
    whole = book.tables["units"].whole.figures
    return {key: int(one.part) for key, one in {**book.figures, **whole}.items()}


@pytest.fixture
def late(store_office: Office) -> Office:
    """March: answered late, not answered, late since February, in time."""
    lead = {"lead_id": store_office.units[HOUSING], "dispatched_at": MARCH}
    stored_order(MARCH, title="答复晚了", due_at=MARCH + 2 * DAY, replied_at=MARCH + 7 * DAY, **lead)
    stored_order(MARCH, title="没有答复", due_at=MARCH + 18 * DAY, **lead)
    stored_order(MARCH - 30 * DAY, title="二月就超期", due_at=MARCH - 20 * DAY, **lead)
    stored_order(MARCH, title="按时", due_at=MARCH + 9 * DAY, replied_at=MARCH + DAY, **lead)
    stored_order(MARCH, title="当天晚了", due_at=MARCH + DAY, replied_at=MARCH + DAY + timedelta(hours=1), **lead)
    db.session.commit()
    return store_office


def test_overdue_orders_are_those_of_the_figure_with_the_days_they_are_late(late: Office) -> None:
    rows = {row.title: row for row in lists().pressing}

    assert {title: (row.why, row.days_late, row.standing) for title, row in rows.items()} == {
        "二月就超期": (Pressing.STILL_LATE, 27, "未答复"),  # from 02-17 to the end of March, 春节 left out
        "答复晚了": (Pressing.MISSED, 3, "已答复"),  # due Wednesday 11th, answered Monday 16th
        "当天晚了": (Pressing.MISSED, 0, "已答复"),
        "没有答复": (Pressing.MISSED, 2, "未答复"),  # due Friday 27th, seen at the end of Tuesday 31st
    }
    assert sum(row.why is Pressing.MISSED for row in rows.values()) == figures()["overdue"]


def test_supervision_notices_stand_first_with_level_and_number(store_office: Office) -> None:
    order_id = store_office.travelled("contacted", MARCH)
    supervise_order(
        order_id, Notice(SupervisionLevel.WRITTEN, "请立即办理。"), by=store_office.supervisor, now=MARCH + DAY)

    notice = lists().pressing[0]

    assert notice.why is Pressing.SUPERVISED and notice.level.startswith("书面督办 ")
    assert (notice.issued_at, notice.standing) == (MARCH + DAY, "未答复")
    assert notice.days_late is not None and notice.days_late > 5


def test_returns_and_redos_tell_unit_and_reason(store_office: Office) -> None:
    returned = store_office.travelled("dispatched", MARCH)
    store_office.returned(returned, now=MARCH + DAY)
    stored_order(MARCH, title="旧台账退过两次", lead_id=store_office.units[MARKET], is_ledger=True, return_count=2)
    stored_order(MARCH, title="旧台账重办过", lead_id=store_office.units[MARKET], is_ledger=True, redo_count=1,
                 closed_at=MARCH + 2 * DAY)
    db.session.commit()

    rows = lists().again

    assert [(row.why, row.times) for row in rows] == [(Again.REDONE, 1), (Again.RETURNED, 1), (Again.RETURNED, 2)]
    assert rows[1].reason and rows[1].unit and rows[1].at == MARCH + DAY
    assert rows[2].reason == "旧台账记载，未记原因"
    assert sum(row.times for row in rows if row.why is Again.RETURNED) == figures()["returns"]


def test_ratings_tell_why_and_what_does_not_count(store_office: Office) -> None:
    closed = {"lead_id": store_office.units[HOUSING], "closed_at": MARCH + DAY}
    stored_order(MARCH, title="不满意的", satisfaction=Satisfaction.VERY_DISSATISFIED, solved=Solved.NO, **closed)
    stored_order(MARCH, title="默认的", satisfaction=Satisfaction.BASICALLY, is_default_rating=True, **closed)
    stored_order(MARCH, title="没联系上", callback_outcome=CallbackOutcome.WRONG_NUMBER, **closed)
    stored_order(MARCH, title="满意的", satisfaction=Satisfaction.SATISFIED, **closed)
    db.session.commit()

    rows = lists().ratings

    assert [(row.why, row.title, row.rating, row.reason) for row in rows] == [
        (Rating.DISSATISFIED, "不满意的", "非常不满意", ""), (Rating.DEFAULT, "默认的", "基本满意", ""),
        (Rating.UNREACHED, "没联系上", "", "号码错误")]
    assert sum(row.why is Rating.DISSATISFIED for row in rows) == figures()["dissatisfied"]


def test_nobody_who_called_is_named(store_office: Office) -> None:
    stored_order(
        MARCH, title="江小姐（13812345678）投诉梅州某某科技有限公司", caller_name="江小姐", is_confidential=True,
        caller_kind=CallerKind.ENTERPRISE, enterprise_name="梅州某某科技有限公司", closed_at=MARCH + DAY,
        satisfaction=Satisfaction.DISSATISFIED)
    db.session.commit()

    (row,) = lists().ratings
    book = bulletin_of(month_period("2026-03", NOW), NOW)

    assert row.title == "＊＊（＊＊）投诉＊＊"
    assert "某某科技" not in str(book.tables)  # an enterprise that called in confidence is in no table


def test_a_period_without_orders_has_empty_lists(store_office: Office) -> None:
    assert lists() == Lists()
