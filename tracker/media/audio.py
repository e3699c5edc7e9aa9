"""Recordings: an MP4 container may hold a film; only sound is taken."""

import re
import struct
from typing import BinaryIO

from tracker.domain.attachments import refused
from tracker.domain.words import N_

MOST_INDEX = 16 * 1024 * 1024
"Bytes of the index of a container that are read at most."

_TRACK = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)


def _index(stream: BinaryIO) -> bytes:
    """The box that lists the tracks; empty when there is none."""
    size, at = stream.seek(0, 2), 0
    while at + 8 <= size:
        stream.seek(at)
        length, kind = struct.unpack(">I4s", stream.read(8))
        if length == 1:
            long = stream.read(8)
            length = struct.unpack(">Q", long)[0] if len(long) == 8 else 0
        if kind == b"moov":
            return stream.read(min(length, MOST_INDEX)) if length else stream.read(MOST_INDEX)
        if length < 8:
            break
        at += length
    return b""


def check_mp4(stream: BinaryIO, name: str) -> None:
    """Refuse a film, and a recording that was cut off before its index was written."""
    tracks = set(_TRACK.findall(_index(stream)))
    if b"vide" in tracks:
        raise refused(name, N_("“%(name)s”是视频。目前只接受录音；请转成 MP3，或截取画面作为图片上传。"))
    if b"soun" not in tracks:
        raise refused(name, N_("“%(name)s”：录音不完整或已损坏。请在录音设备上重新导出后再上传。"))
