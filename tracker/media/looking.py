"""What a file handed in really is: by its contents, never by what its name or the browser says."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import filetype

from tracker.domain.attachments import MEDIA_TYPES, Bounds, MediaType, check_size, named_as, refused, type_by_name
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, MediaClass
from tracker.media import audio, ole, packages, pdf
from tracker.media.images import redraw

HEAD = 8192
"Bytes that tell most kinds."

SAME = {"audio/x-wav": "audio/wav", "image/heif": "image/heic", "video/mp4": "audio/mp4"}
"How the library calls it → how we do. Whether an MP4 holds sound alone is found out in audio.py."


@dataclass(frozen=True)
class Looked:
    """A file that is taken: what is kept of it. `body` stands at its beginning."""

    name: str
    kind: MediaType
    body: BinaryIO
    thumb: bytes | None = None
    width: int | None = None
    height: int | None = None


def real_type(stream: BinaryIO, name: str) -> str:
    """The media type of the contents; empty for what is not known. Refuses what hides something."""
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(packages.MAGIC):
        return packages.type_of(stream, name)
    if head.startswith(ole.MAGIC):
        return ole.type_of(stream, name)
    found = filetype.guess_mime(head) or ""
    return SAME.get(found, found)


def _other_kind(name: str, claimed: MediaType, real: str) -> Invalid:
    ending = name.rpartition(".")[2].lower()
    kind = MEDIA_TYPES.get(real)
    if kind is None:
        return refused(
            name, N_("“%(name)s”：内容不是 %(claimed)s，可能已损坏或改过扩展名。请用原来的软件打开，另存后再上传。"),
            claimed=claimed.label,
        )
    return refused(
        name, N_("“%(name)s”：扩展名是 .%(ending)s，内容却是 %(real)s。请核对是不是这个文件；确实是的，把扩展名改为 .%(right)s 再上传。"),
        ending=ending, real=kind.label, right=kind.endings[0],
    )


FURTHER: dict[str, Callable[[BinaryIO, str], None]] = {
    "application/pdf": pdf.check,
    "audio/mp4": audio.check_mp4,
}
"What is asked of some kinds besides."


def _is(claimed: MediaType, real: str) -> bool:
    """Is it what the name says? Pictures of another kind are taken: they are drawn anew and named right."""
    both = (claimed, MEDIA_TYPES.get(real))
    return claimed.mime == real or all(kind is not None and kind.media_class is MediaClass.IMAGE for kind in both)


def look(name: str, stream: BinaryIO, bounds: Bounds) -> Looked:
    """What to keep of the file; raises Invalid with what to do where it cannot be taken."""
    claimed = type_by_name(name)
    check_size(name, stream.seek(0, 2), claimed, bounds)
    real = real_type(stream, name)
    if not _is(claimed, real):
        raise _other_kind(name, claimed, real)
    kind = MEDIA_TYPES[real]
    if kind.media_class is MediaClass.IMAGE:
        kept = MEDIA_TYPES[kind.kept_as or kind.mime]
        drawn = redraw(stream, name, kind, kept)
        return Looked(named_as(name, kept), kept, BytesIO(drawn.body), drawn.thumb, drawn.width, drawn.height)
    if real in FURTHER:
        FURTHER[real](stream, name)
    stream.seek(0)
    return Looked(named_as(name, kind), kind, stream)
