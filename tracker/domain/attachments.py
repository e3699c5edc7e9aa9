"""Attachments: which files are taken, how large, from whom, and who may see, add or remove one.

What a file really is, is found out in media/; where it is kept, in store/files.py.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.permissions import Actor, Permission
from tracker.domain.refusals import Invalid
from tracker.domain.settings import Settings
from tracker.domain.words import N_, AttachmentKind, MediaClass, Part, Stage
from tracker.domain.workflow import OPEN_STAGES

NAME_MAX = 120
REASON_MAX = 200
MB = 1024 * 1024


@dataclass(frozen=True)
class MediaType:
    """One kind of file. `kept_as` is what it is stored as where it is written anew."""

    mime: str
    label: str
    media_class: MediaClass
    endings: tuple[str, ...]
    kept_as: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_I, _D, _A = MediaClass.IMAGE, MediaClass.DOCUMENT, MediaClass.AUDIO

MEDIA_TYPES: dict[str, MediaType] = {
    kind.mime: kind
    for kind in (
        MediaType("image/jpeg", "JPEG", _I, ("jpg", "jpeg")),
        MediaType("image/png", "PNG", _I, ("png",)),
        MediaType("image/webp", "WebP", _I, ("webp",)),
        # Browsers do not show HEIC; of a GIF the first picture is evidence, its movement is not.
        MediaType("image/heic", "HEIC", _I, ("heic", "heif"), kept_as="image/jpeg"),
        MediaType("image/gif", "GIF", _I, ("gif",), kept_as="image/png"),
        MediaType("application/pdf", "PDF", _D, ("pdf",)),
        MediaType("application/ofd", "OFD", _D, ("ofd",)),
        MediaType(f"{_OFFICE}.wordprocessingml.document", "Word", _D, ("docx",)),
        MediaType(f"{_OFFICE}.spreadsheetml.sheet", "Excel", _D, ("xlsx",)),
        MediaType(f"{_OFFICE}.presentationml.presentation", "PowerPoint", _D, ("pptx",)),
        MediaType("application/msword", "Word", _D, ("doc",)),
        MediaType("application/vnd.ms-excel", "Excel", _D, ("xls",)),
        MediaType("application/vnd.ms-powerpoint", "PowerPoint", _D, ("ppt",)),
        MediaType("audio/mpeg", "MP3", _A, ("mp3",)),
        MediaType("audio/wav", "WAV", _A, ("wav",)),
        MediaType("audio/mp4", "M4A", _A, ("m4a",)),
        MediaType("audio/aac", "AAC", _A, ("aac",)),
        MediaType("audio/amr", "AMR", _A, ("amr",)),
        MediaType("audio/ogg", "OGG", _A, ("ogg", "oga", "opus")),
    )
}
"Every type that is taken. Nothing here is ever run or laid out as a page: no HTML, no SVG, no plain text."

SHOWN_INLINE = frozenset(
    {"image/jpeg", "image/png", "image/webp", "application/pdf"}
    | {mime for mime, kind in MEDIA_TYPES.items() if kind.media_class is _A and mime != "audio/amr"}
)
"What a browser shows or plays by itself; the others are downloaded."

ENDINGS: tuple[str, ...] = tuple(ending for kind in MEDIA_TYPES.values() for ending in kind.endings)

TAKEN = N_("PDF、OFD、Word、Excel、PowerPoint，JPG、PNG、WebP、GIF、HEIC 图片，MP3、WAV、M4A、AAC、AMR、OGG 录音")


def clean_file_name(name: str) -> str:
    """The name as it is shown and downloaded: no folders, no control or direction characters, at most NAME_MAX."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(mark for mark in name if unicodedata.category(mark)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ")
    if len(name) > NAME_MAX:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:NAME_MAX - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else name[:NAME_MAX]
    return name or "未命名"


def refused(name: str, message: str, **params: object) -> Invalid:
    """A refusal at the file field that begins with the file's name."""
    return Invalid(message, field="files", name=clean_file_name(name), **params)


def type_by_name(name: str) -> MediaType:
    """The type that the name's ending claims; refuses one that is not taken."""
    _stem, dot, ending = clean_file_name(name).rpartition(".")
    for kind in MEDIA_TYPES.values():
        if dot and ending.lower() in kind.endings:
            return kind
    raise refused(name, N_("“%(name)s”：不接受这种文件。可以上传 %(taken)s；其他材料请转成 PDF 或拍照后上传。"), taken=TAKEN)


def named_as(name: str, kept: MediaType) -> str:
    """The cleaned name with the ending of what is kept: 现场.heic becomes 现场.jpg."""
    name = clean_file_name(name)
    stem, _dot, ending = name.rpartition(".")
    return name if ending.lower() in kept.endings else f"{stem}.{kept.endings[0]}"


@dataclass(frozen=True)
class Bounds:
    """How much is taken, in MB and files."""

    image_mb: int
    document_mb: int
    audio_mb: int
    most_files: int
    total_mb: int

    @classmethod
    def of(cls, settings: Settings) -> "Bounds":
        """The bounds in force."""
        return cls(
            settings.attachment_image_mb, settings.attachment_document_mb, settings.attachment_audio_mb,
            settings.attachments_most, settings.attachment_total_mb,
        )

    def most_mb(self, media_class: MediaClass) -> int:
        """The largest file of the class."""
        return {_I: self.image_mb, _D: self.document_mb, _A: self.audio_mb}[media_class]


ADVICE: dict[MediaClass, str] = {
    _I: N_("“%(name)s”有 %(have)s MB，图片最大 %(most)d MB。请用手机或画图软件缩小后再上传。"),
    _D: N_("“%(name)s”有 %(have)s MB，文档最大 %(most)d MB。请拆分，或压缩其中的图片后再上传。"),
    _A: N_("“%(name)s”有 %(have)s MB，录音最大 %(most)d MB。请截取有关的一段，或转成 MP3 后再上传。"),
}


def check_size(name: str, size: int, kind: MediaType, bounds: Bounds) -> None:
    """Refuse an empty file and one above its class's limit. `size` in bytes."""
    if size == 0:
        raise refused(name, N_("“%(name)s”是空文件。请检查原文件，或重新保存后再上传。"))
    most = bounds.most_mb(kind.media_class)
    if size > most * MB:
        raise refused(name, ADVICE[kind.media_class], have=f"{size / MB:.1f}", most=most)


def check_count(have: int, more: int, bounds: Bounds) -> None:
    """Refuse more files than an order may have."""
    if have + more > bounds.most_files:
        raise Invalid(
            N_("一张工单最多 %(most)d 个附件，已有 %(have)d 个，这次选了 %(more)d 个。请合并成一个 PDF，或移除不需要的附件。"),
            field="files", most=bounds.most_files, have=have, more=more,
        )


def kinds_offered(actor: Actor, stage: Stage, part: Part | None) -> tuple[AttachmentKind, ...]:
    """Kinds that `actor` may add to an order at `stage`; `part` is the active part of the actor's own unit."""
    if stage not in OPEN_STAGES:
        return ()
    kinds = []
    if actor.may(Permission.REGISTER_ORDER):
        kinds.append(AttachmentKind.CALLER)
    if actor.may(Permission.HANDLE_ORDER) and part is not None:
        kinds.append(AttachmentKind.HANDLING)
        # Who speaks with the caller holds the evidence of it: the lead alone (Beijing art. 14).
        if part is Part.LEAD:
            kinds.append(AttachmentKind.CONTACT)
    return tuple(kinds)


def may_remove(actor: Actor, stage: Stage, kind: AttachmentKind, *, is_own: bool, may_add: bool) -> bool:
    """May `actor` take it off the page? Whoever may add that kind may take back what is the own unit's.

    A dispatcher may at any time: a stranger's identity card does not wait for the order to be opened again.
    """
    if actor.may(Permission.DISPATCH_ORDER):
        return True
    return stage in OPEN_STAGES and may_add and (is_own or kind is AttachmentKind.CALLER)


def may_see(actor: Actor, kind: AttachmentKind, *, is_confidential: bool, is_granted: bool) -> bool:
    """May `actor`, who may see the order, see its attachments of `kind`?

    What a caller of a confidential order (保密) hands in names the caller: units see it when it was granted to them.
    """
    if kind is not AttachmentKind.CALLER or not is_confidential:
        return True
    return is_granted or actor.may(Permission.SEE_ALL_ORDERS)


def numbers_text(numbers: Iterable[int]) -> str:
    """1、2、5: how the timeline names attachments. Never by file name, which may hold a caller's."""
    return "、".join(str(number) for number in sorted(numbers))
