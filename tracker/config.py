"""Settings of an installation: environment first, then one TOML file, then the default.

What an office may change while the program runs (limits, calendar, hours) is data instead: domain/settings.py.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tracker.backup_settings import BACKUP, Backups, backup_settings
from tracker.mail_settings import MAIL, MailServer, base_url, mail_server
from tracker.provider_settings import PROVIDER, Provider, provider
from tracker.setting import SWITCH, BadSetting, Setting
from tracker.web_settings import WEB, cookie_is_secure, hook_hosts, hosts, limits_store

__all__ = ["HOME", "SETTINGS", "BadSetting", "Config", "load"]

HOME = Path(__file__).resolve().parent.parent


SETTINGS: dict[str, Setting] = {
    "data": Setting("TRACKER_DATA", "", "数据目录：数据库、附件、月报、备份；默认在项目目录下的 var"),
    "database_url": Setting("TRACKER_DATABASE_URL", "", "数据库地址；默认是数据目录中的 SQLite，也可用 postgresql://"),
    "secret_key": Setting("TRACKER_SECRET_KEY", "", "会话签名密钥，32 个字符以上；生产环境必须设置"),
    "keys": Setting("TRACKER_KEYS", "", "密钥文件；默认是数据目录中的 keys.toml。请与数据库备份分开保存副本"),
    "anchors": Setting(
        "TRACKER_ANCHORS", "", "审计锚点文件；默认是数据目录中的 audit-anchors.log。放在另一块盘上，才能发现数据库被整体回退"),
    "env": Setting("TRACKER_ENV", "production", "运行环境", ("production", "development")),
    "host": Setting("TRACKER_HOST", "127.0.0.1", "监听地址"),
    "port": Setting("TRACKER_PORT", "8000", "监听端口", range(1, 65536)),
    "threads": Setting("TRACKER_THREADS", "8", "服务线程数", range(1, 65)),
    "jobs": Setting("TRACKER_JOBS", "on", "服务进程内是否运行定时任务", SWITCH),
    "session_idle_minutes": Setting("TRACKER_SESSION_IDLE_MINUTES", "30", "多少分钟不操作后须重新登录", range(1, 1441)),
    "session_hours": Setting("TRACKER_SESSION_HOURS", "12", "登录后最长多少小时须重新登录", range(1, 169)),
    "upload_mb": Setting("TRACKER_UPLOAD_MB", "20", "上传文件上限，兆字节", range(1, 1001)),
    "proxies": Setting("TRACKER_PROXIES", "0", "前面有几层可信反向代理", range(11)),
    "locale": Setting("TRACKER_LOCALE", "zh", "默认语言", ("zh", "en")),
    "log": Setting("TRACKER_LOG", "lines", "日志格式：lines 供人阅读，json 供采集", ("lines", "json")),
    "demo": Setting("TRACKER_DEMO", "off", "是否显示演示数据提示", SWITCH),
    **MAIL,
    **BACKUP,
    **WEB,
    **PROVIDER,
}


POSTGRES: dict[str, Any] = {
    # A connection that a restarted server has forgotten is replaced, not handed to a page.
    "pool_pre_ping": True,
    # prepare_threshold: psycopg's prepared statements let PostgreSQL keep a generic plan: LIKE took 1.1 s, not 0.2 ms.
    # A server that does not answer at all is given up after seconds, not after the kernel's quarter of an hour.
    "connect_args": {
        "prepare_threshold": None, "connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10,
        "keepalives_count": 3, "tcp_user_timeout": 30_000,
    },
}


@dataclass(frozen=True)
class Config:
    """The installation's settings, checked."""

    data: Path
    database_url: str = field(repr=False)  # may hold a password
    secret_key: str = field(repr=False)
    keys: Path
    "The key ring's file (store.keys): lose it, and what is sealed stays sealed."
    anchors: Path
    "Where the heads of the audit chain are written, outside the database (store.anchors)."
    env: str
    host: str
    port: int
    threads: int
    jobs: bool
    session_idle_minutes: int
    session_hours: int
    cookie_secure: bool
    upload_mb: int
    backups: Backups
    proxies: int
    locale: str
    log: str
    demo: bool
    base_url: str  # where staff open the tracker, without a last slash; empty: notices carry no links
    mail: MailServer | None
    "None: no mail is sent, and none is queued."
    hosts: tuple[str, ...]
    "By which names it may be entered besides the machine's own; empty: none was named."
    hook_hosts: tuple[str, ...]  # to which messages may be pushed; empty: to any
    limits_store: str = field(repr=False)  # may hold a password
    oidc: Provider | None
    "None: people sign in by password alone."

    def flask(self) -> dict[str, Any]:
        """The same as Flask and its extensions read it."""
        on_postgres = self.database_url.startswith("postgresql")
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # hide_parameters: a traceback in the log must not quote a caller's name or phone.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True} | (POSTGRES if on_postgres else {}),
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=self.session_hours),
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.cookie_secure,
            # A browser takes such a name only over https, from this very host: nobody beside us can set it.
            "SESSION_COOKIE_NAME": "__Host-session" if self.cookie_secure else "session",
            "MAX_CONTENT_LENGTH": self.upload_mb * 1024 * 1024,
            "WTF_CSRF_TIME_LIMIT": self.session_hours * 3600,
            "TRACKER_KEYS": str(self.keys),
            "TRACKER_ANCHORS": str(self.anchors),
            "TRACKER_PROXIES": self.proxies,
            "TRACKER_HOSTS": self.hosts,
            "TRACKER_LIMITS_STORE": self.limits_store,
            "TRACKER_HTTPS": self.base_url.startswith("https://"),
            "TRACKER_LOCALE": self.locale,
            "TRACKER_DEMO": self.demo,
        }


def _plain(value: Any) -> str:
    """A TOML value as the environment would say it: true is on."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _file_values(path: Path) -> dict[str, str]:
    """The settings file's values by name; raises BadSetting."""
    try:
        kept = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSetting(f"读不了设置文件 {path}：{error.strerror}。请检查 TRACKER_CONFIG 和文件权限。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"设置文件 {path} 不是正确的 TOML（UTF-8 编码）：{error}") from None
    unknown = set(kept) - set(SETTINGS)
    if unknown:
        raise BadSetting(f"设置文件 {path} 中有不认识的设置：{'、'.join(sorted(unknown))}。")
    return {name: _plain(value) for name, value in kept.items()}


def _database_url(text: str, data: Path) -> str:
    """SQLAlchemy's address; postgresql:// means psycopg 3."""
    if not text:
        return f"sqlite:///{data / 'tracker.sqlite3'}"
    for scheme in ("postgresql://", "postgres://"):
        if text.startswith(scheme):
            text = "postgresql+psycopg://" + text.removeprefix(scheme)
    if text.startswith("postgresql") and find_spec("psycopg") is None:
        raise BadSetting("TRACKER_DATABASE_URL 要用 PostgreSQL，但没有安装它的驱动：请安装 hotline-tracker[postgres]。")
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        # The address may hold a password: it is not repeated.
        raise BadSetting("TRACKER_DATABASE_URL 不对：应以 postgresql:// 或 sqlite:/// 开头（数据库地址）。")
    return text


def _secret_key(text: str, env: str, data: Path) -> str:
    if text:
        if len(text) < 32:
            raise BadSetting("TRACKER_SECRET_KEY 太短：请用 32 个以上的随机字符。")
        return text
    if env == "production":
        raise BadSetting(
            "没有设置 TRACKER_SECRET_KEY。生产环境必须设置：可用 python3 -c 'import secrets; print(secrets.token_hex(32))' "
            "生成一个，写入环境或设置文件；试用请设 TRACKER_ENV=development。"
        )
    return _kept_key(data / "secret.key")


def _kept_key(path: Path) -> str:
    """The key in the file, made on first use; whole or absent, even when two processes start at once."""
    if not path.exists():
        own = path.with_suffix(f".{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # the other process was quicker: its key counts
            os.link(own, path)
        own.unlink()
    return path.read_text()


def _data_folder(text: str) -> Path:
    is_checkout = (HOME / "setup.cfg").exists()
    default = HOME / "var" if is_checkout else Path.home() / ".local/share/hotline-tracker"
    data = Path(text or default).expanduser().resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)  # callers' names and numbers lie in it
    except OSError as error:
        raise BadSetting(f"建不了数据目录 {data}：{error.strerror}。请检查 TRACKER_DATA 和目录权限。") from None
    return data


def _places(environ: Mapping[str, str]) -> tuple[Path, dict[str, str]]:
    """The data folder and the settings file's values: either may say where the other lies."""
    named = environ.get("TRACKER_CONFIG")
    kept = _file_values(Path(named).expanduser()) if named else {}
    data = _data_folder(environ.get("TRACKER_DATA") or kept.get("data", ""))
    beside = data / "tracker.toml"
    if not named and beside.exists():
        kept = _file_values(beside)
        if "data" in kept:
            raise BadSetting(f"{beside} 就在数据目录中，不能再用 data 指定数据目录：请用环境变量 TRACKER_DATA。")
    return data, kept


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; raises BadSetting. Creates the data folder."""
    environ = os.environ if environ is None else environ
    data, kept = _places(environ)

    def text(name: str) -> str:
        return environ.get(SETTINGS[name].env, "").strip() or kept.get(name, "").strip() or SETTINGS[name].default

    def number(name: str) -> int:
        return SETTINGS[name].number(text(name))

    def switch(name: str) -> bool:
        return SETTINGS[name].choice(text(name)) == "on"

    env = SETTINGS["env"].choice(text("env"))
    address = base_url(text("base_url"))
    return Config(
        data=data,
        database_url=_database_url(text("database_url"), data),
        secret_key=_secret_key(text("secret_key"), env, data),
        keys=Path(text("keys") or data / "keys.toml").expanduser().resolve(),
        anchors=Path(text("anchors") or data / "audit-anchors.log").expanduser().resolve(),
        env=env,
        host=text("host"),
        port=number("port"),
        threads=number("threads"),
        jobs=switch("jobs"),
        session_idle_minutes=number("session_idle_minutes"), session_hours=number("session_hours"),
        cookie_secure=cookie_is_secure(SETTINGS["cookie_secure"].choice(text("cookie_secure")), env, address),
        upload_mb=number("upload_mb"),
        backups=backup_settings(text, data),
        proxies=number("proxies"),
        locale=SETTINGS["locale"].choice(text("locale")), log=SETTINGS["log"].choice(text("log")),
        demo=switch("demo"),
        base_url=address,
        mail=mail_server(text),
        hosts=hosts(text("hosts"), address), hook_hosts=hook_hosts(text("hook_hosts")),
        limits_store=limits_store(text("limits_store"), env),
        oidc=provider(text),
    )
