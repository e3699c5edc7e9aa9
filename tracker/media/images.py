"""Pictures are drawn anew: upright, without place, camera or comment, with a small one for the list.

What was hidden behind or inside the old file stays behind with it.
"""

import struct
import threading
import zlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from tracker.domain.attachments import MediaType, refused
from tracker.domain.words import N_

MOST_PIXELS = 66_000_000
"A 64-megapixel photo; decoded it takes 200 MB."
THUMB = (320, 320)

FORMATS = {
    # A phone's portrait or motion photo is an MPO: a JPEG with more pictures behind the first.
    "image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/webp": ("WEBP",), "image/gif": ("GIF",),
    "image/heic": ("HEIF",),
}
SAVING: dict[str, tuple[str, dict[str, Any]]] = {
    "image/jpeg": ("JPEG", {"quality": 90}),
    "image/png": ("PNG", {}),
    "image/webp": ("WEBP", {"quality": 90, "method": 2}),
}
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error, zlib.error,
)
"What Pillow raises on files that only pretend."

pillow_heif.register_heif_opener()
_one_at_a_time = threading.Lock()
"Several large photos decoded at once could exhaust the machine."


@dataclass(frozen=True)
class Redrawn:
    """The picture as it is kept, and its small one (JPEG)."""

    body: bytes
    thumb: bytes
    width: int
    height: int


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as a browser shows them without the colour profile, which goes with the rest."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            return changed or image
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, as JPEG needs it."""
    if not image.has_transparency_data:
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _plain(image: Image.Image, kept: str) -> Image.Image:
    """Pixels alone: upright, in a mode the format takes, with nothing attached."""
    image = _in_srgb(ImageOps.exif_transpose(image))
    if kept == "image/jpeg":
        image = _on_white(image)
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("1", "L", "P", "RGB") or (image.mode in ("1", "P") and kept == "image/webp"):
        image = image.convert("RGB")
    image = image.copy()
    image.info = {}
    return image


def _saved(image: Image.Image, mime: str, **more: Any) -> bytes:
    out = BytesIO()
    name, options = SAVING[mime]
    image.save(out, name, **(options | more))
    return out.getvalue()


def _thumb(image: Image.Image) -> bytes:
    small = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    small.thumbnail(THUMB)
    return _saved(_on_white(small), "image/jpeg", quality=80)


def _decoded(stream: BinaryIO, name: str, kind: MediaType) -> Image.Image:
    """The first picture of the file; a size is refused before it is unpacked."""
    image = Image.open(stream, formats=FORMATS[kind.mime])
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    image.load()
    return image


def redraw(stream: BinaryIO, name: str, kind: MediaType, kept: MediaType) -> Redrawn:
    """The picture anew, as `kept`; raises Invalid for one that is broken or too large."""
    stream.seek(0)
    try:
        with _one_at_a_time, _decoded(stream, name, kind) as opened:
            image = _plain(opened, kept.mime)
            return Redrawn(_saved(image, kept.mime), _thumb(image), image.width, image.height)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refused(
            name, N_("“%(name)s”像素过多，最多 %(most)d 万像素。请用手机或画图软件缩小后再上传。"),
            most=MOST_PIXELS // 10_000,
        ) from error
    except BROKEN as error:
        raise refused(name, N_("“%(name)s”：图片不完整或已损坏，打不开。请重新拍照或重新保存后再上传。")) from error
