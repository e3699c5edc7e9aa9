"""Settings of an installation: environment first, then one TOML file, then the default."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting cannot be used; the message says which one and what to do."""


@dataclass(frozen=True)
class Setting:
    """One setting: its environment variable, default, and what it means (with its unit)."""

    env: str
    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "data": Setting("TRACKER_DATA", "", "数据目录：数据库、附件、月报、备份；默认在项目目录下的 var"),
    "database_url": Setting("TRACKER_DATABASE_URL", "", "数据库地址；默认是数据目录中的 SQLite，也可用 postgresql://"),
    "secret_key": Setting("TRACKER_SECRET_KEY", "", "会话签名密钥，32 个字符以上；生产环境必须设置"),
    "env": Setting("TRACKER_ENV", "production", "运行环境：production 或 development"),
    "host": Setting("TRACKER_HOST", "127.0.0.1", "监听地址"),
    "port": Setting("TRACKER_PORT", "8000", "监听端口"),
    "threads": Setting("TRACKER_THREADS", "8", "服务线程数"),
    "jobs": Setting("TRACKER_JOBS", "on", "服务进程内是否运行定时任务：on 或 off"),
    "session_idle_minutes": Setting("TRACKER_SESSION_IDLE_MINUTES", "30", "多少分钟不操作后须重新登录"),
    "session_hours": Setting("TRACKER_SESSION_HOURS", "12", "登录后最长多少小时须重新登录"),
    "cookie_secure": Setting("TRACKER_COOKIE_SECURE", "off", "只经 https 发送会话：on 或 off"),
    "upload_mb": Setting("TRACKER_UPLOAD_MB", "20", "上传文件上限，兆字节"),
    "backup_keep": Setting("TRACKER_BACKUP_KEEP", "14", "保留最近多少份备份"),
    "proxies": Setting("TRACKER_PROXIES", "0", "前面有几层可信反向代理"),
    "locale": Setting("TRACKER_LOCALE", "zh", "默认语言：zh 或 en"),
    "demo": Setting("TRACKER_DEMO", "off", "是否显示演示数据提示：on 或 off"),
}


@dataclass(frozen=True)
class Config:
    """The installation's settings, checked."""

    data: Path
    database_url: str
    secret_key: str
    env: str
    host: str
    port: int
    threads: int
    jobs: bool
    session_idle_minutes: int
    session_hours: int
    cookie_secure: bool
    upload_mb: int
    backup_keep: int
    proxies: int
    locale: str
    demo: bool

    def flask(self) -> dict[str, Any]:
        """The same as Flask and its extensions read it."""
        on_postgres = self.database_url.startswith("postgresql")
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # psycopg's prepared statements let PostgreSQL keep a generic plan: LIKE took 1.1 s instead of 0.2 ms.
            "SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": {"prepare_threshold": None}} if on_postgres else {},
            "PERMANENT_SESSION_LIFETIME": timedelta(minutes=self.session_idle_minutes),
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.cookie_secure,
            "MAX_CONTENT_LENGTH": self.upload_mb * 1024 * 1024,
            "WTF_CSRF_TIME_LIMIT": self.session_hours * 3600,
            "TRACKER_SESSION_HOURS": self.session_hours,
            "TRACKER_PROXIES": self.proxies,
            "TRACKER_LOCALE": self.locale,
            "TRACKER_DEMO": self.demo,
        }


def _file_values(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        return {key: str(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"设置文件 {path} 不是正确的 TOML：{error}") from None


def _number(name: str, text: str, low: int, high: int) -> int:
    if not text.isdigit() or not low <= int(text) <= high:
        raise BadSetting(f"{SETTINGS[name].env}={text!r} 不对：应为 {low} 到 {high} 的整数（{SETTINGS[name].meaning}）。")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text not in ("on", "off"):
        raise BadSetting(f"{SETTINGS[name].env}={text!r} 不对：应为 on 或 off（{SETTINGS[name].meaning}）。")
    return text == "on"


def _choice(name: str, text: str, *allowed: str) -> str:
    if text not in allowed:
        raise BadSetting(f"{SETTINGS[name].env}={text!r} 不对：应为 {' 或 '.join(allowed)}。")
    return text


def _database_url(text: str, data: Path) -> str:
    """SQLAlchemy's address; postgresql:// means psycopg 3."""
    if not text:
        return f"sqlite:///{data / 'tracker.sqlite3'}"
    for scheme in ("postgresql://", "postgres://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
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
    kept = data / "secret.key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text()


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; raises BadSetting. Creates the data folder."""
    environ = os.environ if environ is None else environ
    is_checkout = (HOME / "setup.cfg").exists()
    default_data = HOME / "var" if is_checkout else Path.home() / ".local/share/hotline-tracker"
    data = Path(environ.get("TRACKER_DATA") or default_data).resolve()
    data.mkdir(parents=True, exist_ok=True)
    kept = _file_values(Path(environ.get("TRACKER_CONFIG") or data / "tracker.toml"))
    unknown = set(kept) - set(SETTINGS)
    if unknown:
        raise BadSetting(f"设置文件中有不认识的设置：{'、'.join(sorted(unknown))}。")

    def text(name: str) -> str:
        return (environ.get(SETTINGS[name].env) or kept.get(name) or SETTINGS[name].default).strip()

    env = _choice("env", text("env"), "production", "development")
    return Config(
        data=data,
        database_url=_database_url(text("database_url"), data),
        secret_key=_secret_key(text("secret_key"), env, data),
        env=env,
        host=text("host"),
        port=_number("port", text("port"), 1, 65535),
        threads=_number("threads", text("threads"), 1, 64),
        jobs=_switch("jobs", text("jobs")),
        session_idle_minutes=_number("session_idle_minutes", text("session_idle_minutes"), 1, 1440),
        session_hours=_number("session_hours", text("session_hours"), 1, 168),
        cookie_secure=_switch("cookie_secure", text("cookie_secure")),
        upload_mb=_number("upload_mb", text("upload_mb"), 1, 1000),
        backup_keep=_number("backup_keep", text("backup_keep"), 1, 1000),
        proxies=_number("proxies", text("proxies"), 0, 10),
        locale=_choice("locale", text("locale"), "zh", "en"),
        demo=_switch("demo", text("demo")),
    )
