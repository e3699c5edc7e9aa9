"""Files as people hand them in, made in code: photos with a place in them, recordings, Office files, and disguises."""

import struct
import wave
import zipfile
import zlib
from io import BytesIO

from openpyxl import Workbook
from PIL import Image

from tracker.usecases.attaching import Upload

GPS, ORIENTATION = 0x8825, 0x0112
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "application/vnd.openxmlformats-officedocument"


def upload(name: str, body: bytes) -> Upload:
    """The file as the web hands it on."""
    return Upload(name, BytesIO(body))


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture with a left red and a right blue half."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of Pillow's `kind`."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 640, height: int = 480, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A phone's photo: with the place it was taken at, the camera, and the way the phone was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Phone of Mr Wen"
    exif[GPS] = {1: "N", 2: (24.0, 19.0, 12.5), 3: "E", 4: (116.0, 7.0, 5.25)}
    return saved(picture(width, height), kind, exif=exif)


def moving_gif() -> bytes:
    """Two pictures that take turns."""
    first, second = picture(40, 30), picture(40, 30).rotate(180)
    return saved(first, "GIF", save_all=True, append_images=[second], duration=100)


def huge_png(side: int = 50_000) -> bytes:
    """A few hundred bytes that claim to be a picture of side × side."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def pdf(words: str = "Hotline") -> bytes:
    """One page with a line of text."""
    text = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, start)


def wav(seconds: float = 1.0) -> bytes:
    """Silence."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(16000 * seconds)))
    return out.getvalue()


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(*tracks: bytes, brand: bytes = b"M4A ") -> bytes:
    """A container whose index lists `tracks`: soun, vide."""
    listed = b"".join(
        _box(b"trak", _box(b"mdia", _box(b"hdlr", bytes(8) + track + bytes(12)))) for track in tracks)
    head = _box(b"ftyp", brand + bytes(4) + brand + b"mp42isom")
    return head + _box(b"mdat", bytes(64)) + _box(b"moov", _box(b"mvhd", bytes(100)) + listed)


MP3 = (b"\xff\xfb\x90\x00" + bytes(413)) * 4
AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 5
AAC = (b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(20)) * 3
OGG = b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(20)
EXE = b"MZ\x90\0" + bytes(60) + b"PE\0\0" + bytes(200)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def package(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()


def office(main: str, part: str, **more: bytes | str) -> bytes:
    """A minimal Office package whose main part is of the content type `main`; `more` parts, __ standing for /."""
    types = (
        f'<Types xmlns="{_TYPES}"><Override PartName="/{part}" ContentType="{_OFFICE}.{main}.main+xml"/></Types>')
    named = {name.replace("__", "/"): body for name, body in more.items()}
    return package({"[Content_Types].xml": types, part: "<x/>"} | named)


def docx(**more: bytes | str) -> bytes:
    """A Word file."""
    return office("wordprocessingml.document", "word/document.xml", **more)


def pptx() -> bytes:
    """A PowerPoint file."""
    return office("presentationml.presentation", "ppt/presentation.xml")


def xlsx() -> bytes:
    """An Excel file, written by a library that others write with as well."""
    out, book = BytesIO(), Workbook()
    book.active["A1"] = "温小姐"
    book.save(out)
    return out.getvalue()


def ofd() -> bytes:
    """The national layout document."""
    return package({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<ofd:Document/>"})


def compound(*paths: str) -> bytes:
    """A compound file (Office before 2007) with empty streams; a path such as Macros/VBA makes a storage."""
    names = ["Root Entry"]
    children: dict[int, list[int]] = {0: []}
    for path in paths:
        above = 0
        for step in path.split("/"):
            mine = next((one for one in children[above] if names[one] == step), None)
            if mine is None:
                mine = len(names)
                names.append(step)
                children[mine] = []
                children[above].append(mine)
            above = mine
    none, end = 0xFFFFFFFF, 0xFFFFFFFE
    entries = b""
    siblings = {one: after for below in children.values() for one, after in zip(below, below[1:], strict=False)}
    for number, name in enumerate(names):
        wide = (name + "\0").encode("utf-16-le")
        kind = 5 if number == 0 else (1 if children[number] else 2)
        first = children[number][0] if children[number] else none
        entries += wide.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(wide), kind, 1, none, siblings.get(number, none), first)
        entries += bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", end, 0)
    sectors = -(-len(entries) // 512)
    entries = entries.ljust(sectors * 512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 0, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", sectors) + struct.pack("<I", none) * 108  # the table of sectors follows the names
    chain = [*range(1, sectors), end, 0xFFFFFFFD] + [none] * (128 - sectors - 1)
    return header + entries + struct.pack("<128I", *chain)
