"""The office's settings: what each means, its default and what may be entered.

Values are dated rows in the store: a change applies from a day on and moves no promise already given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.domain.account_settings import ACCOUNT_SETTINGS
from tracker.domain.calendar import OfficeHours
from tracker.domain.factor_settings import FACTOR_SETTINGS
from tracker.domain.figure_settings import FIGURE_SETTINGS
from tracker.domain.permissions import Permission
from tracker.domain.rates import RATE_SETTINGS
from tracker.domain.refusals import Invalid
from tracker.domain.retention import RETENTION_SETTINGS
from tracker.domain.road_settings import ROAD_SETTINGS
from tracker.domain.road_words import ClockRule
from tracker.domain.sessions import WhenFull
from tracker.domain.setting_kinds import Definition, choice, number, one_of, security, text_up_to
from tracker.domain.warnings import Mark, parse_marks, written_marks
from tracker.domain.words import N_, DayEnd, Role

MOST_UPLOAD_MB = 1000
"No office may set more: the server reads no more of a request, whoever sends it."

SETTINGS: dict[str, Definition] = {
    "office_name": Definition(
        N_("单位名称"), N_("印在月报和页面上的单位名称"), "梅江区政务服务和数据管理局", text_up_to(40)
    ),
    "office_hours": Definition(
        N_("办公时间"),
        N_("工作小时只在此时段内计算，例如 08:30-12:00,14:30-17:30"),
        str(OfficeHours()),
        lambda text: str(OfficeHours.parse(text)),
        given=OfficeHours.parse,
    ),
    "day_end": choice(
        N_("到期日截止"), N_("到期当日在下班时截止，还是在24:00截止（民法典第二百零三条）"), DayEnd, DayEnd.OFFICE_CLOSE
    ),
    "reply_starts": Definition(
        N_("答复期限起算"),
        N_("答复期限自派单之日起算，还是自受理之日起算；当日不计"),
        "dispatch",
        one_of("dispatch", "receipt"),
        (("dispatch", N_("派单之日")), ("receipt", N_("受理之日"))),
    ),
    "warn_days": number(N_("提前预警"), N_("到期前多少个工作日亮“即将到期”"), 1, 1, 30),
    "warn_marks": Definition(
        N_("到期提醒"),
        N_("到期前何时提醒，用逗号分开：48 指到期前 48 小时，16工作小时 按办公时间计，50％ 指时限过去一半时；最多 5 个"),
        "48,24", lambda text: written_marks(parse_marks(text)), given=parse_marks,
    ),
    "callback_attempts": number(N_("回访次数上限"), N_("连续未接通达到此次数后，可以按无法联系办结"), 3, 1, 20),
    **FIGURE_SETTINGS,
    "attachment_image_mb": number(
        N_("图片附件上限"), N_("一张图片最大多少 MB"), 20, 1, 200
    ),
    "attachment_document_mb": number(
        N_("文档附件上限"), N_("一个 PDF、OFD 或 Office 文件最大多少 MB"), 50, 1, 500
    ),
    "attachment_audio_mb": number(
        N_("录音附件上限"), N_("一段录音最大多少 MB"), 100, 1, 500
    ),
    "attachments_most": number(
        N_("附件个数上限"), N_("一张工单最多有多少个附件"), 50, 1, 500
    ),
    "attachment_total_mb": number(
        N_("一次上传总量"), N_("一次提交的全部附件合计最大多少 MB"), 200, 1, MOST_UPLOAD_MB
    ),
    **ROAD_SETTINGS,
    "hot_window_days": number(N_("突出问题观察期"), N_("在最近多少个自然日受理的工单中发现突出问题"), 14, 3, 92),
    "hot_least": number(N_("突出问题起点"), N_("相似工单至少多少件才列出"), 3, 2, 100),
    "issue_warn_days": number(N_("突出问题到期提醒"), N_("目标日期前多少个自然日提醒督办员"), 7, 1, 60),
    "knowledge_warn_days": number(N_("知识过期提醒"), N_("失效前多少天提醒所属单位和审核人员"), 15, 1, 180),
    "send_attempts": number(N_("消息重试次数"), N_("一条邮件或推送失败达到此次数后不再重试，列入未能送达"), 8, 1, 30),
    "export_direct_rows": number(N_("直接导出上限"), N_("不超过多少件时点击后直接下载，超过的在后台导出"), 2000, 0, 10_000),
    "export_waiting": number(N_("同时导出上限"), N_("一个人最多有多少个导出在排队或进行"), 3, 1, 20),
    "dashboard_seconds": number(N_("看板刷新间隔"), N_("领导看板每隔多少秒自动更新一次"), 60, 10, 3600),
    "close_remind_days": number(
        N_("结账提醒"), N_("每月过了第几个工作日，上月仍未结账就在督办员的待办页提醒，0 为不提醒"), 5, 0, 23),
    **security(FACTOR_SETTINGS),
    **security(ACCOUNT_SETTINGS),
    **security(RETENTION_SETTINGS),
    **security({
        "deputy_days": number(N_("代理最长天数"), N_("一次代理最多多少天，含首尾两天"), 60, 1, 366),
        "export_unmasked_rows": number(
            N_("完整信息导出上限"), N_("含完整个人信息的导出一次最多多少件（个人信息保护法：限于实现目的的最小范围）"), 5000, 1, 100_000
        ),
        "export_days": number(N_("导出文件保留"), N_("导出的工作簿保留多少天，到期删除文件，记录仍在"), 7, 1, 365),
        "outbox_days": number(N_("已发消息保留"), N_("发件箱中已发送的消息保留多少天"), 30, 1, 3650),
    }),
    **security(RATE_SETTINGS),
}


def owner_of(key: str) -> Permission:
    """Who keeps the setting."""
    return Permission.EDIT_SECURITY_SETTINGS if SETTINGS[key].is_security else Permission.EDIT_CODES


@dataclass(frozen=True)
class Settings:
    """The settings in force on one day; each field is a key of SETTINGS and is explained there."""

    office_name: str
    office_hours: OfficeHours
    day_end: DayEnd
    reply_starts: str
    warn_days: int
    warn_marks: tuple[Mark, ...]
    callback_attempts: int
    basically_counts: bool
    silence_counts: bool
    rating_weights: tuple[int, ...]
    early_hours: int
    shares_add_up: bool
    small_base: int
    on_time_floor: int
    red_black_list: bool
    score_weights: tuple[int, ...]
    score_deductions: tuple[Decimal, ...]
    score_deduction_most: int
    class_bounds: tuple[int, ...]
    deputy_days: int
    attachment_image_mb: int
    attachment_document_mb: int
    attachment_audio_mb: int
    attachments_most: int
    attachment_total_mb: int
    supplement_days: int
    supplement_clock: ClockRule
    return_days: int
    return_names_unit: bool
    returns_hard: int
    units_hard: int
    redispatch_clock: ClockRule
    co_days: int
    reply_needs_co: bool
    extension_times: int
    extension_ask_days: int
    extension_percent: int
    interim_days: int
    unsolved_to_judge: bool
    repeat_days: int
    redo_days: int
    redos_hard: int
    supervision_days: int
    supervision_prefix: str
    hard_days: int
    archive_days: int
    hot_window_days: int
    hot_least: int
    issue_warn_days: int
    knowledge_warn_days: int
    send_attempts: int
    export_days: int
    export_direct_rows: int
    export_unmasked_rows: int
    export_waiting: int
    outbox_days: int
    dashboard_seconds: int
    close_remind_days: int
    rate_sign_in: int
    rate_reveal: int
    rate_search: int
    rate_export: int
    rate_upload: int
    rate_write: int
    password_shortest: int
    password_words: tuple[str, ...]
    password_days: int
    password_warn_days: int
    password_history: int
    lock_after: int
    lock_address_after: int
    lock_seconds: int
    lock_most_minutes: int
    lock_forget_hours: int
    invitation_hours: int
    reset_minutes: int
    dormant_days: int
    sessions_most: int
    sessions_full: WhenFull
    step_minutes: int
    sessions_days: int
    factor_roles: frozenset[Role]
    factor_grace_days: int
    fresh_minutes: int
    provider_second_factor: frozenset[str]
    provider_only: bool
    keep_enterprise_months: int
    keep_market_entity_months: int
    keep_citizen_months: int
    keep_erases_files: bool


def in_force(values: Mapping[str, Any]) -> Settings:
    """Settings from stored values (key → value); what is not stored has its default."""
    return Settings(**{
        key: definition.given(values.get(key, definition.default)) for key, definition in SETTINGS.items()
    })


def read_value(key: str, text: str) -> Any:
    """The stored value for what was entered; refuses a value that the setting cannot take."""
    try:
        return SETTINGS[key].read(text.strip())
    except (ValueError, Invalid):
        raise Invalid(N_("“%(value)s”不能作为此项参数。%(meaning)s。"), field="value", value=text[:60],
                      meaning=SETTINGS[key].meaning) from None
