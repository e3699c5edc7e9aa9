"""The words of a message that leaves the house: no caller, no quote; of a confidential order its number alone.

What the inbox shows is decided in reads/inbox.py; a robot's and a receiver's wrapping in couriers/shapes.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from tracker import clock
from tracker.domain.account_events import IF_NOT_YOU, AccountEvent
from tracker.domain.links import LinkKind
from tracker.domain.saying import said
from tracker.domain.timeline import Entry
from tracker.domain.warnings import Heading
from tracker.store.db import db
from tracker.store.models import AccountNotice, Digest, OutboxItem
from tracker.store.outbox import Letter

MOST_LINES = 50
"So many notices stand in one mail; the inbox has the rest."

LINK = "link"

MOST_SIGNS = 300
"Longest title or sentence in a message, characters."


@dataclass(frozen=True)
class Line:
    """One notice in the receiver's language."""

    id: str
    kind: str
    at: datetime
    number: str
    title: str
    text: str
    url: str

    @property
    def block(self) -> str:
        """As plain text."""
        head = "　".join(part for part in (self.number, self.title) if part)
        return "\n".join(part for part in (head, self.text, self.url) if part)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_SIGNS else text[:MOST_SIGNS - 1] + "…"


def _line(letter: Letter, base_url: str) -> Line:
    item, entry, order = letter
    if item.digest_id is not None:
        return _digest_line(item, base_url)
    if item.account_notice_id is not None:
        return _account_line(item, base_url)
    if item.sealed is not None:
        return _link_line(item, item.sealed, base_url)
    if entry is None or order is None:
        return Line(item.key, "test", item.created_at, "", "", _("这是一条测试消息，收到即说明通道可用。"), "")
    is_secret = order.is_confidential
    text = _("保密工单有新进展，请登录系统查看。") if is_secret else said(
        Entry.by_code(entry.kind), entry.data, lambda words: _(words), _moment)
    return Line(
        id=item.key, kind=entry.kind, at=entry.at, number=order.number, title="" if is_secret else _cut(order.title),
        text=_cut(text), url=f"{base_url}/orders/{order.id}" if base_url else "",
    )


def _digest_line(item: OutboxItem, base_url: str) -> Line:
    """已超期 2 件（MJ…、MJ…）；今日到期 1 件（MJ…）: numbers alone, no caller."""
    digest = db.session.get(Digest, item.digest_id)
    parts = [
        _("%(heading)s %(count)d 件（%(numbers)s）", heading=_(Heading(code).label), count=found["count"],
          numbers="、".join(number for _id, number in found["orders"]))
        for code, found in (digest.items.items() if digest else ())
    ]
    return Line(
        id=item.key, kind="digest", at=item.created_at, number="", title=_("每日提醒"), text="；".join(parts),
        url=f"{base_url}/digest" if base_url else "",
    )


def _account_line(item: OutboxItem, base_url: str) -> Line:
    """What happened to the receiver's own account."""
    told = db.session.get_one(AccountNotice, item.account_notice_id)
    sentence = _(AccountEvent(told.kind).label) % told.data
    return Line(
        id=item.key, kind=told.kind, at=told.at, number="", title=_("账户安全"),
        text=f"{sentence}{_(IF_NOT_YOU)}", url=f"{base_url}/inbox/" if base_url else "",
    )


def _link_line(item: OutboxItem, held: dict[str, str], base_url: str) -> Line:
    """A one-time link, for the person's own mailbox alone."""
    name = held["name"]
    if held["kind"] == LinkKind.INVITATION:
        text = _("%(name)s，您好。已为您开通热线工单系统的账户，请打开下面的链接设置密码。链接只能用一次，请勿转发。", name=name)
    else:
        text = _("%(name)s，您好。请打开下面的链接设置新密码。链接只能用一次，请勿转发；如果不是您要求的，请忽略并告诉安全管理员。", name=name)
    return Line(
        id=item.key, kind=LINK, at=item.created_at, number="", title=_("设置密码"), text=text,
        url=f"{base_url}/links/{held['token']}",
    )


def lines(letters: Iterable[Letter], base_url: str) -> list[Line]:
    """The notices of one address, oldest first. Call in the receiver's locale."""
    return [_line(letter, base_url) for letter in letters]


def as_json(found: Sequence[Line], now: datetime) -> dict[str, Any]:
    """For a program: every notice with an id by which it knows a repetition."""
    return {
        "version": 1, "sent_at": now.astimezone(clock.LOCAL).isoformat(timespec="seconds"),
        "notices": [
            {
                "id": line.id, "kind": line.kind, "at": line.at.astimezone(clock.LOCAL).isoformat(timespec="seconds"),
                "order": {"number": line.number, "title": line.title, "url": line.url} if line.number else None,
                "text": line.text,
            }
            for line in found
        ],
    }


def as_text(found: Sequence[Line], most_bytes: int) -> str:
    """For a robot: as many notices as fit, and how many more there are."""
    text = str(_("热线工单通知"))
    for number, line in enumerate(found):
        longer = f"{text}\n\n{line.block}"
        more = _more(len(found) - number)
        if len(f"{longer}\n\n{more}".encode()) > most_bytes:
            return f"{text}\n\n{more}"
        text = longer
    return text


def as_mail(found: Sequence[Line]) -> tuple[str, str]:
    """Subject and text of one mail, however many notices it tells."""
    numbers = list(dict.fromkeys(line.number for line in found if line.number))
    if any(line.kind == LINK for line in found):
        subject = _("热线工单：设置密码")
    elif len(numbers) == 1:
        subject = _("热线工单 %(number)s 有新进展", number=numbers[0])
    else:
        subject = _("热线工单：%(count)d 条通知", count=len(found))
    parts = [f"{_moment(line.at)}\n{line.block}" for line in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        parts.append(_more(len(found) - MOST_LINES))
    parts.append(_("本邮件由热线工单系统自动发出，请勿回复。不想再收到，请登录系统，在“通知”页关闭邮件通知。"))
    return subject, "\n\n".join(parts) + "\n"


def _more(count: int) -> str:
    return str(_("另有 %(count)d 条，请登录系统查看。", count=count))
