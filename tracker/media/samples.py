"""Small files for the demo office, drawn here and nobody's own: a photo, a scan, a recording."""

import math
import struct
import wave
from io import BytesIO

from PIL import Image, ImageDraw


def _saved(picture: Image.Image, kind: str) -> BytesIO:
    out = BytesIO()
    picture.save(out, kind)
    out.seek(0)
    return out


def photo() -> BytesIO:
    """A street under water, as a child would draw it."""
    picture = Image.new("RGB", (960, 640), (196, 214, 226))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 250, 960, 640), fill=(120, 122, 120))
    draw.polygon(((420, 250), (540, 250), (900, 640), (60, 640)), fill=(86, 88, 90))
    draw.ellipse((180, 430, 820, 600), fill=(104, 132, 150))
    draw.rectangle((60, 90, 300, 250), fill=(170, 140, 116))
    draw.rectangle((640, 60, 900, 250), fill=(150, 152, 160))
    for left in range(660, 880, 50):
        draw.rectangle((left, 90, left + 26, 130), fill=(214, 226, 236))
    return _saved(picture, "JPEG")


def scan() -> BytesIO:
    """A page with lines of grey, a seal beneath."""
    page = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((170, 70, 450, 96), fill=(60, 60, 60))
    for line in range(150, 640, 34):
        draw.rectangle((70, line, 550 - line % 5 * 30, line + 9), fill=(150, 150, 150))
    draw.ellipse((390, 650, 520, 780), outline=(200, 40, 40), width=5)
    return _saved(page, "PDF")


def recording(seconds: int = 3) -> BytesIO:
    """A line tone that fades."""
    rate = 8000
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(
            struct.pack("<h", int(6000 * math.exp(-step / rate) * math.sin(2 * math.pi * 450 * step / rate)))
            for step in range(rate * seconds)
        ))
    out.seek(0)
    return out
