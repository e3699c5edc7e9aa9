"""Every filter narrows as a plain Python filter over the rows says, alone and together; pages lose nothing."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN
from tracker import clock
from tracker.domain.filters import Filters, Flag, flags_for, without_phones
from tracker.domain.issues import IssueMark, Naming
from tracker.domain.words import Light, OrderClass, RequestType, Satisfaction, Solved, Stage, Urgency
from tracker.domain.workflow import OPEN_STAGES
from tracker.reads.order_list import MOST_COUNTED, PER_PAGE, order_list
from tracker.store import search
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder
from tracker.usecases.gather_issue_orders import remove_issue_orders
from tracker.usecases.mark_issue import mark_issue

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=clock.LOCAL)
PLACES, CHANNELS = ("jinshan", "xiyang", None), ("phone", "wechat")


def random_order(rng, units):
    received = NOW - timedelta(seconds=rng.randrange(60 * 86400))
    stage = rng.choice(list(Stage))
    lead = rng.choice([None, *units])
    moment = {
        name: received + timedelta(days=rng.uniform(0, 20)) if rng.random() < 0.6 else None
        for name in ("dispatched_at", "due_at", "closed_at", "replied_at")
    }
    return stored_order(
        received, co_ids=tuple(unit for unit in rng.sample(units, 1) if unit != lead), stage=stage, lead_id=lead,
        request_type=rng.choice(list(RequestType)), order_class=rng.choice(list(OrderClass)),
        urgency=rng.choice(list(Urgency)), place_code=rng.choice(PLACES), channel_code=rng.choice(CHANNELS),
        satisfaction=rng.choice([None, *Satisfaction]), solved=rng.choice([None, *Solved]),
        is_confidential=rng.random() < 0.3, is_hard=rng.random() < 0.3,
        exclusion_code=rng.choice([None, None, "E01"]), is_direct=rng.random() < 0.3,
        is_statutory=rng.random() < 0.3, return_count=rng.randrange(3), redo_count=rng.randrange(3),
        urge_count=rng.randrange(3), extension_count=rng.randrange(2), supervision_count=rng.randrange(2), **moment,
    )


@pytest.fixture
def orders(store_office):
    rng = random.Random(11)
    units = [store_office.units[name] for name in (MARKET, HOUSING, TOWN)]
    made = [random_order(rng, units) for _one in range(90)]
    made[1].master_id, made[2].master_id = made[0].id, made[0].id
    search.reindex(made)
    return made


def day(moment):
    return moment.astimezone(clock.LOCAL).date() if moment else None


def parts(order):
    return {unit for (unit,) in db.session.query(Assignment.department_id).filter_by(order_id=order.id)}


def stands(order, light):
    awaited = order.stage in OPEN_STAGES and order.replied_at is None
    return {
        Light.NONE: order.due_at is None,
        Light.OVERDUE: bool(awaited and order.due_at and order.due_at < NOW),
        Light.LATE: bool(order.replied_at and order.due_at and order.replied_at > order.due_at),
        Light.MET: bool(order.replied_at and order.due_at and order.replied_at <= order.due_at),
        Light.ON_TIME: bool(awaited and order.due_at and order.due_at >= NOW),
        Light.DUE_SOON: False,  # nothing is promised here, so nothing warns
    }[light]


FLAGS = {
    Flag.ENTERPRISE: lambda order: order.order_class is not OrderClass.CITIZEN,
    Flag.CONFIDENTIAL: lambda order: order.is_confidential,
    Flag.HARD: lambda order: order.is_hard,
    Flag.DIRECT: lambda order: order.is_direct,
    Flag.REPEAT: lambda order: bool(order.master_id) or db.session.query(WorkOrder).filter_by(
        master_id=order.id).count() > 0,
    Flag.SUPERVISED: lambda order: order.supervision_count > 0,
    Flag.URGED: lambda order: order.urge_count > 0,
    Flag.RETURNED: lambda order: order.return_count > 0,
    Flag.EXTENDED: lambda order: order.extension_count > 0,
    Flag.REDONE: lambda order: order.redo_count > 0,
    Flag.STATUTORY: lambda order: order.is_statutory,
    Flag.ATTACHED: lambda order: False,
    Flag.EXCLUDED: lambda order: order.exclusion_code is not None,
}


def fits(order, filters):
    """The filters by plain loops."""
    among = ("stage", "lead_id", "request_type", "order_class", "urgency", "place_code", "channel_code",
             "satisfaction", "solved")
    checks = [getattr(order, name) in values for name in among if (values := getattr(filters, name))]
    for name in ("received", "dispatched", "due", "closed"):
        on = day(getattr(order, f"{name}_at"))
        first, last = getattr(filters, f"{name}_from"), getattr(filters, f"{name}_to")
        checks += [bool(on and on >= first)] if first else []
        checks += [bool(on and on <= last)] if last else []
    for name in ("redo", "return", "urge"):
        checks.append(getattr(order, f"{name}_count") >= getattr(filters, f"{name}_least"))
    if filters.unit_id:
        checks.append(bool(parts(order) & set(filters.unit_id)))
    if filters.light:
        checks.append(stands(order, filters.light))
    if filters.is_open:
        checks.append(order.stage in OPEN_STAGES)
    return all(checks) and all(FLAGS[flag](order) for flag in filters.flag)


def some(rng, values):
    return tuple(rng.sample(values, rng.randrange(1, 3)))


def choices(rng, units):
    """A value for every filter."""
    span = sorted((NOW - timedelta(days=rng.randrange(60))).date() for _two in range(2))
    later = sorted((NOW - timedelta(days=rng.randrange(-10, 50))).date() for _two in range(2))
    return {
        "stage": some(rng, list(Stage)), "light": rng.choice(list(Light)), "lead_id": some(rng, units),
        "unit_id": some(rng, units), "request_type": some(rng, list(RequestType)),
        "order_class": some(rng, list(OrderClass)), "urgency": some(rng, list(Urgency)),
        "place_code": some(rng, ["jinshan", "xiyang"]), "channel_code": some(rng, list(CHANNELS)),
        "satisfaction": some(rng, list(Satisfaction)), "solved": some(rng, list(Solved)),
        "flag": some(rng, list(Flag)), "received_from": span[0], "received_to": span[1], "dispatched_from": later[0],
        "dispatched_to": later[1], "due_from": later[0], "due_to": later[1], "closed_from": later[0],
        "closed_to": later[1], "redo_least": rng.randrange(1, 3), "return_least": rng.randrange(1, 3),
        "urge_least": rng.randrange(1, 3), "is_open": True,
    }


def every(filters, by):
    """All pages' orders, in turn."""
    found, after = [], None
    while True:
        shown = order_list(filters, after=after, by=by, now=NOW)
        found += [row.id for row in shown.rows]
        after = shown.turning.after
        if after is None:
            return found


def test_each_filter_and_any_three_together(store_office, orders):
    rng = random.Random(7)
    units = [store_office.units[name] for name in (MARKET, HOUSING, TOWN)]
    right_order = sorted(orders, key=lambda order: (order.received_at, order.id), reverse=True)
    narrowed = set()
    for turn in range(90):
        given = choices(rng, units)
        # One filter at a time first, so that each is seen to narrow by itself; then three together.
        names = [list(given)[turn % len(given)]] if turn < 2 * len(given) else rng.sample(list(given), 3)
        filters = Filters(**{name: given[name] for name in names})
        right = [order.id for order in right_order if fits(order, filters)]
        assert every(filters, store_office.supervisor) == right, filters
        if 0 < len(right) < len(orders):
            narrowed.update(names)
    assert narrowed >= set(given) - {"matter_code"}


def test_every_filter_is_offered_a_value_above():
    apart = {"q", "matter_code", "figure", "ids", "issue_id"}
    assert set(choices(random.Random(1), [1, 2, 3])) == set(Filters.__dataclass_fields__) - apart
    assert set(FLAGS) == set(Flag)


def test_orders_named_one_by_one_and_those_of_an_issue(store_office, orders):
    named = (orders[7].id, orders[3].id, 999_999)
    office = store_office
    assert sorted(every(Filters(ids=named), office.supervisor)) == sorted(named[:2])
    wanted = {order.id for order in orders[:9] if order.stage is not Stage.VOIDED}
    db.session.commit()
    issue_id = mark_issue(Naming("油烟", (IssueMark.PUBLIC,)), sorted(wanted), by=office.supervisor, now=NOW)
    assert set(every(Filters(issue_id=issue_id), office.supervisor)) == wanted
    out = min(wanted)
    remove_issue_orders(issue_id, [out], by=office.supervisor, now=NOW)
    assert set(every(Filters(issue_id=issue_id), office.supervisor)) == wanted - {out}
    assert every(Filters(ids=named, issue_id=issue_id + 1), office.supervisor) == []


def test_words_and_filters_narrow_together(store_office, orders):
    orders[5].title = "电梯困人"
    orders[6].title = "电梯困人"
    orders[5].is_hard, orders[6].is_hard = True, False
    search.reindex(orders[5:7])
    assert every(Filters(q="电梯", flag=(Flag.HARD,)), store_office.supervisor) == [orders[5].id]


def test_pages_visit_each_order_once_while_new_ones_arrive(store_office, orders):
    """Some of the same second, some before; what arrives meanwhile is on the first page only."""
    for number in range(30):
        stored_order(NOW - timedelta(days=3), title=f"同一时刻 {number}")
    db.session.flush()
    known = {order.id for order in db.session.query(WorkOrder)}
    seen, after, arrived = [], None, []
    while True:
        shown = order_list(Filters(), after=after, by=store_office.supervisor, now=NOW)
        seen += [row.id for row in shown.rows]
        arrived.append(stored_order(NOW + timedelta(seconds=len(seen))).id)
        after = shown.turning.after
        if after is None:
            break
    assert sorted(seen) == sorted(known)
    first = order_list(Filters(), by=store_office.supervisor, now=NOW)
    assert {row.id for row in first.rows} >= set(arrived)


@pytest.mark.parametrize("text", ["", "烧烤"])
def test_back_and_forth_shows_the_same_pages(store_office, orders, text):
    filters = Filters(q=text)
    if text:
        for order in orders[::2]:
            order.title = "别的事"
            order.content = "楼下烧烤。"
        search.reindex(orders)
    by = store_office.supervisor
    forward, after = [], None
    while True:
        page = order_list(filters, after=after, by=by, now=NOW)
        forward.append(page)
        after = page.turning.after
        if after is None:
            break
    assert len(forward) == 5 and forward[0].turning.before is None
    shown = forward[-1]
    for earlier in forward[-2::-1]:
        shown = order_list(filters, before=shown.turning.before, by=by, now=NOW)
        assert [row.id for row in shown.rows] == [row.id for row in earlier.rows]
    assert shown.turning.before is None
    assert len({row.id for page in forward for row in page.rows}) == 90


@pytest.mark.parametrize("spot", ["x", "0-1", "9-9-9", "0-999999999999999999-1", "0--1-1", "0-1-1; DROP"])
def test_a_spot_that_is_none_harms_nobody(store_office, orders, spot):
    found = order_list(Filters(), after=spot, by=store_office.supervisor, now=NOW)
    assert len(found.rows) in (0, PER_PAGE)


def test_a_large_total_is_told_as_more_than(store_office, monkeypatch):
    import tracker.reads.order_list as read

    monkeypatch.setattr(read, "MOST_COUNTED", 25)
    for _one in range(25):
        stored_order(NOW)
    exact = order_list(Filters(), by=store_office.supervisor, now=NOW).turning
    assert (exact.total, exact.is_more) == (25, False)
    stored_order(NOW)
    more = order_list(Filters(), by=store_office.supervisor, now=NOW).turning
    assert (more.total, more.is_more) == (25, True)
    assert MOST_COUNTED == 1000


def test_a_list_asks_the_database_as_often_for_three_rows_as_for_twenty(store_office):
    def asked(filters):
        statements = []
        engine = db.session.get_bind()

        def listen(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        db.event.listen(engine, "before_cursor_execute", listen)
        order_list(filters, by=store_office.market, now=store_office.now)
        db.event.remove(engine, "before_cursor_execute", listen)
        return len(statements)

    for number in range(3):
        store_office.travelled("replied", title=f"电梯 {number}")
    few = asked(Filters()), asked(Filters(q="电梯"))
    for number in range(17):
        store_office.travelled("dispatched", title=f"电梯 {number}")
    assert (asked(Filters()), asked(Filters(q="电梯"))) == few


def test_a_unit_does_not_sort_out_what_is_confidential(store_office):
    assert Flag.CONFIDENTIAL in flags_for(store_office.supervisor)
    assert Flag.CONFIDENTIAL not in flags_for(store_office.market)
    assert Flag.RETURNED in flags_for(store_office.market)


def test_a_journal_never_keeps_a_phone_that_was_looked_for():
    assert without_phones("q=13812345678&stage=closed") == "q=138****5678&stage=closed"
    assert without_phones("received_from=2026-03-01&q=2220000") == "received_from=2026-03-01&q=***0000"


def test_filters_are_equal_when_they_mean_the_same():
    assert replace(Filters(), q="") == Filters()
