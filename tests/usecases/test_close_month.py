"""结账: after it nothing changes the month, whatever happens to its orders; reopened it is counted anew."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office, order
from tests.usecases.journal import last_entry
from tracker.clock import LOCAL
from tracker.domain.bulletin import Bulletin
from tracker.domain.figure_refs import Side, ref_of
from tracker.domain.filters import Filters
from tracker.domain.periods import month_period
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, NotFound, NotPermitted, Stale
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CallbackOutcome, Satisfaction, Solved
from tracker.store import closings
from tracker.store.db import db
from tracker.store.finding import conditions
from tracker.store.folders import folder
from tracker.store.models import ClosedMonth, SettingRow, Workbook, WorkOrder
from tracker.store.months import bulletin_of, counted_bulletin
from tracker.usecases.close_month import close_month
from tracker.usecases.judge_redo import redo_order
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_download import record_download
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.reopen_month import reopen_month
from tracker.usecases.void_order import void_order

MONTH = "2026-03"
APRIL = datetime(2026, 4, 2, 9, 0, tzinfo=LOCAL)
MAY = datetime(2026, 5, 6, 9, 0, tzinfo=LOCAL)
DAY = timedelta(days=1)
UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="没有解决。")


def march(now: datetime = APRIL) -> Bulletin:
    return bulletin_of(month_period(MONTH, now), now)


def fill(office: Office) -> dict[str, int]:
    """March: an order at every bend of the road, one of an old ledger, one with a co-handler."""
    start = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
    found = {step: office.travelled(step, start) for step in ("dispatched", "signed", "contacted", "passed", "closed")}
    found["extended"] = office.lengthened(start=start)
    found["shared"] = office.with_co(TOWN, HOUSING, now=start)
    found["returned"] = office.travelled("dispatched", start)
    office.returned(found["returned"], now=start + timedelta(hours=2))
    stored_order(start, lead_id=office.units[HOUSING], closed_at=start + DAY, return_count=2, is_ledger=True,
                 satisfaction=Satisfaction.SATISFIED, working_days_taken=1)
    db.session.commit()
    return found


def listed(key: str, side: Side = Side.PART, group: dict | None = None, now: datetime = APRIL) -> set[int]:
    """The ids of the orders behind a figure of March."""
    ref = ref_of(key, side, month_period(MONTH, now), group or {})
    return set(db.session.scalars(select(WorkOrder.id).where(*conditions(Filters(figure=ref), now))))


def drilled(report: Bulletin) -> dict[tuple, set[int]]:
    """Every figure that can be drilled, of 总览 and of some lines of the tables → its orders."""
    cells = [(heading, figure, {}) for heading, figure in report.overview]
    for key in ("units", "types", "unit_channels", "enterprise.places"):
        table = report.tables[key]
        cells += [(column, line.figures[column.key], dict(line.group)) for line in (*table.rows[:2], table.whole)
                  for column in table.columns]
    return {
        (heading.key, side, tuple(sorted(group.items()))): listed(heading.key, side, group)
        for heading, figure, group in cells if heading.is_drilled
        for side in (Side.PART, Side.BASE) if side is Side.PART or figure.base is not None
    }


def upset(office: Office, orders: dict[str, int]) -> None:
    """Everything that can happen to March's orders after the month was closed."""
    redispatch_order(orders["signed"], lead_id=office.units[HOUSING], co_ids=[], reason="职责调整。",
                     by=office.dispatcher, now=APRIL + DAY)
    void_order(orders["dispatched"], kind=VoidKind.MISTAKE, reason="重复登记。", by=office.dispatcher, now=APRIL + DAY)
    record_callback(orders["passed"], UNHAPPY, by=office.caller_back, now=APRIL + DAY)
    redo_order(orders["passed"], reason="确未解决。", by=office.reviewer, now=APRIL + 2 * DAY)
    closed = order(orders["closed"])
    closed.satisfaction, closed.solved = Satisfaction.DISSATISFIED, Solved.NO
    stored_order(datetime(2026, 3, 20, 9, 0, tzinfo=LOCAL), lead_id=office.units[MARKET], is_ledger=True,
                 closed_at=datetime(2026, 3, 25, 9, 0, tzinfo=LOCAL), order_class="enterprise", enterprise_name="某厂")
    for key, value in (("basically_counts", "no"), ("silence_counts", "yes"), ("office_name", "别的局")):
        db.session.add(SettingRow(key=key, value=value, effective_from=datetime(2026, 3, 1).date(), set_at=APRIL,
                                  set_by="系统管理员"))
    db.session.commit()


def test_whatever_happens_later_a_closed_month_stays_what_it_was(store_office: Office, tmp_path: Path) -> None:
    orders = fill(store_office)
    before, lists = march(), drilled(march())
    assert len(lists) > 150 and sum(map(len, lists.values())) > 250

    closed = close_month(MONTH, by=store_office.supervisor, now=APRIL)
    assert drilled(march()) == lists  # the frozen orders are those that were counted
    kept = make_monthly_workbook(MONTH, by=store_office.supervisor, now=APRIL + DAY, out=tmp_path / "first")
    upset(store_office, orders)

    assert counted_bulletin(before.period, MAY).figures != before.figures  # it would all be different now
    after = march(MAY)
    assert (after.overview, after.tables, after.basis, after.office_name) == (
        before.overview, before.tables, before.basis, before.office_name)
    assert drilled(march(MAY)) == lists
    again = make_monthly_workbook(MONTH, by=PROGRAM, now=MAY, out=tmp_path / "again")
    assert (again.id, again.sha256) == (kept.id, kept.sha256) == (closed.workbook_id, kept.sha256)
    assert again.path.read_bytes() == kept.path.read_bytes() == (folder("workbooks") / closed.file_name).read_bytes()
    assert closings.document(closed.id) and hashlib.sha256(
        closings.document(closed.id).encode()).hexdigest() == closed.sha256


def test_other_months_compare_with_what_was_published(store_office: Office) -> None:
    orders = fill(store_office)
    close_month(MONTH, by=store_office.supervisor, now=APRIL)
    published = march()
    upset(store_office, orders)

    april = bulletin_of(month_period("2026-04", MAY), MAY)

    assert april.before == published.figures
    assert {month.month: month.figures for month in april.trend}[MONTH] == published.figures
    received = {line.label: line.figures["received"].value for line in published.tables["channels"].rows}
    assert {
        line.label: line.figures["received.before"].value for line in april.tables["channels"].rows
    }.items() >= received.items()
    housing = {line.label: line for line in published.units}[HOUSING].figures["handlings"]
    assert {line.label: line for line in april.units}[HOUSING].figures["handlings.before"].value == housing.value


def test_who_closed_is_on_record_with_the_checksums(store_office: Office) -> None:
    fill(store_office)

    closed = close_month(MONTH, by=store_office.supervisor, now=APRIL)

    row = db.session.get_one(ClosedMonth, closed.id)
    assert (row.month, row.closed_by, row.closed_at, row.reopened_at) == (
        MONTH, store_office.supervisor.name, APRIL, None)
    workbook = db.session.get_one(Workbook, row.workbook_id)
    entry = last_entry("month.closed")
    assert entry is not None and (entry.subject, entry.actor_name) == (MONTH, store_office.supervisor.name)
    assert (entry.data["sha256"], entry.data["workbook_sha256"]) == (row.sha256, workbook.sha256)
    assert entry.data["rows"] == closed.rows > 9
    assert "13812345678" not in json.dumps(entry.data) + closings.document(closed.id)


def test_a_month_that_is_not_over_or_closed_already_is_refused(store_office: Office) -> None:
    with pytest.raises(Invalid, match="还没有结束"):
        close_month("2026-04", by=store_office.supervisor, now=APRIL)
    close_month(MONTH, by=store_office.supervisor, now=APRIL)
    with pytest.raises(Stale, match="已由督办员于 2026-04-02 09:00 结账"):
        close_month(MONTH, by=store_office.supervisor, now=MAY)

    assert db.session.scalar(select(func.count()).select_from(ClosedMonth)) == 1
    assert len(list(folder("workbooks").glob(f"{MONTH}*{MAY:%Y%m%d}*"))) == 0


def test_only_the_supervisor_closes_and_reopens(office: Office) -> None:
    for actor in (office.operator, office.dispatcher, office.market, office.administrator, office.reviewer):
        with pytest.raises(NotPermitted):
            close_month(MONTH, by=actor, now=APRIL)
        with pytest.raises(NotPermitted):
            reopen_month(MONTH, reason="漏登。", by=actor, now=APRIL)


def test_a_reopened_month_is_counted_anew_and_its_first_closing_is_kept(store_office: Office) -> None:
    orders = fill(store_office)
    first = close_month(MONTH, by=store_office.supervisor, now=APRIL)
    upset(store_office, orders)
    with pytest.raises(Invalid, match="原因"):
        reopen_month(MONTH, reason=" ", by=store_office.supervisor, now=MAY)

    reopen_month(MONTH, reason="漏登一批信访转办件。", by=store_office.supervisor, now=MAY)

    period = month_period(MONTH, MAY)
    assert march(MAY) == counted_bulletin(period, MAY)
    entry = last_entry("month.reopened")
    assert entry is not None and entry.data["reason"] == "漏登一批信访转办件。"
    with pytest.raises(Stale, match="没有结账"):
        reopen_month(MONTH, reason="再来一次。", by=store_office.supervisor, now=MAY)
    second = close_month(MONTH, by=store_office.supervisor, now=MAY)
    assert [row.id for row in closings.history(MONTH)] == [second.id, first.id]
    assert second.sha256 != first.sha256 and closings.document(first.id)
    assert (folder("workbooks") / first.file_name).is_file()
    assert make_monthly_workbook(MONTH, by=PROGRAM, now=MAY).id == second.workbook_id


@pytest.mark.parametrize(("harm", "words"), [
    (lambda path: path.unlink(), "已不在数据目录"), (lambda path: path.write_bytes(b"other"), "校验和不符")])
def test_a_kept_workbook_that_is_lost_or_changed_is_said_and_not_made_again(office: Office, harm, words: str) -> None:
    closed = close_month(MONTH, by=office.supervisor, now=APRIL)
    harm(folder("workbooks") / closed.file_name)

    with pytest.raises(NotFound, match=words):
        make_monthly_workbook(MONTH, by=office.supervisor, now=MAY)
    with pytest.raises(NotFound, match=words):
        record_download(closed.workbook_id, by=office.supervisor, now=MAY)

    assert db.session.scalar(select(func.count()).select_from(Workbook)) == 1


def test_a_closing_that_fails_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(folder("workbooks").iterdir())
    monkeypatch.setattr("tracker.usecases.close_month.freeze_orders", lambda *_given: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        close_month(MONTH, by=office.supervisor, now=APRIL)

    assert set(folder("workbooks").iterdir()) == before
    assert closings.standing(MONTH) is None and last_entry("month.closed") is None
