"""What runs by itself: the one table of jobs. How a run is kept from happening twice is decided in runner.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from tracker.domain.periods import previous_month
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.jobs import auditing, periods
from tracker.store import exports
from tracker.store.job_runs import Result
from tracker.usecases.anonymise_orders import anonymise_orders
from tracker.usecases.archive_orders import archive_orders
from tracker.usecases.back_up import back_up
from tracker.usecases.flag_due_orders import Flagged, flag_due_orders
from tracker.usecases.forget_rates import forget_rates
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.remind_expiring_articles import Reminded, remind_expiring_articles
from tracker.usecases.remove_exports import remove_exports
from tracker.usecases.send_digest import send_digest
from tracker.usecases.send_outbox import Sent, send_outbox
from tracker.usecases.sweep_files import sweep_files
from tracker.usecases.tidy_accounts import tidy_accounts
from tracker.usecases.work_off_export import work_off_export

NOTHING_DUE = Result(N_("没有新的临期或超期工单。"))
NOTHING_TO_SEND = Result(N_("没有待发的邮件和推送。"))

NOTHING_TO_EXPORT = Result(N_("没有排队的导出。"))

QUIET = {"flag-due": NOTHING_DUE, "send-outbox": NOTHING_TO_SEND, "make-exports": NOTHING_TO_EXPORT}
"What a job that runs often says when there was nothing to do: not worth a line, and soon forgotten."


@dataclass(frozen=True)
class Job:
    """One job; a period is what it must happen once for."""

    name: str
    when: Mapping[str, int | str]
    "Cron fields, in the office's time."
    rhythm: str
    "The same in words."
    what: str
    period: Callable[[datetime], str]
    "The period that a run at this moment is for."
    action: Callable[[str, datetime], Result]
    "Does the work for the period."
    lease_minutes: int
    "After this long without an end the run counts as dead."
    missing: Callable[[datetime], list[str]]
    "The periods to catch up on, oldest first; those that are done may be among them."
    is_due: Callable[[datetime], bool] = lambda now: True
    "A look before the run by itself: a job that fires every few seconds leaves no trace when there is nothing to do."


def _flag_due(_period: str, now: datetime) -> Result:
    flagged = flag_due_orders(now=now)
    if flagged == Flagged():
        return NOTHING_DUE
    return Result(
        N_("提醒临期 %(due_soon)d 项、超期 %(overdue)d 项，未能处理 %(skipped)d 件。"),
        {"due_soon": flagged.due_soon, "overdue": flagged.overdue, "skipped": flagged.skipped},
    )


def _send_outbox(_period: str, now: datetime) -> Result:
    config = current_app.extensions["tracker_config"]
    sent = send_outbox(mail=config.mail, base_url=config.base_url, now=now)
    if sent == Sent():
        return NOTHING_TO_SEND
    return Result(
        N_("发出通知 %(sent)d 条，稍后重试 %(waiting)d 条，未能送达 %(dead)d 条。"),
        {"sent": sent.sent, "waiting": sent.waiting, "dead": sent.dead},
    )


def _export(_second: str, now: datetime) -> Result:
    worked = work_off_export(now=now)
    if worked is None:
        return NOTHING_TO_EXPORT
    export_id, state = worked
    how = state.label if state else N_("已取消，或由其他进程接手")
    return Result(N_("第 %(id)d 号导出：%(how)s"), {"id": export_id, "how": how})


def _remove_exports(_night: str, now: datetime) -> Result:
    return Result(N_("删除过了保留期的导出文件 %(count)d 个。"), {"count": remove_exports(by=PROGRAM, now=now)})


def _digest(_day: str, now: datetime) -> Result:
    return Result(N_("已向 %(count)d 人发出每日提醒。"), {"count": send_digest(now=now)})


def _monthly_workbook(month: str, now: datetime) -> Result:
    made = make_monthly_workbook(month, by=PROGRAM, now=now)
    return Result(N_("%(month)s 月报已生成：%(file)s"), {"month": made.period, "file": made.path.name})


def _archive(_day: str, now: datetime) -> Result:
    return Result(N_("已归档 %(count)d 件。"), {"count": archive_orders(now=now)})


def _anonymise(_day: str, now: datetime) -> Result:
    return Result(N_("已匿名化 %(count)d 件过了保存期限的工单。"), {"count": anonymise_orders(by=PROGRAM, now=now)})


def _backup(_night: str, now: datetime) -> Result:
    made = back_up(by=PROGRAM, now=now)
    said = {"file": made.path.name, "kb": (made.size + 1023) // 1024, "files": made.files, "removed": made.removed}
    if made.missing:
        return Result(
            N_("已备份到 %(file)s（%(kb)d KB）和附件、工作簿 %(files)d 个，清理旧备份 %(removed)d 份。"
               "有 %(missing)d 个附件文件不在数据目录中或已损坏，请从以前的备份恢复。"),
            said | {"missing": made.missing},
        )
    return Result(N_("已备份到 %(file)s（%(kb)d KB）和附件、工作簿 %(files)d 个，清理旧备份 %(removed)d 份。"), said)


def _sweep(_night: str, now: datetime) -> Result:
    return Result(N_("清理没有用上的上传文件 %(count)d 个。"), {"count": sweep_files(by=PROGRAM, now=now)})


def _forget_rates(_night: str, now: datetime) -> Result:
    return Result(N_("清理过期的频率计数 %(count)d 条。"), {"count": forget_rates(by=PROGRAM, now=now)})


def _remind_knowledge(_morning: str, now: datetime) -> Result:
    reminded = remind_expiring_articles(now=now)
    if reminded == Reminded():
        return Result(N_("没有新的即将过期的知识。"))
    return Result(
        N_("提醒即将过期的知识 %(told)d 条，未能处理 %(skipped)d 条。"),
        {"told": reminded.told, "skipped": reminded.skipped},
    )


def _tidy_accounts(_night: str, now: datetime) -> Result:
    tidied = tidy_accounts(by=PROGRAM, now=now)
    return Result(
        N_("停用长期未登录的账户 %(dormant)d 个，结束过期的登录 %(ended)d 处。"),
        {"dormant": tidied.dormant, "ended": tidied.ended})


JOBS = (
    Job(
        "flag-due", {"minute": "*"}, N_("每分钟"), N_("办公时间内检查各环节时限，临期和超期各提醒一次"),
        periods.minute, _flag_due, 10, periods.no_periods,
    ),
    Job(
        "send-outbox", {"minute": "*"}, N_("每分钟"), N_("发送邮件和推送通知，失败的稍后重试"),
        periods.minute, _send_outbox, 10, periods.no_periods,
    ),
    Job(
        "make-exports", {"second": "*/3"}, N_("每 3 秒"), N_("写出排队的导出文件，一次一个"),
        periods.second, _export, 120, periods.no_periods, exports.is_waiting,
    ),
    Job(
        "digest", {"minute": "*/5"}, N_("每个工作日上班时"), N_("向承办单位经办人和督办员发每日提醒，列出超期、今日到期、未签收和未联系的工单"),
        periods.opened, _digest, 30, periods.missing_digest,
    ),
    Job(
        "monthly-workbook", {"day": 1, "hour": 0, "minute": 30}, N_("每月 1 日 00:30"), N_("生成上月月报工作簿"),
        previous_month, _monthly_workbook, 60, periods.missing_months,
    ),
    Job(
        "archive", {"hour": 3, "minute": 0}, N_("每天 03:00"), N_("把办结满规定时间的工单归档"),
        periods.day, _archive, 60, periods.no_periods,
    ),
    Job(
        "anonymise", {"hour": 4, "minute": 15}, N_("每天 04:15"), N_("匿名化过了保存期限的工单"),
        periods.day, _anonymise, 60, periods.no_periods,
    ),
    Job(
        "backup", {"hour": periods.BACKUP_HOUR, "minute": 0}, N_("每天 02:00"), N_("备份数据库、附件和工作簿，清理旧备份"),
        periods.night, _backup, 60, lambda now: [periods.night(now)],
    ),
    Job(
        "audit-anchor", {"minute": 10}, N_("每小时第 10 分"), N_("把审计链的末端写到数据库之外的锚点文件"),
        periods.hour, auditing.anchor, 10, periods.no_periods,
    ),
    Job(
        "audit-verify", {"hour": periods.VERIFY_HOUR, "minute": 0}, N_("每天 04:00"), N_("核验审计记录有没有被改动、删除或插入"),
        periods.day, auditing.verify, 120, periods.no_periods,
    ),
    Job(
        "sweep-files", {"hour": 3, "minute": 30}, N_("每天 03:30"), N_("清理没有用上的上传文件"),
        periods.night, _sweep, 60, periods.no_periods,
    ),
    Job(
        "remove-exports", {"hour": 3, "minute": 45}, N_("每天 03:45"), N_("删除过了保留期的导出文件"),
        periods.night, _remove_exports, 60, periods.no_periods,
    ),
    Job(
        "forget-rates", {"hour": 3, "minute": 50}, N_("每天 03:50"), N_("清理过期的频率计数"),
        periods.night, _forget_rates, 10, periods.no_periods,
    ),
    Job(
        "tidy-accounts", {"hour": 4, "minute": 15}, N_("每天 04:15"), N_("停用长期未登录的账户，清理过期的登录、链接和失败次数"),
        periods.night, _tidy_accounts, 60, lambda now: [periods.night(now)],
    ),
    Job(
        "knowledge-expiry", {"hour": periods.KNOWLEDGE_HOUR, "minute": 0}, N_("每天 08:00"),
        N_("检查知识库的失效日期，每条知识每个失效日期提醒一次"),
        periods.morning, _remind_knowledge, 10, lambda now: [periods.morning(now)],
    ),
)


def job_named(name: str) -> Job:
    """The job of that name; raises NotFound."""
    for job in JOBS:
        if job.name == name:
            return job
    raise NotFound(
        N_("没有叫“%(name)s”的定时任务。可用：%(known)s。"), name=name, known="、".join(job.name for job in JOBS))
