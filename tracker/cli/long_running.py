"""What the commands that stay share: the schema and keys they refuse, an orderly end when told to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from apscheduler.schedulers.base import BaseScheduler

from tracker import clock
from tracker.cli import memory
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.store import probes, schema, sealed_rows
from tracker.usecases.seal_personal_data import seal_personal_data


def refuse_old_schema() -> None:
    """Serving an older or newer schema would fail in the middle of somebody's work."""
    had, wanted = schema.versions()
    if not had:
        raise click.ClickException("数据库还没有建立，没有启动。请先运行 tracker init。")
    if schema.is_newer():
        raise click.ClickException(
            f"数据库结构（{'、'.join(sorted(had))}）比程序新，没有启动。请安装新版程序；"
            "要退回旧版，请用新版程序运行 tracker downgrade，或恢复升级前的备份，见 docs/operations.md。")
    if had != wanted:
        raise click.ClickException("数据库结构与程序版本不一致，没有启动。请运行 tracker upgrade（先自动备份，再升级）。")


def refuse_wrong_keys() -> None:
    """Serving with another key file, or with personal data in clear, would fail in the middle of somebody's work."""
    try:
        if probes.require_right_ring():
            return
        if sealed_rows.has_clear():
            raise click.ClickException("数据库中还有未加密的个人信息，没有启动。请先运行 tracker seal（可中断，会接着做）。")
        seal_personal_data(by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(f"{refusal} 没有启动。") from None


@contextmanager
def until_stopped(clockwork: BaseScheduler | None) -> Iterator[None]:
    """SIGTERM ends the block as Ctrl+C does, with exit code 0; a job that is running is let come to its end."""

    def stop(_signal: int, _frame: Any) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with memory.given_back():
            yield
    finally:
        if clockwork is not None and clockwork.running:
            clockwork.shutdown(wait=True)
        signal.signal(signal.SIGTERM, before)
