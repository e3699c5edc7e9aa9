"""What tracker check asks of the lines to other machines: does any of them go out in clear? All: docs/operations.md."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import make_url, select

from tracker.cli.finding import GOOD, WARN, Finding
from tracker.config import Config
from tracker.store.db import db
from tracker.store.models import Hook

ONLY_HERE = ("127.0.0.1", "localhost", "::1")
PROVEN = ("verify-full", "verify-ca")
"What libpq calls a connection that is encrypted whatever happens, to a server that has shown its certificate."


def _is_here(host: str | None) -> bool:
    """The machine itself, by name, by number or by a socket in its file system."""
    return not host or host in ONLY_HERE or host.startswith("/")


def _told(query: dict[str, str | tuple[str, ...]], name: str) -> str:
    value = query.get(name, "")
    return value if isinstance(value, str) else value[-1]


def in_clear(config: Config, hooks: list[tuple[str, str]]) -> Iterator[str]:
    """What to do about each line that may be read on its way; `hooks` are (name, address)."""
    url = make_url(config.database_url)
    query = dict(url.query)
    if url.get_backend_name() == "postgresql" and not _is_here(url.host or _told(query, "host")):
        if _told(query, "sslmode") not in PROVEN:
            yield ("到 PostgreSQL 服务器的连接可能不加密。请在 TRACKER_DATABASE_URL 后加 "
                   "?sslmode=verify-full&sslrootcert=证书文件。")
    if config.limits_store.startswith("redis://") and not _is_here(urlsplit(config.limits_store).hostname):
        yield "到 Redis 服务器的连接不加密。请改用 rediss://，或 TRACKER_LIMITS_STORE=database。"
    if config.mail is not None and config.mail.tls == "none" and not _is_here(config.mail.host):
        yield "邮件不加密发往邮件服务器，其中可能有重置密码的链接。请设 TRACKER_SMTP_TLS=starttls 或 tls。"
    plain = [name for name, address in hooks if address.startswith("http://")
             and not _is_here(urlsplit(address).hostname)]
    if plain:
        yield f"推送通道“{'、'.join(plain)}”用 http:// 明文发送。请在“通知渠道”中改为 https://。"


def lines(_now: datetime) -> Iterator[Finding]:
    """Does anything leave this machine in clear?"""
    hooks = db.session.execute(select(Hook.name, Hook.url).where(Hook.is_active).order_by(Hook.id))
    found = [Finding(WARN, text) for text in in_clear(
        current_app.extensions["tracker_config"], [(name, url) for name, url in hooks])]
    yield from found or [Finding(GOOD, "发往其他机器的数据都加密（数据库、邮件、推送）")]


CHECKS = (lines,)
