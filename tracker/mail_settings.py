"""The settings that speak of mail: through which server notices leave, as whom, and where their links lead."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from urllib.parse import urlsplit

from tracker.setting import BadSetting, Setting

MAIL: dict[str, Setting] = {
    "base_url": Setting("TRACKER_BASE_URL", "", "职工打开本系统的网址，例如 https://hotline.example.gov.cn；通知中的链接由此生成"),
    "smtp_host": Setting("TRACKER_SMTP_HOST", "", "发邮件的 SMTP 服务器；不填则不发邮件通知"),
    "smtp_port": Setting("TRACKER_SMTP_PORT", "", "SMTP 端口；默认按加密方式为 25、587 或 465", range(1, 65536)),
    "smtp_tls": Setting("TRACKER_SMTP_TLS", "starttls", "SMTP 加密方式", ("none", "starttls", "tls")),
    "smtp_user": Setting("TRACKER_SMTP_USER", "", "SMTP 登录名；不填则不登录"),
    "smtp_password": Setting("TRACKER_SMTP_PASSWORD", "", "SMTP 登录密码或授权码"),
    "smtp_sender": Setting("TRACKER_SMTP_SENDER", "", "邮件通知的发件地址，例如 hotline@example.gov.cn"),
}

USUAL_PORTS = {"none": 25, "starttls": 587, "tls": 465}


@dataclass(frozen=True)
class MailServer:
    """The server that takes the mail; `tls` is none, starttls or tls."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(text: Callable[[str], str]) -> MailServer | None:
    """The server that the settings name, read by `text(name)`; None when there is none. Raises BadSetting."""
    tls = MAIL["smtp_tls"].choice(text("smtp_tls"))
    port = MAIL["smtp_port"].number(text("smtp_port")) if text("smtp_port") else USUAL_PORTS[tls]
    host, user, password = text("smtp_host"), text("smtp_user"), text("smtp_password")
    if not host:
        return None
    if user and not password:
        raise BadSetting("设置了 TRACKER_SMTP_USER，还须设置 TRACKER_SMTP_PASSWORD（SMTP 登录密码或授权码）。")
    return MailServer(host, port, tls, _sender(text("smtp_sender")), user, password)


def _sender(text: str) -> str:
    try:
        if Address(addr_spec=text).domain and text.isascii():
            return text
    except (HeaderParseError, ValueError, IndexError):
        pass
    raise MAIL["smtp_sender"].refusal(text, "一个邮箱地址")


def base_url(text: str) -> str:
    """The address without its last slash; nothing stays nothing. Raises BadSetting."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise MAIL["base_url"].refusal(text, "http:// 或 https:// 开头的网址")
    return text.rstrip("/")
