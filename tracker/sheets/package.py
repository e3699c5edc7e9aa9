"""Is a file from outside a plain .xlsx at all? Seen to before openpyxl touches it. How its rows are read: reader.py."""

import struct
import zipfile
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

MOST_UNPACKED = 300 * 1024 ** 2
MOST_PART = 240 * 1024 ** 2
"Bytes, unpacked: of the whole package and of one part (shared texts are held in memory)."
MOST_PARTS = 5_000
MOST_LISTED = MOST_PARTS * 400
"Bytes of the package's own list of its parts, which is read before anything can be counted."
MOST_TYPES = 4 * 1024 ** 2
CHUNK = 1024 ** 2

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = (
    (b"%PDF", N_("PDF 文件")), (b"\x89PNG", N_("图片")), (b"\xff\xd8\xff", N_("图片")), (b"GIF8", N_("图片")),
    (b"<", N_("网页")), (b"Rar!", N_("压缩包")), (b"7z\xbc\xaf", N_("压缩包")),
)
"How other files begin; the rest that reads as text is taken for CSV."
TOO_MUCH = N_("文件解开后过大，可能有异常内容。请按月份或年份拆分后再上传。")
BROKEN = N_("文件不完整或已损坏，请重新从原处导出一次再上传。")


class UnreadableSheet(Invalid):
    """The file as a whole cannot be taken."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, field="file", **params)


def _refuse_other_kind(head: bytes) -> None:
    if not head.strip():
        raise UnreadableSheet(N_("文件是空的，请重新选择。"))
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((words for begins, words in KINDS if plain.startswith(begins)), None)
    if kind is None and b"\0" not in head:
        kind = N_("文本或 CSV 文件")
    raise UnreadableSheet(
        N_("这是%(kind)s，不是 Excel 工作簿。请用 Excel 打开后另存为 .xlsx 再上传，表头可对照模板。") if kind
        else N_("这不是 Excel 工作簿。请上传 .xlsx 文件，表头可对照模板。"), kind=kind or "",
    )


def _refuse_old(path: Path) -> None:
    """An OLE container: an .xlsx with a password, or the .xls of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise UnreadableSheet(N_("文件加了密码。请在 Excel 中去掉打开密码后再上传。"))
    raise UnreadableSheet(N_("这是旧版 .xls 或加了密码的文件。请用 Excel 打开，另存为不带密码的 .xlsx 后再上传。"))


def _refuse_contents(parts: list[ZipInfo], package: ZipFile) -> None:
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise UnreadableSheet(N_("文件含有宏，出于安全不能导入。请另存为不含宏的 .xlsx 后再上传。"))
    if "xl/workbook.bin" in names:
        raise UnreadableSheet(N_("这是 .xlsb 二进制工作簿。请用 Excel 打开后另存为 .xlsx 再上传。"))
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise UnreadableSheet(N_("这不是 Excel 工作簿。请上传 .xlsx 文件，表头可对照模板。"))
    sizes = [part.file_size for part in parts]
    if sum(sizes) > MOST_UNPACKED or max(sizes) > MOST_PART or len(parts) > MOST_PARTS:
        raise UnreadableSheet(TOO_MUCH)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableSheet(N_("文件加了密码。请在 Excel 中去掉打开密码后再上传。"))
    types = next(part for part in parts if part.filename.lower() == "[content_types].xml")
    if types.file_size > MOST_TYPES or b"macroEnabled" in package.read(types):
        raise UnreadableSheet(N_("文件含有宏，出于安全不能导入。请另存为不含宏的 .xlsx 后再上传。"))


def _unpack(part: ZipInfo, package: ZipFile) -> None:
    """Read the part to its end, which proves its checksum; XML that defines entities of its own is refused."""
    with package.open(part) as content:
        head = content.read(CHUNK)
        if b"<!DOCTYPE" in head.replace(b"\0", b""):
            raise UnreadableSheet(N_("文件中有不该有的 XML 定义，出于安全不能导入。请用 Excel 打开后另存为 .xlsx 再上传。"))
        while content.read(CHUNK):
            pass


def _refuse_long_list(path: Path) -> None:
    """By what the package's end says of its list of parts: hundreds of thousands would fill the memory unread."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - 65_557))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if 0 <= end <= len(tail) - 22 and struct.unpack("<I", tail[end + 12:end + 16])[0] > MOST_LISTED:
        raise UnreadableSheet(TOO_MUCH)


def look_inside(path: Path) -> int:
    """How many bytes it unpacks to; refuses (UnreadableSheet) what is no sound, plain .xlsx."""
    with path.open("rb") as file:
        head = file.read(2048)
    if head.startswith(OLE[:4]):
        _refuse_old(path)
    if not head.startswith(b"PK"):
        _refuse_other_kind(head)
    _refuse_long_list(path)
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _refuse_contents(parts, package)
            for part in parts:
                _unpack(part, package)
            return sum(part.file_size for part in parts)
    except (BadZipFile, OSError, EOFError, NotImplementedError, ValueError, zlib.error) as error:
        raise UnreadableSheet(BROKEN) from error
