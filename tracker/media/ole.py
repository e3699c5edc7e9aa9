"""Office files of before 2007 (compound files): which program's they are, and whether they carry macros."""

from typing import BinaryIO

import olefile

from tracker.domain.attachments import refused
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.media.packages import LOCKED, MACROS

MAGIC = olefile.MAGIC

STREAMS = {
    "worddocument": "application/msword",
    "workbook": "application/vnd.ms-excel",
    "book": "application/vnd.ms-excel",
    "powerpoint document": "application/vnd.ms-powerpoint",
}
"Streams that only that program's files have."

MACRO_FOLDERS = frozenset({"macros", "vba", "_vba_project_cur", "_vba_project"})


def type_of(stream: BinaryIO, name: str) -> str:
    """The type of the compound file; refuses macros, passwords and what is broken."""
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream) as file:
            paths = [[step.lower() for step in path] for path in file.listdir(streams=True, storages=True)]
    except Invalid:
        raise
    except Exception as error:  # a broken file makes the reader stumble in many ways: a tree in a circle recurses
        raise refused(name, N_("“%(name)s”：文件不完整或已损坏。请用原来的软件打开，另存后再上传。")) from error
    if any(path == ["encryptedpackage"] for path in paths):
        raise refused(name, LOCKED)
    if any(step in MACRO_FOLDERS for path in paths for step in path):
        raise refused(name, MACROS)
    return next((STREAMS[path[0]] for path in paths if len(path) == 1 and path[0] in STREAMS), "application/x-ole")
