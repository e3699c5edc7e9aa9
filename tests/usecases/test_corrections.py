"""更正: what orders change in a closed month is said once, in the next month that is closed, and never in the month."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, Office, order
from tracker.clock import LOCAL
from tracker.domain.bulletin import Bulletin, Correction
from tracker.domain.periods import month_period
from tracker.domain.tally import Tally
from tracker.domain.words import Satisfaction
from tracker.store import closings
from tracker.store.corrections import corrections_of
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.months import bulletin_of
from tracker.usecases.close_month import close_month
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.reopen_month import reopen_month


def at(month: int, day: int) -> datetime:
    """2026, at ten in the morning."""
    return datetime(2026, month, day, 10, 0, tzinfo=LOCAL)


def close(office: Office, month: int) -> Bulletin:
    """Close a month on the second of the next; its bulletin."""
    now = at(month + 1, 2)
    close_month(f"2026-{month:02}", by=office.supervisor, now=now)
    return bulletin_of(month_period(f"2026-{month:02}", now), now)


def said(report: Bulletin) -> dict[tuple[str, str, str], tuple]:
    """month, indicator, unit → what it was, what it is."""
    return {(one.month, one.label, one.unit): (one.was, one.now) for one in report.corrections}


def late_arrival(office: Office) -> str:
    """An old ledger's order of March that is imported afterwards; its number."""
    found = stored_order(at(3, 20), lead_id=office.units[MARKET], is_ledger=True, closed_at=at(3, 25),
                         satisfaction=Satisfaction.DISSATISFIED)
    db.session.commit()
    return found.number


def test_a_late_arrival_is_corrected_in_the_next_month_and_said_once(store_office: Office) -> None:
    store_office.travelled("closed")
    march = close(store_office, 3)
    number = late_arrival(store_office)

    april, may = close(store_office, 4), close(store_office, 5)

    assert march.corrections == () == may.corrections
    assert said(april)["2026-03", "受理量", ""] == (1, 2)
    assert said(april)["2026-03", "满意率", ""] == (Decimal(1), Decimal("0.5000"))
    assert said(april)["2026-03", "件次", MARKET] == (1, 2)
    assert ("2026-03", "涉企工单受理量", "") not in said(april)  # only what is another now
    assert {one.orders for one in april.corrections} == {(number,)}
    assert bulletin_of(month_period("2026-03", at(6, 2)), at(6, 2)).figures["received"].value == 1


def test_what_changes_again_is_corrected_from_what_was_said_last(store_office: Office) -> None:
    closed = store_office.travelled("closed")
    close(store_office, 3)
    order(closed).satisfaction = Satisfaction.DISSATISFIED
    db.session.commit()
    assert said(close(store_office, 4))["2026-03", "满意率", ""] == (1, 0)

    order(closed).satisfaction = Satisfaction.SATISFIED
    db.session.commit()

    assert said(close(store_office, 5))["2026-03", "满意率", ""] == (0, 1)  # back to what was published
    assert close(store_office, 6).corrections == ()


def test_an_order_that_goes_to_another_unit_corrects_both_units(store_office: Office) -> None:
    order_id = store_office.travelled("dispatched")
    close(store_office, 3)
    redispatch_order(order_id, lead_id=store_office.units[HOUSING], co_ids=[], reason="职责调整。",
                     by=store_office.dispatcher, now=at(4, 3))

    corrections = said(close(store_office, 4))

    assert corrections["2026-03", "首派准确率", ""] == (1, None)  # it was dispatched in April now
    assert corrections["2026-03", "件次", MARKET] == (1, 0)
    assert ("2026-03", "受理量", "") not in corrections


def test_a_reopened_month_says_again_what_it_had_to_correct(store_office: Office) -> None:
    close(store_office, 3)
    late_arrival(store_office)
    first = close(store_office, 4)
    reopen_month("2026-04", reason="漏登。", by=store_office.supervisor, now=at(5, 3))

    assert said(close(store_office, 4)) == said(first) != {}


def test_a_month_closed_before_an_earlier_one_is_not_corrected_by_it(store_office: Office) -> None:
    close(store_office, 4)
    late_arrival(store_office)

    assert close(store_office, 3).corrections == ()  # March comes before April


def test_each_order_tells_what_counts_it_now_and_what_does_not(store_office: Office) -> None:
    closed, moved = store_office.travelled("closed"), store_office.travelled("signed")
    close(store_office, 3)
    order(closed).satisfaction = Satisfaction.DISSATISFIED
    db.session.commit()
    order(moved).matter_code = "noise"
    db.session.commit()
    march = closings.standing("2026-03")
    assert march is not None

    found, changed = corrections_of(march, at(4, 9))

    by_id = {one.order_id: one for one in changed}
    assert set(by_id) == {closed, moved}
    assert (by_id[closed].came, by_id[closed].gone) == ((Tally.DISSATISFIED,), (Tally.SATISFIED,))
    assert by_id[moved].is_regrouped and not by_id[closed].is_regrouped
    assert {one.orders for one in found if one.label == "满意率"} == {(order(closed).number,)}


def test_the_workbook_prints_the_corrections(office: Office, tmp_path: Path) -> None:
    close(office, 3)
    number = late_arrival(office)

    running = make_monthly_workbook("2026-04", by=office.supervisor, now=at(4, 9), out=tmp_path)
    close(office, 4)

    kept = folder("workbooks") / max(path.name for path in folder("workbooks").glob("2026-04*"))
    for path in (running.path, kept):
        rows = list(load_workbook(path)["更正说明"].iter_rows(values_only=True))
        assert rows[0][:5] == ("更正月份", "指标", "单位", "原公布", "更正为")
        assert ("2026-03", "受理量", "全部", 0, 1, 1, number) in rows
    assert "更正说明" not in load_workbook(max(folder("workbooks").glob("2026-03*"))).sheetnames


def test_many_orders_are_counted_and_fifty_are_named(office: Office) -> None:
    close(office, 3)
    for _one in range(60):
        stored_order(at(3, 20) + timedelta(minutes=1))
    db.session.commit()

    received = next(one for one in close(office, 4).corrections if one.key == "received")

    assert isinstance(received, Correction) and (received.order_count, len(received.orders)) == (60, 50)
