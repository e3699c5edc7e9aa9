"""Workbooks from outside: what is refused as a whole, each with words that say what to do."""

import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.factories.ledgers import HEADERS, PLAIN, write_ledger
from tracker.clock import LOCAL
from tracker.domain.cells import moment_of
from tracker.domain.intake import clean_lines
from tracker.sheets import package, reader
from tracker.sheets.columns import LEDGER, Kind
from tracker.sheets.looks import Look
from tracker.sheets.package import UnreadableSheet
from tracker.sheets.reader import read_ledger
from tracker.sheets.writer import Book, Column, Sheet, write_book

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)


def refused(path: Path) -> str:
    with pytest.raises(UnreadableSheet) as refusal:
        read_ledger(path)
    assert refusal.value.field == "file"
    return str(refusal.value)


def with_part(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one more part in its package."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return path


def repacked(path: Path, name: str, old: str, new: str) -> Path:
    """The workbook with one part's text changed."""
    with zipfile.ZipFile(path) as parts:
        contents = {part: parts.read(part) for part in parts.namelist()}
    contents[name] = contents[name].decode().replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for part, content in contents.items():
            parts.writestr(part, content)
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "ledger.xlsx", [PLAIN])


def test_rows_come_by_field_with_their_number(ledger):
    [(number, row)] = read_ledger(ledger)
    assert number == 2
    assert row["source_number"] == "A-1" and row["received_at"] == PLAIN["受理时间"]


@pytest.mark.parametrize(("content", "words"), [
    ("来源编号,标题\n1,噪声\n".encode(), "文本或 CSV 文件"),
    ("来源编号,标题\n".encode("gb18030"), "文本或 CSV 文件"),
    (b"%PDF-1.7\n\0", "PDF 文件"),
    (b"\x89PNG\r\n\x1a\n\0", "图片"),
    (b"\xef\xbb\xbf<html><table></table></html>", "网页"),
    (b"<?xml version='1.0'?><Workbook/>", "网页"),
    (b"Rar!\x1a\x07\0", "压缩包"),
    (b"\0\1\2\3", "不是 Excel 工作簿"),
    (b"", "文件是空的"),
])
def test_another_kind_of_file_under_our_ending_is_called_by_its_name(tmp_path, content, words):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert words in refused(path)


def test_an_old_and_an_encrypted_workbook(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(package.OLE + bytes(600))
    assert "旧版 .xls" in refused(path)
    path.write_bytes(package.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "去掉打开密码" in refused(path)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9, 0.999])
def test_a_truncated_workbook(ledger, share):
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[: max(8, int(len(whole) * share))])
    assert "已损坏" in refused(ledger)


def test_a_workbook_with_a_flipped_byte(ledger):
    content = bytearray(ledger.read_bytes())
    content[len(content) // 3] ^= 0xFF
    ledger.write_bytes(content)
    assert "已损坏" in refused(ledger)


def test_a_workbook_whose_xml_is_no_xml(ledger):
    assert "已损坏" in refused(repacked(ledger, "xl/worksheets/sheet1.xml", "<row", "<<row"))


def test_a_workbook_with_macros(ledger):
    assert "宏" in refused(with_part(ledger, "xl/vbaProject.bin", b"macro"))


def test_a_workbook_that_is_declared_to_have_macros(ledger):
    assert "宏" in refused(repacked(
        ledger, "[Content_Types].xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "ms-excel.sheet.macroEnabled.main+xml"))


@pytest.mark.parametrize(("name", "words"), [("word/document.xml", "不是 Excel 工作簿"), ("xl/workbook.bin", ".xlsb")])
def test_another_package(tmp_path, name, words):
    assert words in refused(with_part(tmp_path / "x.xlsx", name, b"<x/>"))


def test_entities_of_their_own_are_refused(ledger):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    assert "XML 定义" in refused(repacked(ledger, "xl/worksheets/sheet1.xml", "<worksheet", bomb))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(ledger, monkeypatch):
    monkeypatch.setattr(package, "MOST_UNPACKED", 20 * 1024 ** 2)
    bomb = with_part(ledger, "xl/media/image1.png", bytes(21 * 1024 ** 2))
    assert bomb.stat().st_size < 100_000
    assert "解开后过大" in refused(bomb)


def test_missing_columns_are_named(tmp_path):
    headers = [header for header in HEADERS if header not in ("内容", "受理时间")]
    assert "内容、受理时间" in refused(write_ledger(tmp_path / "x.xlsx", [PLAIN], headers))


def test_a_workbook_without_our_headers_names_them_all(tmp_path):
    assert "来源编号、来源渠道、诉求类型" in refused(write_ledger(tmp_path / "x.xlsx", [], ["指标", "数值"]))


def test_five_columns_make_a_ledger_and_unknown_ones_are_passed_over(tmp_path):
    headers = ["来源编号", "来源渠道", "诉求类型", "内容", "受理时间", "备注", "经办人"]
    [(_number, row)] = read_ledger(write_ledger(tmp_path / "x.xlsx", [PLAIN | {"备注": "x"}], headers))
    assert set(row) == {column.field for column in LEDGER if column.is_required}


def test_a_header_that_stands_twice(tmp_path):
    assert "“标题”出现了两次" in refused(write_ledger(tmp_path / "x.xlsx", [PLAIN], [*HEADERS, "标题"]))


def test_headers_are_found_under_a_title_and_with_marks(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["二〇二五年工单台账"])
    sheet.append([])
    sheet.append(["序号", *(f" {header[:2]}\n{header[2:]} *" if header == "来源编号" else f"{header}（必填）"
                          for header in HEADERS)])
    sheet.append([1, *(PLAIN.get(header) for header in HEADERS)])
    book.save(tmp_path / "x.xlsx")
    [(number, row)] = read_ledger(tmp_path / "x.xlsx")
    assert (number, row["source_number"], row["title"]) == (4, "A-1", "夜间噪声")


def test_headers_below_the_tenth_row_are_not_looked_for(tmp_path):
    book = Workbook()
    for _ in range(10):
        book.active.append(["说明"])
    book.active.append(HEADERS)
    book.save(tmp_path / "x.xlsx")
    assert "前 10 行内" in refused(tmp_path / "x.xlsx")


def test_the_ledger_may_stand_on_any_sheet_but_on_one_only(tmp_path):
    book = Workbook()
    book.active.append(["指标", "数值"])
    for name in ("明细", "明细二"):
        sheet = book.create_sheet(name)
        sheet.append(HEADERS)
        sheet.append([PLAIN.get(header) for header in HEADERS])
        book.save(tmp_path / f"{name}.xlsx")
    assert len(read_ledger(tmp_path / "明细.xlsx")) == 1
    assert "“明细”和“明细二”都是台账" in refused(tmp_path / "明细二.xlsx")


def test_headers_with_nothing_below(tmp_path):
    assert "没有可以导入的行" in refused(write_ledger(tmp_path / "x.xlsx", [{"标题": " "} for _ in range(30)]))


def test_empty_rows_between_are_passed_over_and_rows_keep_their_numbers(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN, {}, {"标题": " "}, PLAIN | {"来源编号": "A-2"}])
    assert [number for number, _row in read_ledger(path)] == [2, 5]


def test_a_million_empty_rows_end_the_sheet(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN])
    # As a spreadsheet does that was formatted down to its last row: rows without cells, and a lying dimension.
    empty = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_001))
    repacked(path, "xl/worksheets/sheet1.xml", "</sheetData>", f"{empty}</sheetData>")
    assert len(read_ledger(path)) == 1


def test_what_stands_below_a_thousand_empty_rows_is_not_lost_unseen(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN, *({"标题": " "} for _ in range(3000)), PLAIN])
    assert "第 3003 行" in refused(path)


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MOST_ROWS", 3)
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN] * 3)
    assert len(read_ledger(path)) == 3
    assert "超过 3 行" in refused(write_ledger(path, [PLAIN] * 4))


def test_rows_may_be_ragged(tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADERS)
    sheet.append(["A-1", "12345电话"])
    book.save(tmp_path / "x.xlsx")
    [(_number, row)] = read_ledger(tmp_path / "x.xlsx")
    assert row["source_number"] == "A-1" and row.get("title") is None


@pytest.mark.parametrize(("epoch", "expected"), [
    (None, datetime(2026, 1, 5, 9, 30)), (CALENDAR_MAC_1904, datetime(2030, 1, 6, 9, 30)),
])
def test_a_plain_number_in_a_date_column_counts_days(tmp_path, epoch, expected):
    book = Workbook()
    if epoch:
        book.epoch = epoch
    book.active.append(HEADERS)
    book.active.append([(PLAIN | {"受理时间": 46027.395833333336, "来源编号": 46027}).get(header) for header in HEADERS])
    book.save(tmp_path / "x.xlsx")
    [(_number, row)] = read_ledger(tmp_path / "x.xlsx")
    assert abs(row["received_at"] - expected) < timedelta(milliseconds=5)
    assert row["source_number"] == 46027


def test_a_date_written_as_eight_digits_stays_a_number(tmp_path):
    [(_number, row)] = read_ledger(write_ledger(tmp_path / "x.xlsx", [PLAIN | {"受理时间": 20260105}]))
    assert row["received_at"] == 20260105


@pytest.mark.parametrize("size", ['<dimension ref="A1"/>', ""])
def test_a_sheet_whose_program_did_not_know_its_size_is_read_to_the_end(tmp_path, size):
    """As many offices' systems write it, which stream their rows."""
    book = Workbook()
    for row in (HEADERS, *([PLAIN.get(header) for header in HEADERS] for _row in range(3))):
        book.active.append(row)
    path = tmp_path / "x.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as package:
        [stated] = re.findall("<dimension [^>]*/>", package.read("xl/worksheets/sheet1.xml").decode())
    repacked(path, "xl/worksheets/sheet1.xml", stated, size)
    assert len(read_ledger(path)) == 3


def test_lists_to_choose_from_do_no_harm(tmp_path):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN])
    repacked(path, "xl/worksheets/sheet1.xml", "</worksheet>",
             '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>')
    assert len(read_ledger(path)) == 1


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).map(clean_lines).filter(bool)
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=LOCAL))


@st.composite
def ledger_rows(draw: st.DrawFn) -> list[Any]:
    return [
        draw(MOMENTS if column.kind is Kind.MOMENT else st.sampled_from(["甲", "A-1"]) if place == 0 else TEXTS)
        for place, column in enumerate(LEDGER)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(ledger_rows(), min_size=1, max_size=5))
def test_what_our_own_writer_wrote_is_read_back_equal(rows):
    columns = [Column(column.header, 10, Look.MOMENT if column.kind is Kind.MOMENT else Look.LEDGER)
               for column in LEDGER]
    with TemporaryDirectory() as place:
        path = Path(place) / "book.xlsx"
        write_book(Book("台账", "办公室", "全部", NOW, [Sheet("明细", columns, rows)]), path)
        read = read_ledger(path)
    assert [number for number, _row in read] == list(range(2, len(rows) + 2))
    for written, (_number, row) in zip(rows, read, strict=True):
        for value, column in zip(written, LEDGER, strict=True):
            cell = row[column.field]
            assert (moment_of(cell, NOW) if column.kind is Kind.MOMENT else clean_lines(cell)) == value


def test_the_table_is_written_as_it_is_read():
    assert [column.header for column in LEDGER] == (
        "来源编号 来源渠道 诉求类型 工单类别 诉求人 联系电话 企业名称 统一社会信用代码 标题 内容 发生地 紧急程度 受理时间 主办单位 "
        "协办单位 派单时间 签收时间 首次联系时间 到期时间 答复时间 公开答复 办结时间 是否解决 满意度 是否保密 是否直办 承办结果 退单次数 延期次数 重办次数 督办次数 并入编号 "
        "回访结果 满意度是否默认 事项分类 单位类别 结束方式 首派不准 签收期限 协办期限 协办反馈时间").split()
    assert [column.header for column in LEDGER if column.is_required] == [
        "来源编号", "来源渠道", "诉求类型", "内容", "受理时间"]


def test_reading_leaves_the_file_as_it_was(ledger):
    before = ledger.read_bytes()
    read_ledger(ledger)
    assert ledger.read_bytes() == before and load_workbook(ledger).sheetnames == ["台账"]
