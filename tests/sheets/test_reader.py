"""Workbooks from outside: what is refused as a whole, each with words that say what to do."""

import zipfile

import pytest

from tests.factories.ledgers import HEADERS, PLAIN, write_ledger
from tracker.sheets.reader import UnreadableSheet, read_ledger


def refused(path) -> str:
    with pytest.raises(UnreadableSheet) as refusal:
        list(read_ledger(path))
    return str(refusal.value)


@pytest.fixture
def ledger(tmp_path):
    return write_ledger(tmp_path / "ledger.xlsx", [PLAIN])


def test_rows_come_by_field_with_their_number(ledger):
    [(number, row)] = read_ledger(ledger)
    assert number == 2
    assert row["source_number"] == "A-1" and row["received_at"] == PLAIN["受理时间"]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"%PDF-1.7", b"\x89PNG\r\n", b"", b"<html></html>"])
def test_another_kind_of_file(tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert "不是 Excel 工作簿" in refused(path)


def test_an_encrypted_or_old_workbook(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "密码" in refused(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_workbook(ledger, share):
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[: int(len(whole) * share)])
    assert "损坏" in refused(ledger)


def test_a_workbook_with_macros(ledger):
    with zipfile.ZipFile(ledger, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    assert "宏" in refused(ledger)


def test_another_zip(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "不是 Excel 工作簿" in refused(path)


def test_missing_columns_are_named(tmp_path):
    headers = [header for header in HEADERS if header not in ("内容", "受理时间")]
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN], headers)
    assert "内容、受理时间" in refused(path)


def test_the_columns_after_received_are_optional(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN], HEADERS[: HEADERS.index("受理时间") + 1])
    assert len(list(read_ledger(path))) == 1


def test_a_header_that_stands_twice(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN], [*HEADERS, "标题"])
    assert "标题" in refused(path)


def test_a_title_row_above_the_header_is_passed_over(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [dict(zip(["a", *HEADERS[1:]], HEADERS, strict=True))], ["2024年台账"])
    assert "表头缺少" in refused(path)


def test_a_million_empty_rows_end_the_sheet(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN, *({"标题": " "} for _ in range(3000)), PLAIN])
    assert len(list(read_ledger(path))) == 1


def test_a_zip_bomb_is_refused_before_it_is_unpacked(ledger):
    with zipfile.ZipFile(ledger, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet9.xml", b"0" * (301 * 1024 * 1024))
    assert "过大" in refused(ledger)
