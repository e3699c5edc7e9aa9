"""Files that are ZIP packages: Word, Excel and PowerPoint since 2007, and OFD. Looked into, never unpacked.

Workbooks for import are looked into in sheets/package.py, which reads them to the end.
"""

import zipfile
import zlib
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from tracker.domain.attachments import refused
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

MAGIC = b"PK\x03\x04"
MB = 1024 * 1024
MOST_UNPACKED, MOST_PARTS, MOST_RATIO = 400 * MB, 10_000, 300
SMALL = 20 * MB
"Below this much unpacked, a high ratio harms nobody."
READ_AT_MOST = 2 * MB

_OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS: dict[bytes, str] = {
    b"wordprocessingml.document.main+xml": f"{_OFFICE}.wordprocessingml.document",
    b"spreadsheetml.sheet.main+xml": f"{_OFFICE}.spreadsheetml.sheet",
    b"presentationml.presentation.main+xml": f"{_OFFICE}.presentationml.presentation",
}
PROGRAMS = (
    ".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar", ".msi",
    ".lnk",
)
MACROS = N_("“%(name)s”含有宏，出于安全不能上传。请另存为不含宏的文件（.docx、.xlsx、.pptx）或 PDF 后再上传。")
LOCKED = N_("“%(name)s”加了密码，别人打不开。请去掉密码后再上传。")
HIDING = N_("“%(name)s”中夹带了不该有的内容，出于安全不能上传。请用 Office 或 WPS 打开，另存为 PDF 后再上传。")


def _refuse_bomb(package: ZipFile, name: str, size: int) -> None:
    """By what the package declares, before anything is read."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    is_steep = unpacked > SMALL and unpacked > MOST_RATIO * size
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or is_steep:
        raise refused(name, N_("“%(name)s”解开后过大，可能有异常内容。请另存为 PDF，或拆分后再上传。"))


def _refuse_around(package: ZipFile, stream: BinaryIO, name: str, size: int) -> None:
    """Anything before the first part or behind the last is another file that hides here."""
    first = min(part.header_offset for part in package.infolist())
    stream.seek(max(size - 22 - len(package.comment), 0))
    if first != 0 or stream.read(4) != b"PK\x05\x06":
        raise refused(name, HIDING)


def _read(package: ZipFile, part: ZipInfo) -> bytes:
    with package.open(part) as content:
        return content.read(READ_AT_MOST).replace(b"\0", b"")


def _loads_from_outside(package: ZipFile, part: ZipInfo) -> bool:
    """A template or object that is fetched when the file is opened brings its macros along."""
    said = _read(package, part)
    return b"External" in said and (b"/attachedTemplate" in said or b"/oleObject" in said or b"/frame" in said)


def _refuse_contents(package: ZipFile, parts: dict[str, ZipInfo], name: str) -> None:
    if any(part.flag_bits & 1 for part in parts.values()):
        raise refused(name, LOCKED)
    if any("vbaproject" in part or "macrosheets" in part or "/activex/" in part for part in parts):
        raise refused(name, MACROS)
    if any(part.endswith(PROGRAMS) for part in parts):
        raise refused(name, HIDING)
    if any(part.endswith(".rels") and _loads_from_outside(package, info) for part, info in parts.items()):
        raise refused(name, HIDING)


def _main_type(package: ZipFile, parts: dict[str, ZipInfo], name: str) -> str:
    if "[content_types].xml" not in parts:
        return "application/ofd" if "ofd.xml" in parts else "application/zip"
    said = _read(package, parts["[content_types].xml"])
    if b"macroEnabled" in said:
        raise refused(name, MACROS)
    return next((mime for main, mime in MAIN_PARTS.items() if main in said), "application/zip")


def type_of(stream: BinaryIO, name: str) -> str:
    """The type of the package; refuses macros, passwords, bombs, stowaways and what is broken."""
    size = stream.seek(0, 2)
    try:
        with zipfile.ZipFile(stream) as package:
            _refuse_bomb(package, name, size)
            parts = {part.filename.lower().replace("\\", "/"): part for part in package.infolist()}
            if not parts:
                return "application/zip"
            _refuse_around(package, stream, name, size)
            _refuse_contents(package, parts, name)
            return _main_type(package, parts, name)
    except Invalid:
        raise
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        raise refused(name, N_("“%(name)s”：文件不完整或已损坏。请用原来的软件打开，另存后再上传。")) from error
