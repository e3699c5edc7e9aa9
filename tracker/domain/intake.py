"""What a valid order is: form, import and API share it. How a cell or field is read is decided there."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.domain.identifiers import clean_phone, halved, is_phone, is_uscc
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CallerKind, OrderClass, RequestType, Urgency

TITLE_MAX = 200
CONTENT_MAX = 20_000
NAME_MAX = 80
PHONE_MAX = 40
ENTERPRISE_MAX = 120
ADDRESS_MAX = 200

CLOCK_TOLERANCE = timedelta(minutes=5)
"How far a moment may lie ahead: clocks differ."
EARLIEST_YEAR = 2000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"Control characters, and halves of characters that no database takes."
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Intake:
    """Everything an order is registered with; names are WorkOrder's."""

    channel_code: str
    request_type: RequestType
    order_class: OrderClass
    urgency: Urgency
    matter_code: str | None
    place_code: str | None
    address: str
    title: str
    content: str
    caller_name: str
    caller_phone: str | None
    caller_kind: CallerKind
    wants_reply: bool
    enterprise_name: str | None
    enterprise_uscc: str | None
    enterprise_contact: str | None
    received_at: datetime
    is_confidential: bool = False
    "The caller asks for confidentiality (GB/T 33358-2016), or the order is taken so."


def clean_lines(text: str) -> str:
    """Excel's _x000D_, tabs and control characters removed; line breaks kept; no blank edges."""
    text = _EXCEL_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _CONTROL.sub("", text).strip()


def clean_text(text: str) -> str:
    """One line: as clean_lines, with line breaks and runs of blanks as one blank."""
    return re.sub(r"\s+", " ", clean_lines(text))


def cleaned(intake: Intake) -> Intake:
    """The intake with every text cleaned and every code in its plain form."""
    return replace(
        intake,
        title=clean_text(intake.title),
        content=clean_lines(intake.content),
        address=clean_text(intake.address),
        caller_name=clean_text(intake.caller_name),
        caller_phone=clean_phone(clean_text(intake.caller_phone or "")) or None,
        enterprise_name=clean_text(intake.enterprise_name or "") or None,
        enterprise_uscc=re.sub(r"\s", "", halved(intake.enterprise_uscc or "")).upper() or None,
        enterprise_contact=clean_text(intake.enterprise_contact or "") or None,
    )


def _lengths(intake: Intake) -> list[Invalid]:
    bounds = (
        ("title", TITLE_MAX), ("content", CONTENT_MAX), ("caller_name", NAME_MAX), ("address", ADDRESS_MAX),
        ("enterprise_name", ENTERPRISE_MAX), ("enterprise_contact", NAME_MAX),
    )
    return [
        Invalid(N_("最多 %(most)d 个字，现有 %(have)d 个，请精简。"), field=field, most=most, have=len(text))
        for field, most in bounds if len(text := getattr(intake, field) or "") > most
    ]


def _identifiers(intake: Intake) -> list[Invalid]:
    found = []
    if intake.caller_phone and not is_phone(intake.caller_phone):
        found.append(Invalid(
            N_("“%(phone)s”不是可以拨打的电话：请填 11 位手机号，或带区号的座机号。"),
            field="caller_phone", phone=intake.caller_phone[:30],
        ))
    if intake.enterprise_uscc and not is_uscc(intake.enterprise_uscc):
        found.append(Invalid(
            N_("统一社会信用代码应为 18 位且校验码正确，请对照营业执照核对“%(code)s”。"),
            field="enterprise_uscc", code=intake.enterprise_uscc[:30],
        ))
    return found


def _moment(intake: Intake, now: datetime) -> list[Invalid]:
    if intake.received_at > now + CLOCK_TOLERANCE:
        return [Invalid(N_("受理时间不能晚于现在，请检查年份。"), field="received_at")]
    if intake.received_at.year < EARLIEST_YEAR:
        return [Invalid(N_("受理时间早于 2000 年，请检查年份。"), field="received_at")]
    return []


def check(intake: Intake, now: datetime) -> list[Invalid]:
    """What cannot be taken, each problem by its field; an empty list is a valid order."""
    found = []
    if not intake.title:
        found.append(Invalid(N_("请填写标题。"), field="title"))
    if not intake.content:
        found.append(Invalid(N_("请填写诉求内容。"), field="content"))
    if intake.order_class.concerns_enterprise and not intake.enterprise_name:
        found.append(Invalid(
            N_("%(kind)s请填写企业名称；确实没有的，请改选群众工单。"), field="enterprise_name",
            kind=intake.order_class.label,
        ))
    return found + _lengths(intake) + _identifiers(intake) + _moment(intake, now)
