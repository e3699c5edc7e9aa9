"""What tracker check asks of the web door: how the session travels, by which names it is entered."""

from collections.abc import Iterator
from datetime import datetime

from flask import current_app

from tracker.cli.finding import GOOD, WARN, Finding
from tracker.config import Config

ONLY_HERE = ("127.0.0.1", "localhost", "::1")


def _config() -> Config:
    config: Config = current_app.extensions["tracker_config"]
    return config


def cookie(_now: datetime) -> Iterator[Finding]:
    """Does the session travel over https alone, and can the staff sign in at all?"""
    config = _config()
    is_https = config.base_url.startswith("https://")
    if config.cookie_secure and config.base_url and not is_https:
        yield Finding(WARN, "TRACKER_COOKIE_SECURE=on，但 TRACKER_BASE_URL 是 http://，职工会登录不上。请启用 https，或改为 auto。")
    elif config.cookie_secure:
        yield Finding(GOOD, "会话只经 https 发送")
    elif config.env == "production":
        yield Finding(WARN, "会话经 http 明文发送，同一网络中的人可能截取。请在前面架设 https 反向代理，"
                            "设置 TRACKER_BASE_URL=https://… 和 TRACKER_PROXIES=1；确认只在可信的内网使用的，可以不理会。")
    if is_https and not config.proxies and config.host in ONLY_HERE:
        yield Finding(WARN, "TRACKER_BASE_URL 是 https，但 TRACKER_PROXIES=0：记录的来源地址都会是代理的地址。请设为前面代理的层数。")
    if config.proxies and config.host not in ONLY_HERE:
        yield Finding(WARN, f"信任 {config.proxies} 层代理，又在 {config.host} 上监听：绕过代理直接访问的人可以冒充来源地址。"
                            "请设 TRACKER_HOST=127.0.0.1，或在防火墙上只许代理访问。")


def names(_now: datetime) -> Iterator[Finding]:
    """By which names is it entered?"""
    config = _config()
    if config.hosts:
        yield Finding(GOOD, f"可以用这些主机名打开：{'、'.join(config.hosts)}")
    elif config.env == "production":
        yield Finding(WARN, "没有设置 TRACKER_BASE_URL 或 TRACKER_HOSTS：只能用 IP 地址或本机名打开，通知中也没有链接。请设为职工打开本系统的网址。")


CHECKS = (cookie, names)
