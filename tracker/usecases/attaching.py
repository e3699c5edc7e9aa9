"""What the verbs that take files share: looking at each, keeping the contents, and writing the rows.

Looking and keeping come before the transaction: nobody waits for a slow disk, and a row never names what is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from tracker.clock import LOCAL
from tracker.domain.attachments import MB, Bounds, check_count, numbers_text, refused
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, AttachmentKind
from tracker.media.looking import Looked, look
from tracker.store import attachments, files, tables
from tracker.store.db import db
from tracker.store.models import Attachment, WorkOrder
from tracker.store.story import tell


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class Kept:
    """A file whose contents are on the disk."""

    looked: Looked
    sha256: str
    size: int
    thumb_sha256: str | None


def bounds_on(now: datetime) -> Bounds:
    """The limits in force."""
    return Bounds.of(tables.settings_on(now.astimezone(LOCAL).date()))


def keep_all(uploads: Sequence[Upload], now: datetime) -> list[Kept]:
    """Look at every file and keep them all; raises InvalidEntries, one problem a file, and then keeps none."""
    bounds = bounds_on(now)
    check_count(0, len(uploads), bounds)
    if sum(upload.stream.seek(0, 2) for upload in uploads) > bounds.total_mb * MB:
        raise Invalid(N_("一次最多上传 %(most)d MB。请分几次上传。"), field="files", most=bounds.total_mb)
    looked, problems = [], []
    for upload in uploads:
        try:
            looked.append(look(upload.name, upload.stream, bounds))
        except Invalid as problem:
            problems.append(problem)
    if problems:
        raise InvalidEntries(problems)
    return [_keep(one, now) for one in looked]


def _keep(looked: Looked, now: datetime) -> Kept:
    try:
        sha256, size = files.keep(looked.body, now)
        thumb = files.keep(BytesIO(looked.thumb), now)[0] if looked.thumb else None
    except OSError as error:
        raise Invalid(
            N_("附件不能写入数据目录：%(why)s。请联系系统管理员检查磁盘空间。"), field="files",
            why=error.strerror or str(error),
        ) from error
    return Kept(looked, sha256, size, thumb)


def _refuse_twice(have: Sequence[Attachment], kept: Sequence[Kept]) -> None:
    """The same contents twice in one order is a double click or an oversight."""
    seen = {attachment.sha256: attachment.number for attachment in have}
    more: set[str] = set()
    problems = []
    for one in kept:
        if one.sha256 in seen:
            problems.append(refused(
                one.looked.name, N_("“%(name)s”与本工单的附件 %(number)d 内容相同，无需重复上传。"), number=seen[one.sha256]))
        elif one.sha256 in more:
            problems.append(refused(one.looked.name, N_("“%(name)s”选了两次，请去掉重复的。")))
        more.add(one.sha256)
    if problems:
        raise InvalidEntries(problems)


def attach(order: WorkOrder, kept: Sequence[Kept], kind: AttachmentKind, by: Actor, now: datetime) -> None:
    """Write the rows and tell it; inside a transaction that holds the order."""
    if not kept:
        return
    have = attachments.rows(order.id)
    check_count(len(have), len(kept), bounds_on(now))
    _refuse_twice(have, kept)
    last = attachments.last_number(order.id)
    for number, one in enumerate(kept, last + 1):
        db.session.add(Attachment(
            order_id=order.id, number=number, kind=kind, file_name=one.looked.name, media_type=one.looked.kind.mime,
            size=one.size, sha256=one.sha256, thumb_sha256=one.thumb_sha256, width=one.looked.width,
            height=one.looked.height, at=now, by_id=by.id, by=by.name, unit_id=by.department_id,
            unit_name=by.department_name,
        ))
    tell(
        order, Entry.ATTACHED, by, now, kind=kind.label,
        numbers=numbers_text(range(last + 1, last + len(kept) + 1)),
    )
