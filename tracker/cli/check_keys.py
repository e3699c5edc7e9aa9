"""What tracker check asks about the keys that personal data are sealed with: the file, whose it is, what is left."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import current_app

from tracker.cli.finding import BAD, GOOD, WARN, Finding
from tracker.domain.refusals import Refusal
from tracker.store import backups, keys, probes, sealed_rows

OTHERS = 0o077
"Whoever is not the owner."


def _folders() -> Iterator[tuple[str, Path]]:
    yield "备份目录", backups.settings().folder
    yield "附件目录", current_app.extensions["tracker_config"].data / "files"


def key_file(_now: datetime) -> Iterator[Finding]:
    """Is it there, its owner's alone, and away from what it protects?"""
    place = keys.place()
    if not place.exists():
        level, more = (BAD, str(Refusal(keys.MISSING, path=str(place)))) if keys.has_probes() else (
            WARN, f"还没有密钥文件 {place}，第一次使用时自动生成。")
        yield Finding(level, more)
        return
    if place.stat().st_mode & OTHERS:
        yield Finding(BAD, f"本机其他用户可以读取密钥文件。请运行 chmod 600 {place}")
    for what, folder in _folders():
        if place.resolve().is_relative_to(folder.resolve()):
            yield Finding(BAD, f"密钥文件放在{what} {folder} 中，会随备份一起带走。请移到别处，并用 TRACKER_KEYS 指定。")


def right_keys(_now: datetime) -> Iterator[Finding]:
    """Does it open what the database holds, and is everything sealed, by the newest key?"""
    try:
        was_said = probes.require_right_ring()
    except Refusal as refusal:
        yield Finding(BAD, str(refusal))
        return
    if not was_said and sealed_rows.has_clear():
        yield Finding(BAD, "数据库中还有未加密的个人信息。请运行 tracker seal。")
        return
    waiting, ring = sealed_rows.waiting(), list(keys.ring())
    if waiting:
        yield Finding(WARN, f"更换密钥没有做完，还有 {waiting} 行用旧密钥加密。请再运行一次 tracker rotate-keys。")
    yield Finding(GOOD, f"个人信息已加密，当前密钥 {ring[0]}，密钥文件 {keys.place()}。请确认已单独保存副本。")


CHECKS = (key_file, right_keys)
