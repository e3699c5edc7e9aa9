"""The trade's fixed words, each with its code and its Chinese label; lists that a bureau edits are code tables."""

from enum import StrEnum
from typing import Any


def N_(msgid: str) -> str:
    """Mark a Chinese sentence for the translators; the web translates it when it is shown."""
    return msgid


class Word(StrEnum):
    """A code with a Chinese label: ``CONSULT = "consult", N_("咨询")``."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Word":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def by_label(cls, label: str) -> Any:
        """The member that reads `label`, or None."""
        return next((member for member in cls if member.label == label), None)


class RequestType(Word):
    """诉求类型 (Guangdong 2022; bulletins)."""

    CONSULT = "consult", N_("咨询")
    HELP = "help", N_("求助")
    SUGGESTION = "suggestion", N_("建议")
    COMPLAINT = "complaint", N_("投诉")
    REPORT = "report", N_("举报")
    PRAISE = "praise", N_("表扬")
    OTHER = "other", N_("其他")


class OrderClass(Word):
    """工单类别: whose order this is; the yearly report counts the first two apart."""

    ENTERPRISE = "enterprise", N_("涉企工单")
    MARKET_ENTITY = "market_entity", N_("市场主体诉求工单")
    CITIZEN = "citizen", N_("群众工单")

    @property
    def concerns_enterprise(self) -> bool:
        """Must such an order name an enterprise?"""
        return self is not OrderClass.CITIZEN


class Urgency(Word):
    """紧急程度."""

    NORMAL = "normal", N_("一般")
    URGENT = "urgent", N_("紧急")
    CRITICAL = "critical", N_("特急")


class CallerKind(Word):
    """诉求人类型: natural persons, legal persons, other organisations (Guangdong 2022 art. 2)."""

    PERSON = "person", N_("自然人")
    ENTERPRISE = "enterprise", N_("企业")
    OTHER = "other", N_("其他组织")


class Stage(Word):
    """状态 of an order. Flags such as overdue are not stages."""

    TO_DISPATCH = "to_dispatch", N_("待派单")
    TO_SUPPLEMENT = "to_supplement", N_("待补充")
    TO_SIGN = "to_sign", N_("待签收")
    HANDLING = "handling", N_("办理中")
    TO_REVIEW = "to_review", N_("待审核")
    TO_CALL_BACK = "to_call_back", N_("待回访")
    TO_JUDGE = "to_judge", N_("待研判")
    "The caller said no on the callback: a person judges whether the matter is done again."
    MERGED = "merged", N_("已并单")
    "Still open: it waits for its master's answer and is then called back by itself."
    CLOSED = "closed", N_("已办结")
    REFUSED = "refused", N_("不予受理")
    TERMINATED = "terminated", N_("终止办理")
    VOIDED = "voided", N_("已作废")
    ARCHIVED = "archived", N_("已归档")


class Part(Word):
    """工单性质: a unit's part in an order. One lead alone answers the caller (Beijing art. 14)."""

    LEAD = "lead", N_("主办")
    CO = "co", N_("协办")


class Step(Word):
    """The steps that carry a time limit."""

    SIGN = "sign", N_("签收")
    CONTACT = "contact", N_("首次联系")
    REPLY = "reply", N_("答复")
    CALLBACK = "callback", N_("回访")
    CO = "co", N_("协办反馈")
    INTERIM = "interim", N_("下次阶段答复")
    SUPPLEMENT = "supplement", N_("补充")
    SUPERVISION = "supervision", N_("督办回复")
    HARD = "hard", N_("挂账跟进")


LIMIT_STEPS = (Step.SIGN, Step.CONTACT, Step.REPLY, Step.CALLBACK)
"The steps that the limit table sets; the others' limits are settings, or dates that somebody names."


class Unit(Word):
    """Unit of a limit (Civil Code art. 200: days and hours count differently)."""

    WORKING_DAY = "working_day", N_("工作日")
    WORKING_HOUR = "working_hour", N_("工作小时")
    NATURAL_DAY = "natural_day", N_("自然日")
    NATURAL_HOUR = "natural_hour", N_("自然小时")


class DayEnd(Word):
    """When the due day ends (Civil Code art. 203: 24:00, or when business stops)."""

    OFFICE_CLOSE = "office_close", N_("下班时间")
    MIDNIGHT = "midnight", N_("24:00")


class Light(Word):
    """灯: how a deadline stands. Shown with icon and word, never by colour alone."""

    ON_TIME = "on_time", N_("正常")
    DUE_SOON = "due_soon", N_("即将到期")
    OVERDUE = "overdue", N_("已超期")
    MET = "met", N_("按时")
    LATE = "late", N_("超期完成")
    NONE = "none", N_("无时限")


class ContactMethod(Word):
    """首次联系方式."""

    PHONE = "phone", N_("电话")
    VISIT = "visit", N_("上门")
    MESSAGE = "message", N_("短信或微信")
    MEETING = "meeting", N_("约见")
    OTHER = "other", N_("其他")


class Solved(Word):
    """解决情况 (Beijing export)."""

    YES = "yes", N_("已解决")
    PARTLY = "partly", N_("部分解决")
    NO = "no", N_("未解决")


class SolutionKind(Word):
    """解决类型 (Shanghai): really solved, or explained."""

    SOLVED = "solved", N_("实际解决")
    EXPLAINED = "explained", N_("解释说明")


class Satisfaction(Word):
    """满意度, five levels (Guangdong 好差评)."""

    VERY_SATISFIED = "very_satisfied", N_("非常满意")
    SATISFIED = "satisfied", N_("满意")
    BASICALLY = "basically", N_("基本满意")
    DISSATISFIED = "dissatisfied", N_("不满意")
    VERY_DISSATISFIED = "very_dissatisfied", N_("非常不满意")


class CallbackOutcome(Word):
    """回访结果: only REACHED carries the caller's answer."""

    REACHED = "reached", N_("已回访")
    NO_ANSWER = "no_answer", N_("无人接听")
    WRONG_NUMBER = "wrong_number", N_("号码错误")
    REFUSED = "refused", N_("拒访或挂断")
    NOT_NEEDED = "not_needed", N_("不需回访")


class Verdict(Word):
    """审核结果."""

    PASSED = "passed", N_("通过")
    SENT_BACK = "sent_back", N_("退回修改")


class AttachmentKind(Word):
    """附件类别: whose material it is. A recording belongs to the caller's material or to a contact."""

    CALLER = "caller", N_("诉求材料")
    CONTACT = "contact", N_("联系证据")
    HANDLING = "handling", N_("办理材料")


class MediaClass(Word):
    """What a file is to the desk: each class has a size limit of its own."""

    IMAGE = "image", N_("图片")
    DOCUMENT = "document", N_("文档")
    AUDIO = "audio", N_("录音")


class DepartmentKind(Word):
    """单位类别: departments and towns are reported apart."""

    DEPARTMENT = "department", N_("区直部门")
    TOWN = "town", N_("镇街")
    ENTERPRISE = "enterprise", N_("公用企业")
    OTHER = "other", N_("其他单位")


class CodeTable(Word):
    """Code tables that an administrator edits."""

    CHANNEL = "channel", N_("来源渠道")
    PLACE = "place", N_("发生地")
    MATTER = "matter", N_("事项分类")
    UNSOLVED_REASON = "unsolved_reason", N_("未解决原因")
    REFUSAL_REASON = "refusal_reason", N_("不予受理情形")
    RETURN_REASON = "return_reason", N_("退单理由")
    TERMINATION_GROUND = "termination_ground", N_("终止办理情形")
    EXCLUSION_GROUND = "exclusion_ground", N_("不计满意度情形")
    REVEAL_GROUND = "reveal_ground", N_("查看诉求人理由")


class Role(Word):
    """Who a person is at the desk; a person may hold several."""

    OPERATOR = "operator", N_("话务员")
    DISPATCHER = "dispatcher", N_("派单员")
    HANDLER = "handler", N_("承办单位经办人")
    REVIEWER = "reviewer", N_("审核员")
    CALLBACK = "callback", N_("回访员")
    SUPERVISOR = "supervisor", N_("督办员")
    ADMINISTRATOR = "administrator", N_("系统管理员")
    SECURITY_MANAGER = "security_manager", N_("安全管理员")
    AUDITOR = "auditor", N_("审计员")


MANAGERS = frozenset({Role.ADMINISTRATOR, Role.SECURITY_MANAGER, Role.AUDITOR})
"三员: each apart from the other two and from every working role (GB/T 22239-2019 8.1.5; domain/staffing.py)."
