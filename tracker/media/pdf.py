"""PDF: kept as it is; one that was cut off is refused before somebody needs it."""

from typing import BinaryIO

from tracker.domain.attachments import refused
from tracker.domain.words import N_

TAIL = 64 * 1024


def check(stream: BinaryIO, name: str) -> None:
    """Refuse a file without an end."""
    size = stream.seek(0, 2)
    stream.seek(max(size - TAIL, 0))
    if b"%%EOF" not in stream.read():
        raise refused(name, N_("“%(name)s”：PDF 不完整，可能没有下载或传输完。请重新取得文件后再上传。"))
