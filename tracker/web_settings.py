"""The settings of the web door: by which names it is entered, how its cookie travels, whom it may call by web."""

from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from tracker.setting import BadSetting, Setting

WEB: dict[str, Setting] = {
    "cookie_secure": Setting(
        "TRACKER_COOKIE_SECURE", "auto",
        "是否只经 https 发送会话；auto 看 TRACKER_BASE_URL：https:// 为 on，http:// 为 off，没有设置时生产环境为 on",
        ("auto", "on", "off")),
    "hosts": Setting(
        "TRACKER_HOSTS", "", "除 TRACKER_BASE_URL 外，职工还用哪些主机名打开本系统，用逗号分开；以点开头的包括其下各级"),
    "hook_hosts": Setting(
        "TRACKER_HOOK_HOSTS", "", "消息只能推送到这些主机，用逗号分开；以点开头的包括其下各级；不填则推送通道填什么都可以"),
    "limits_store": Setting(
        "TRACKER_LIMITS_STORE", "auto",
        "操作频率在哪里计数：memory 本进程，database 数据库（多个进程共用），redis://… Redis 服务器，off 不计；auto 生产环境为 memory，开发环境为 off"),
}

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"The machine itself: for the operator and for whatever asks whether the server lives."


def cookie_is_secure(choice: str, env: str, base_url: str) -> bool:
    """Does the session travel over https alone? Plain http must have been chosen: by a setting, or as the address."""
    if choice != "auto":
        return choice == "on"
    if base_url:
        return base_url.startswith("https://")
    return env == "production"


def limits_store(text: str, env: str) -> str:
    """Where rates are counted; raises BadSetting."""
    if text == "auto":
        return "memory" if env == "production" else "off"
    if text.startswith(("redis://", "rediss://")):
        if find_spec("redis") is None:
            raise BadSetting("TRACKER_LIMITS_STORE 要用 Redis，但没有安装它的驱动：请运行 pip install redis，或改用 database。")
    elif text not in ("memory", "database", "off"):
        raise WEB["limits_store"].refusal("…", "auto、memory、database、off 或 redis:// 开头的地址")
    return text


def _name(text: str, of: str = "hosts") -> str:
    """A host name as it stands in a request, without a port; raises BadSetting."""
    name = text.strip().lower()
    if not name or not name.isascii() or any(mark in name for mark in "/@?#* ") or name.startswith(".."):
        raise WEB[of].refusal(text, "主机名，例如 hotline.example.gov.cn,10.1.2.3")
    return name


def hosts(text: str, base_url: str) -> tuple[str, ...]:
    """The names that were named, by the setting and by the address; empty when neither names any. Raises BadSetting."""
    named = [_name(one) for one in text.split(",") if one.strip()]
    if base_url:
        named.insert(0, _host_of(base_url))
    return tuple(dict.fromkeys(named))


def hook_hosts(text: str) -> tuple[str, ...]:
    """To which hosts messages may be pushed; empty: to any. Raises BadSetting."""
    return tuple(dict.fromkeys(_name(one, "hook_hosts") for one in text.split(",") if one.strip()))


def _host_of(base_url: str) -> str:
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        host = ""
    if not host:
        raise BadSetting(f"TRACKER_BASE_URL={base_url!r} 不对：其中没有主机名。")
    return f"[{host}]" if ":" in host else host


def is_number(host: str) -> bool:
    """Is it an address in figures? No foreign name leads to one, so a page of another site cannot speak through it."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
