"""Workbooks made to hurt: refused in words, under a cap on memory and time, whichever door they come to."""

import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.ledgers import HEADERS, PLAIN, write_ledger
from tracker.sheets import apart
from tracker.sheets.knowledge import COLUMNS, read_knowledge
from tracker.sheets.package import UnreadableSheet
from tracker.sheets.reader import read_ledger

MB = 1024 ** 2
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DOORS: list[Callable[[Path], object]] = [read_ledger, read_knowledge]


def package(path: Path, **parts: bytes) -> Path:
    """A plain ledger's package with parts changed or added; `__` in a name is a slash, `_dot_` a dot."""
    write_ledger(path, [PLAIN])
    with zipfile.ZipFile(path) as plain:
        kept = {name: plain.read(name) for name in plain.namelist()}
    kept |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as hostile:
        for name, content in kept.items():
            hostile.writestr(name, content)
    return path


def sheet(rows: bytes, dimension: bytes = b"") -> bytes:
    return HEAD + b"<worksheet " + MAIN + b">" + dimension + b"<sheetData>" + rows + b"</sheetData></worksheet>"


def cells(number: int, texts: list[str]) -> bytes:
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{inner}</row>'.encode()


def header(door: Callable[[Path], object]) -> bytes:
    return cells(1, HEADERS if door is read_ledger else [column.header for column in COLUMNS])


def many_strings(_door: object) -> dict[str, bytes]:
    """A million shared texts, each of which becomes an object."""
    return {"xl__sharedStrings_dot_xml": HEAD + b"<sst " + MAIN + b">" + b"<si><t>a</t></si>" * 1_000_000 + b"</sst>"}


def many_cells(door: Callable[[Path], object]) -> dict[str, bytes]:
    row = b"<row>" + b"<c/>" * 16_384 + b"</row>"
    return {"xl__worksheets__sheet1_dot_xml": sheet(header(door) + row * 100)}


def deep(_door: object) -> dict[str, bytes]:
    return {"xl__styles_dot_xml": HEAD + b"<styleSheet " + MAIN + b">" + b"<a>" * 800_000 + b"</a>" * 800_000}


def billionth_row(door: Callable[[Path], object]) -> dict[str, bytes]:
    far = b'<dimension ref="A1:XFD1048576"/>'
    return {"xl__worksheets__sheet1_dot_xml": sheet(header(door) + b'<row r="2000000000"><c/></row>', far)}


def ten_thousand_sheets(_door: object) -> dict[str, bytes]:
    return {f"xl__worksheets__s{number}_dot_xml": b"<x/>" for number in range(10_000)}


def outside_entity(door: Callable[[Path], object]) -> dict[str, bytes]:
    doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return {"xl__worksheets__sheet1_dot_xml": sheet(header(door) + cells(2, ["&e;"])).replace(HEAD, HEAD + doctype)}


def late_entity(door: Callable[[Path], object]) -> dict[str, bytes]:
    """Behind more blanks than anybody looks through."""
    doctype = b" " * (2 * MB) + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return {"xl__worksheets__sheet1_dot_xml": sheet(header(door) + cells(2, ["&e;"])).replace(HEAD, HEAD + doctype)}


def macro_sheet(_door: object) -> dict[str, bytes]:
    return {"xl__macrosheets__sheet1_dot_xml": b"<x/>", "xl__vbaProject_dot_bin": b"x"}


HOSTILE = [
    many_strings, many_cells, deep, billionth_row, ten_thousand_sheets, outside_entity, late_entity, macro_sheet]

READABLE = [many_strings]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("make", HOSTILE)
def test_a_workbook_made_to_hurt_is_refused_under_the_caps(tmp_path, monkeypatch, make, door):
    """Or read, where it only looked like it; the house neither waits nor fills up."""
    monkeypatch.setattr(apart, "MEMORY_MB", 400)
    monkeypatch.setattr(apart, "CPU_SECONDS", 4)
    path = package(tmp_path / "hostile.xlsx", **make(door))
    assert path.stat().st_size < 4 * MB
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        assert door(path) and make in READABLE
    except UnreadableSheet as refusal:
        assert str(refusal).endswith("。") and "/etc" not in str(refusal)
    assert time.process_time() - began < 20
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 150, f"{grown:.0f} MB here"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < 1024


@pytest.mark.parametrize("door", DOORS)
def test_a_list_of_parts_without_end_is_refused_unread(tmp_path, door):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as many:
        for number in range(60_000):
            many.writestr(f"xl/{'x' * 40}{number}", b"")
    with pytest.raises(UnreadableSheet, match="解开后过大"):
        door(path)


@pytest.mark.parametrize("door", DOORS)
def test_names_that_lead_elsewhere_are_read_as_names_and_write_nothing(tmp_path, door):
    inside = tmp_path / "in"
    inside.mkdir()
    path = package(inside / "path.xlsx", **{".." + "__" + ".." + "__evil": b"x", "__evil_abs": b"x"})
    try:
        door(path)
    except UnreadableSheet as refusal:
        assert "请" in str(refusal)
    assert sorted(tmp_path.rglob("*evil*")) == [] and not Path("/evil_abs").exists()


def test_links_to_elsewhere_are_not_followed(tmp_path):
    """External links and DDE lie in parts that nobody opens; a formula is read as the value that stands beside it."""
    rows = cells(1, HEADERS) + cells(2, [str(PLAIN.get(head, "")) for head in HEADERS]).replace(
        b'<c t="inlineStr"><is><t>A-1</t></is></c>', b"<c><f>cmd|'/C calc'!A0</f><v>7</v></c>")
    link = HEAD + b"<externalLink " + MAIN + b'><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
    path = package(tmp_path / "dde.xlsx", xl__worksheets__sheet1_dot_xml=sheet(rows), xl__externalLinks__x_dot_xml=link)
    ((_number, fields),) = read_ledger(path)
    assert fields["source_number"] == 7


def test_a_large_sound_workbook_is_read_apart_to_the_same_rows(tmp_path, monkeypatch):
    path = write_ledger(tmp_path / "large.xlsx", [PLAIN | {"来源编号": f"A-{number}"} for number in range(300)])
    here = read_ledger(path)
    monkeypatch.setattr(apart, "HARMLESS", 1)
    assert read_ledger(path) == here and len(here) == 300
    bad = write_ledger(tmp_path / "bad.xlsx", [PLAIN], ["标题", "标题"])
    with pytest.raises(UnreadableSheet, match="表头"):
        read_ledger(bad)
