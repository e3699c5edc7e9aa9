"""The month's workbook made and kept; refused when it cannot be; out and in again it is the same ledger."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests.conftest import make_app
from tests.factories.stored import stored_order
from tests.office import HOUSING, MARKET, TOWN, Office
from tracker.cli.export_monthly import command
from tracker.cli.export_period import command as period_command
from tracker.clock import LOCAL
from tracker.domain.period_names import read_period
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.domain.words import CallbackOutcome, OrderClass, RequestType, Satisfaction, Solved
from tracker.store.db import db, transaction
from tracker.store.folders import folder
from tracker.store.models import Department, JournalEntry, Workbook
from tracker.usecases.import_orders import import_orders
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.make_workbook import make_workbook
from tracker.usecases.record_download import record_download

NOW = datetime(2026, 4, 1, 0, 30, tzinfo=LOCAL)


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The sheet's cells, header first."""
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))


def journalled(kind: str) -> list[JournalEntry]:
    return list(db.session.scalars(select(JournalEntry).where(JournalEntry.kind == kind)))


def test_the_workbook_is_kept_with_its_checksum_and_told(store_office: Office) -> None:
    store_office.travelled("closed")

    made = make_monthly_workbook("2026-03", by=store_office.supervisor, now=NOW)

    kept = db.session.get(Workbook, made.id)
    assert kept is not None and made.path == folder("workbooks") / kept.file_name
    assert kept.file_name == "2026-03 月报 20260401-003000.xlsx"
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == kept.sha256 == made.sha256
    assert kept.size == made.path.stat().st_size
    assert (kept.period, kept.made_by) == ("2026-03", store_office.supervisor.name)
    assert [entry.subject for entry in journalled("workbook.made")] == [kept.file_name]
    assert dict((row[0], row[1]) for row in rows(made.path, "总览"))["受理量"] == 1


def test_a_second_workbook_of_the_same_second_takes_no_name_away(office: Office) -> None:
    first = make_monthly_workbook("2026-03", by=office.supervisor, now=NOW)
    second = make_monthly_workbook("2026-03", by=office.supervisor, now=NOW)

    assert first.path != second.path and first.path.exists() and second.path.exists()
    assert first.sha256 == second.sha256  # the same data give the same bytes


@pytest.mark.parametrize(("month", "words"), [
    ("2026-13", "不是月份"), ("三月", "不是月份"), ("", "不是月份"), ("2026-05", "还没有开始"),
])
def test_a_month_that_cannot_be_made_leaves_nothing_behind(office: Office, month: str, words: str) -> None:
    before = set(folder("workbooks").iterdir())

    with pytest.raises(Invalid, match=words):
        make_monthly_workbook(month, by=office.supervisor, now=NOW)

    assert set(folder("workbooks").iterdir()) == before
    assert not list(db.session.scalars(select(Workbook)))


def test_only_who_may_export_makes_or_takes_a_workbook(office: Office) -> None:
    with pytest.raises(NotPermitted):
        make_monthly_workbook("2026-03", by=office.reviewer, now=NOW)
    made = make_monthly_workbook("2026-03", by=PROGRAM, now=NOW)
    with pytest.raises(NotPermitted):
        record_download(made.id, by=office.market, now=NOW)


def test_a_folder_that_cannot_be_written_is_named(office: Office, tmp_path: Path) -> None:
    (tmp_path / "busy").write_text("a file")

    with pytest.raises(Invalid, match="不能写入"):
        make_monthly_workbook("2026-03", by=office.supervisor, now=NOW, out=tmp_path / "busy")

    assert not list(db.session.scalars(select(Workbook)))


def test_each_download_is_on_record(office: Office) -> None:
    made = make_monthly_workbook("2026-03", by=PROGRAM, now=NOW)

    taken = record_download(made.id, by=office.supervisor, now=NOW)

    assert taken.path == made.path
    (entry,) = journalled("workbook.downloaded")
    assert (entry.subject, entry.actor_name) == (taken.file_name, office.supervisor.name)


def test_a_file_that_was_removed_is_not_offered(office: Office) -> None:
    made = make_monthly_workbook("2026-03", by=PROGRAM, now=NOW)
    made.path.unlink()

    with pytest.raises(NotFound, match="重新生成"):
        record_download(made.id, by=office.supervisor, now=NOW)


def fill(office: Office) -> None:
    """Orders in every state, with what is awkward in a sheet."""
    at = datetime(2026, 3, 9, 9, 0, 7, 250_000, tzinfo=LOCAL)
    for step in ("dispatched", "signed", "contacted", "replied", "passed", "closed"):
        office.travelled(step, at)
    office.register(at, title="=HYPERLINK(\"x\")", content="#N/A\n第二行，含“引号”与 & < >", address="")
    order_id = office.register(
        at, order_class=OrderClass.ENTERPRISE, enterprise_name="梅州市某某科技有限公司",
        enterprise_uscc="91350100M000100Y43", request_type=RequestType.CONSULT, caller_phone=None, caller_name="")
    office.dispatch(order_id, HOUSING, (MARKET, TOWN), at + timedelta(minutes=1))
    stored_order(
        at, lead_id=office.units[TOWN], co_ids=(office.units[HOUSING],), dispatched_at=at,
        closed_at=at + timedelta(days=3), due_at=at + timedelta(days=2), replied_at=at + timedelta(days=1),
        public_answer="已办结。", is_ledger=True,
        solved=Solved.PARTLY, satisfaction=Satisfaction.BASICALLY, callback_outcome=CallbackOutcome.REACHED,
        working_days_taken=3, source_number="旧-001")
    stored_order(
        at, closed_at=at + timedelta(days=1), is_ledger=True, source_number="00012",
        caller_phone=None, working_days_taken=1)
    db.session.commit()


def test_out_and_in_again_is_the_same_ledger(tmp_path: Path) -> None:
    """The ledger of one office, imported into an empty one and exported again, is equal row by row."""
    first, second = make_app(tmp_path / "a"), make_app(tmp_path / "b")
    with first.app_context():
        fill(Office(datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)))
        out = make_monthly_workbook("2026-03", by=PROGRAM, now=NOW, out=tmp_path / "out").path
    with second.app_context():
        result = import_orders(out, out.name, by=PROGRAM, now=NOW)
        again = make_monthly_workbook("2026-03", by=PROGRAM, now=NOW, out=tmp_path / "again").path
        twice = import_orders(again, again.name, by=PROGRAM, now=NOW)

    assert (result.added, len(result.problems)) == (10, 0)
    assert (twice.added, twice.existing) == (0, 10)
    assert rows(again, "明细") == rows(out, "明细")
    for sheet in ("总览", "类型"):
        assert rows(again, sheet)[1:] == rows(out, sheet)[1:], sheet
    for app in (first, second):
        with app.app_context():
            db.engine.dispose()


def test_the_command_gives_the_same_workbook_as_the_use_case(
    fresh_app: Flask, tmp_path: Path
) -> None:
    with fresh_app.app_context():
        with transaction():
            stored_order(datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL), lead_id=db.session.scalar(select(Department.id)))
        made = make_monthly_workbook("2026-03", by=PROGRAM, now=NOW)
    ran = fresh_app.test_cli_runner().invoke(command, ["2026-03", "--out", str(tmp_path / "reports")])

    assert ran.exit_code == 0, ran.output
    path = Path(ran.output.strip())
    assert path == tmp_path / "reports" / "2026-03 月报.xlsx"
    for sheet in ("总览", "单位", "类型", "明细"):
        assert rows(path, sheet) == rows(made.path, sheet)


@pytest.mark.parametrize(("month", "words"), [("2026-13", "不是月份"), ("2999-01", "还没有开始")])
def test_the_command_says_in_chinese_what_is_wrong(
    fresh_app: Flask, month: str, words: str
) -> None:
    ran = fresh_app.test_cli_runner().invoke(command, [month])

    assert ran.exit_code == 1
    assert words in ran.output


@pytest.mark.parametrize(("options", "name"), [
    (("--year", "2026"), "2026 年报"), (("--half", "2026-1"), "2026H1 半年报"), (("--quarter", "2026-1"), "2026Q1 季报"),
    (("--from", "2026-03-01", "--to", "2026-03-31"), "2026-03 月报"),
    (("--from", "2026-03-02", "--to", "2026-03-15"), "2026-03-02至2026-03-15 统计报告"),
])
def test_any_period_has_its_workbook(fresh_app: Flask, tmp_path: Path, options: tuple[str, ...], name: str) -> None:
    with fresh_app.app_context(), transaction():
        stored_order(datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL))
    ran = fresh_app.test_cli_runner().invoke(period_command, [*options, "--out", str(tmp_path)])

    assert ran.exit_code == 0, ran.output
    assert Path(ran.output.strip()) == tmp_path / f"{name}.xlsx"
    assert rows(tmp_path / f"{name}.xlsx", "总览")[1][:2] == ("受理量", 1)


@pytest.mark.parametrize("options", [
    (), ("--year", "2026", "--quarter", "2026-1"), ("--from", "2026-03-01"), ("--half", "2026"),
    ("--quarter", "2026-5"),
])
def test_a_period_must_be_one_and_whole(fresh_app: Flask, options: tuple[str, ...]) -> None:
    ran = fresh_app.test_cli_runner().invoke(period_command, list(options))

    assert ran.exit_code == 2 and "Error" in ran.output


def test_a_long_name_of_a_period_is_kept(store_office: Office) -> None:
    period = read_period("2026-01-02至2026-03-15", NOW)

    made = make_workbook(period, by=store_office.supervisor, now=NOW)

    kept = db.session.get(Workbook, made.id)
    assert kept is not None and (kept.kind, kept.period) == ("span", "2026-01-02至2026-03-15")
