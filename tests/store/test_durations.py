"""The month's legs out of the database, on both."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, Office
from tracker.clock import LOCAL
from tracker.domain.durations import Clock, Leg, Spread
from tracker.domain.words import RequestType
from tracker.reads import durations as module
from tracker.reads.durations import durations
from tracker.store.db import db
from tracker.store.models import WorkOrder

NOW = datetime(2026, 4, 8, 10, 0, tzinfo=LOCAL)
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)


def travelled(office: Office, unit: str, days: int, **columns: object) -> WorkOrder:
    """Dispatched after half an hour, signed after two, answered so many days later, closed the day after that."""
    replied = MONDAY + timedelta(days=days)
    plain = {
        "lead_id": office.units[unit], "dispatched_at": MONDAY + timedelta(minutes=30),
        "signed_at": MONDAY + timedelta(hours=2), "contacted_at": MONDAY + timedelta(hours=2, minutes=30),
        "replied_at": replied, "reviewed_at": replied + timedelta(hours=1), "closed_at": replied + timedelta(days=1),
    }
    return stored_order(MONDAY, **(plain | columns))


def test_legs_by_unit_and_type_over_the_orders_closed_in_the_month(store_office: Office) -> None:
    for days in (1, 2, 3):
        travelled(store_office, MARKET, days)
    travelled(store_office, HOUSING, 4, request_type=RequestType.HELP)
    travelled(store_office, HOUSING, 29)                       # closed in April
    stored_order(MONDAY, closed_at=MONDAY, is_direct=True)      # answered on the line: no leg but counted
    db.session.flush()

    found = durations("2026-03", by=store_office.supervisor, now=NOW)
    wall = durations("2026-03", Clock.NATURAL, by=store_office.supervisor, now=NOW)

    assert [(one.line.label, one.line.figures["closed"].part) for one in found.units] == [(HOUSING, 1), (MARKET, 3)]
    assert [one.line.label for one in found.types] == ["求助", "投诉"]
    assert found.whole.line.figures["closed"].part == 5
    assert found.whole.legs[Leg.SIGN] == Spread(4, Decimal("1.50"), Decimal("1.50"))
    # From 11:00 on Monday to 09:00 so many days later: one hour of the morning, three of the afternoon, half one more.
    assert found.units[1].legs[Leg.HANDLE] == Spread(3, Decimal("11.00"), Decimal("17.50"))
    assert wall.units[1].legs[Leg.HANDLE] == Spread(3, Decimal("46.00"), Decimal("70.00"))
    assert wall.whole.legs[Leg.DISPATCH] == Spread(4, Decimal("0.50"), Decimal("0.50"))


def test_the_first_dispatch_ends_the_first_leg_the_last_one_begins_the_second(store_office: Office) -> None:
    order = travelled(store_office, MARKET, 2)
    order.dispatched_at = MONDAY + timedelta(hours=1)  # given to another half an hour later
    db.session.flush()

    found = durations("2026-03", Clock.NATURAL, by=store_office.supervisor, now=NOW).whole.legs

    assert (found[Leg.DISPATCH].median, found[Leg.SIGN].median) == (Decimal("0.50"), Decimal("1.00"))


def test_a_month_too_large_is_cut_and_says_so(store_office: Office, monkeypatch: object) -> None:
    for days in (1, 2, 3):
        travelled(store_office, MARKET, days)
    db.session.flush()
    monkeypatch.setattr(module, "MOST", 2)  # type: ignore[attr-defined]

    found = durations("2026-03", by=store_office.supervisor, now=NOW)

    assert found.is_cut and found.whole.line.figures["closed"].part == 2
