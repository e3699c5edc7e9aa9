"""What a receiver of webhooks must look like. What it is sent: couriers/shapes.py."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tracker.domain.notices import HookShape
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.words import N_

NAME_MAX, URL_MAX, SECRET_MAX = 40, 500, 200


@dataclass(frozen=True)
class Receiver:
    """What an administrator enters. When one is changed, an address or secret that is None stays as it is."""

    name: str
    shape: HookShape
    url: str | None
    secret: str | None = None
    department_id: int | None = None


def _is_good(url: str) -> bool:
    """One address of http or https, as it will be called: no sign-in, no fragment, nothing to be encoded."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0  # a port beyond 65535 raises
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= URL_MAX
    is_bare = parts.scheme in ("http", "https") and "@" not in parts.netloc and not parts.fragment
    return is_whole and is_plain and is_bare


def may_be_called(url: str, hosts: Collection[str]) -> bool:
    """Is the address at one of the hosts? One that begins with a dot stands for all below it; none for any."""
    host = urlsplit(url).hostname or ""
    host = f"[{host}]" if ":" in host else host
    return not hosts or any(
        f".{host}".endswith(one) if one.startswith(".") else host == one for one in hosts)


def clean_receiver(receiver: Receiver, hosts: Collection[str] = ()) -> Receiver:
    """The receiver with its texts trimmed; raises InvalidEntries, each problem by its field.

    `hosts`: to which messages may be pushed; empty: to any.
    """
    name, problems = " ".join(receiver.name.split()), []
    if not name or len(name) > NAME_MAX:
        problems.append(Invalid(N_("请填写名称，最多 %(most)d 个字。"), field="name", most=NAME_MAX))
    url = receiver.url.strip() if receiver.url is not None else None
    if url is not None and not _is_good(url):
        problems.append(Invalid(
            N_("请填写完整的网址，以 https:// 或 http:// 开头，最多 %(most)d 个字符，不含用户名和空格。"), field="url", most=URL_MAX))
    elif url is not None and not may_be_called(url, hosts):
        problems.append(Invalid(N_("不能推送到这个主机。可以推送到哪里由运维人员在设置 TRACKER_HOOK_HOSTS 中限定。"), field="url"))
    secret = receiver.secret.strip() if receiver.secret is not None else None
    if secret and (len(secret) > SECRET_MAX or not secret.isprintable()):
        problems.append(Invalid(N_("密钥最多 %(most)d 个字符。"), field="secret", most=SECRET_MAX))
    if problems:
        raise InvalidEntries(problems)
    return replace(receiver, name=name, url=url, secret=secret)


def shown_url(url: str) -> str:
    """The address without its query, where a robot's key stands."""
    return f"{url.partition('?')[0]}?…" if "?" in url else url
