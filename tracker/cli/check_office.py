"""What tracker check asks of the office: limits, people, jobs, files. The machine is asked in check.py."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from tracker import clock
from tracker.cli.finding import BAD, GOOD, WARN, Finding
from tracker.cli.managers import DUTIES, active_holders, managers_missing, mixed
from tracker.domain import limits as limit_table
from tracker.domain.notices import OutboxState
from tracker.domain.refusals import Refusal
from tracker.domain.words import OrderClass, RequestType, Urgency
from tracker.jobs.schedule import JOBS
from tracker.store import files, job_runs, tables
from tracker.store.attachments import wanted_files
from tracker.store.db import db
from tracker.store.job_runs import JobState, Result
from tracker.store.models import JobRun, OutboxItem

LONGEST_WAIT = timedelta(minutes=15)
"What is due is sent every minute; a slow receiver may delay it by some."


def limits(now: datetime) -> Iterator[Finding]:
    """Has every kind of order a limit today? One without cannot be dispatched."""
    rows, today = tables.limit_rows(), now.astimezone(clock.LOCAL).date()
    without = []
    for request_type in RequestType:
        try:
            for order_class in OrderClass:
                for urgency in Urgency:
                    limit_table.applying(rows, request_type, order_class, urgency, today)
        except Refusal:
            without.append(request_type.label)
    if without:
        yield Finding(BAD, f"时限表今天没有适用于{'、'.join(without)}的时限，这些工单不能派单。"
                           "新装的系统请运行 tracker init，否则请在“时限表”中补上。")
    else:
        yield Finding(GOOD, "时限表对各类诉求都有适用的时限")


def people(_now: datetime) -> Iterator[Finding]:
    """Is there each of the three managers, and none in another's place?"""
    missing = managers_missing()
    for role in DUTIES:
        if role in missing:
            yield Finding(WARN, f"没有在用的{role.label}。请用 tracker create-user 登录名 --name 姓名 --role {role.label} 新建。")
        else:
            yield Finding(GOOD, f"在用的{role.label} {active_holders(role)} 人")
    if names := mixed():
        yield Finding(BAD, f"{'、'.join(names)} 兼有不能兼任的角色（三权分立），只有管理角色还起作用。请安全管理员在“人员”中收回其一。")


def scheduler(now: datetime) -> Iterator[Finding]:
    """Does anything run by itself?"""
    if job_runs.is_silent(now):
        last = job_runs.last_scheduled()
        when = f"{last.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}" if last else "从未"
        yield Finding(WARN, f"定时任务没有在运行（上一次自动执行：{when}）。"
                            "请启动 tracker serve（设置 TRACKER_JOBS=on）或 tracker run-jobs。")
    else:
        yield Finding(GOOD, "定时任务正在运行")


def last_runs(_now: datetime) -> Iterator[Finding]:
    """Did each job end well when it last ran?"""
    for job in JOBS:
        newest = sa.select(JobRun).where(JobRun.job == job.name).order_by(JobRun.started_at.desc()).limit(1)
        run = db.session.scalar(newest)
        if run is not None and run.state == JobState.FAILED:
            at = f"{run.started_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
            yield Finding(WARN, f"任务 {job.name} 上一次（{at}，{run.period}）没有成功：{Result.from_text(run.result)}"
                                f"排除原因后可运行 tracker run-job {job.name}。")


def attached(_now: datetime) -> Iterator[Finding]:
    """Is every attachment's file where the database says?"""
    wanted = wanted_files()
    missing = sum(not files.path_of(sha256).is_file() for sha256 in wanted)
    if missing:
        yield Finding(BAD, f"{len(wanted)} 个附件文件中有 {missing} 个不在数据目录的 files 中。"
                           "请运行 tracker restore 备份目录 --identity 解密密钥文件 --missing-files 补回来。")
    else:
        yield Finding(GOOD, f"附件文件齐全：{len(wanted)} 个")


def outbox(now: datetime) -> Iterator[Finding]:
    """Does what is to leave the house leave it?"""
    dead = db.session.scalar(sa.select(sa.func.count()).where(OutboxItem.state == OutboxState.DEAD))
    stuck = db.session.scalar(sa.select(sa.func.count()).where(
        OutboxItem.state == OutboxState.WAITING, OutboxItem.next_at < now - LONGEST_WAIT))
    if dead:
        yield Finding(WARN, f"有 {dead} 条邮件或推送未能送达。请由系统管理员在“通知渠道”中查看原因，重新发送或放弃。")
    if stuck:
        yield Finding(WARN, f"有 {stuck} 条邮件或推送早该发出。请检查定时任务 send-outbox，或运行 tracker send-outbox。")
    if not dead and not stuck:
        yield Finding(GOOD, "邮件和推送没有积压")


CHECKS = (limits, people, scheduler, last_runs, attached, outbox)
