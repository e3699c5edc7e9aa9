"""The story of an order: kinds of timeline entry and the sentence each reads as.

Entries are append-only; `data` holds just the parameters of the sentence and what is needed to explain it.
"""

from enum import Enum
from typing import Any, NamedTuple

from tracker.domain.words import N_


class Telling(NamedTuple):
    """A sentence about one entry: `sentence % data`, the icon, and which datum is quoted beneath."""

    code: str
    sentence: str
    icon: str
    quotes: tuple[str, ...] = ()


class Entry(Enum):
    """Kinds of timeline entry. The first word of a sentence is the actor, set by the page."""

    REGISTERED = Telling("registered", N_("登记了工单，来源：%(channel)s"), "pencil-square")
    IMPORTED = Telling("imported", N_("从台账《%(file)s》第 %(row)d 行导入"), "file-earmark-spreadsheet")
    DISPATCHED = Telling(
        "dispatched", N_("派单至主办 %(lead)s，协办 %(co)s，答复期限 %(due)s"), "send", ("note",)
    )
    SIGNED = Telling("signed", N_("%(unit)s 签收（%(part)s）"), "check2-square")
    CONTACTED = Telling("contacted", N_("以%(method)s联系了%(whom)s"), "telephone-outbound", ("note",))
    REPLIED = Telling(
        "replied", N_("提交答复：%(solved)s，%(kind)s"), "reply", ("internal_account", "public_answer")
    )
    PASSED = Telling("passed", N_("审核通过答复"), "check-circle", ("note",))
    SENT_BACK = Telling("sent_back", N_("退回答复要求修改"), "arrow-counterclockwise", ("reason",))
    CALLED_BACK = Telling("called_back", N_("第 %(attempt)d 次回访：%(outcome)s"), "telephone", ("note",))
    CLOSED = Telling("closed", N_("办结：%(solved)s，%(satisfaction)s"), "flag", ("reason",))
    DUE_SOON = Telling("due_soon", N_("%(step)s即将到期，期限 %(due)s"), "hourglass-split")
    OVERDUE = Telling("overdue", N_("%(step)s超期，期限 %(due)s"), "exclamation-octagon")
    CO_DUE_SOON = Telling("co_due_soon", N_("%(unit)s 的%(step)s即将到期，期限 %(due)s"), "hourglass-split")
    CO_OVERDUE = Telling("co_overdue", N_("%(unit)s 的%(step)s超期，期限 %(due)s"), "exclamation-octagon")
    DUE_RECOUNTED = Telling(
        "due_recounted", N_("工作日历更新，%(step)s期限由 %(old)s 改为 %(new)s"), "calendar2-week", ("why",)
    )
    ATTACHED = Telling("attached", N_("上传附件 %(numbers)s（%(kind)s）"), "paperclip")
    ATTACHMENT_REMOVED = Telling(
        "attachment_removed", N_("移除附件 %(numbers)s（%(kind)s）"), "file-earmark-x", ("reason",)
    )
    CALLER_ASKED = Telling("caller_asked", N_("请诉求人补充情况，最迟等到 %(due)s"), "chat-left-dots", ("question",))
    SUPPLEMENTED = Telling("supplemented", N_("登记了诉求人的补充"), "chat-left-text", ("supplement",))
    ANSWERED_DIRECTLY = Telling(
        "answered_directly", N_("直接答复并办结：%(solved)s，%(satisfaction)s"), "lightning-charge", ("public_answer",)
    )
    REFUSED = Telling("refused", N_("决定不予受理：%(ground)s"), "slash-circle", ("told", "related", "note"))
    REDISPATCHED = Telling(
        "redispatched", N_("由 %(from_unit)s 改派至主办 %(lead)s，协办 %(co)s，答复期限 %(due)s"), "shuffle", ("reason",)
    )
    ARBITRATED = Telling("arbitrated", N_("裁定由 %(lead)s 主办，不得再次退回"), "hammer")
    CO_ADDED = Telling("co_added", N_("加派协办 %(co)s，协办期限 %(due)s"), "person-plus", ("note",))
    CO_RESULT = Telling(
        "co_result", N_("%(unit)s 向主办单位反馈协办结果"), "arrow-return-left", ("result", "late_reason")
    )
    RETURN_ASKED = Telling(
        "return_asked", N_("%(unit)s 申请退单：%(ground)s，建议 %(suggested)s 承办"), "box-arrow-left",
        ("reason", "basis"),
    )
    RETURN_GRANTED = Telling("return_granted", N_("同意 %(unit)s 退单，工单待重新派单"), "check2", ("note",))
    RETURN_DENIED = Telling("return_denied", N_("驳回 %(unit)s 的退单申请，不得再次退回"), "x-lg", ("note",))
    CO_RELEASED = Telling("co_released", N_("同意 %(unit)s 退出协办"), "person-dash", ("note",))
    EXTENSION_ASKED = Telling(
        "extension_asked", N_("%(unit)s 申请延期 %(amount)d 个%(limit_unit)s"), "hourglass", ("reason", "basis")
    )
    EXTENSION_GRANTED = Telling(
        "extension_granted", N_("同意延期，答复期限由 %(old)s 改为 %(new)s"), "hourglass-bottom", ("note", "told")
    )
    EXTENSION_DENIED = Telling("extension_denied", N_("驳回延期申请，期限不变"), "x-lg", ("note",))
    STATUTORY_ASKED = Telling(
        "statutory_asked", N_("%(unit)s 申请适用法定时限：%(law)s"), "bank", ("reason", "basis")
    )
    STATUTORY_GRANTED = Telling(
        "statutory_granted", N_("同意适用法定时限（%(law)s），答复期限由 %(old)s 改为 %(new)s"), "bank2",
        ("note", "told"),
    )
    STATUTORY_DENIED = Telling("statutory_denied", N_("驳回法定时限申请，期限不变"), "x-lg", ("note",))
    INTERIM_REPLIED = Telling(
        "interim_replied", N_("%(unit)s 作出阶段答复，下次答复不晚于 %(due)s"), "reply-all", ("public_answer",)
    )
    TERMINATION_ASKED = Telling(
        "termination_asked", N_("%(unit)s 申请终止办理：%(ground)s"), "stop-circle", ("reason", "basis")
    )
    TERMINATION_GRANTED = Telling(
        "termination_granted", N_("同意终止办理：%(ground)s"), "stop-btn", ("told", "note")
    )
    TERMINATION_DENIED = Telling("termination_denied", N_("驳回终止办理申请，继续办理"), "x-lg", ("note",))
    EXCLUSION_ASKED = Telling(
        "exclusion_asked", N_("%(unit)s 申请不计满意度：%(ground)s"), "clipboard-minus", ("reason",)
    )
    EXCLUSION_GRANTED = Telling(
        "exclusion_granted", N_("同意不计满意度：%(ground)s"), "clipboard-check", ("note",)
    )
    EXCLUSION_DENIED = Telling("exclusion_denied", N_("驳回不计满意度申请，评价照常计入"), "x-lg", ("note",))
    EXCLUSION_LIFTED = Telling(
        "exclusion_lifted", N_("撤销不计满意度（%(ground)s），评价恢复计入"), "arrow-counterclockwise", ("reason",)
    )
    PETITION_WITHDRAWN = Telling("petition_withdrawn", N_("撤回%(petition)s申请"), "arrow-90deg-left", ("note",))
    VOIDED = Telling("voided", N_("%(void_kind)s，不计入受理量"), "trash3", ("reason",))
    SENT_TO_JUDGE = Telling(
        "sent_to_judge", N_("诉求人认为%(solved)s、%(satisfaction)s，转研判是否重办"), "question-diamond", ("reason",)
    )
    REDONE = Telling(
        "redone", N_("研判属实，第 %(count)d 次重办，由 %(lead)s 在 %(due)s 前答复"), "arrow-repeat", ("reason",)
    )
    STOOD = Telling("stood", N_("研判后维持原答复，办结：%(solved)s，%(satisfaction)s"), "flag", ("reason",))
    MERGED = Telling("merged", N_("并入主单 %(master)s，一并办理，回访仍单独进行"), "union", ("reason",))
    TOOK_IN = Telling("took_in", N_("并入重复工单 %(repeat)s"), "union", ("reason",))
    UNMERGED = Telling("unmerged", N_("取消并单，恢复单独办理"), "exclude", ("reason",))
    LET_GO = Telling("let_go", N_("重复工单 %(repeat)s 取消并单"), "exclude")
    FOLLOWED_MASTER = Telling("followed_master", N_("主单 %(master)s 已答复，转入本单回访"), "link-45deg")
    URGED = Telling("urged", N_("第 %(count)d 次催办 %(unit)s"), "megaphone", ("message",))
    SUPERVISED = Telling(
        "supervised", N_("%(level)s %(unit)s（%(number)s），要求 %(due)s 前回复"), "clipboard2-pulse",
        ("message", "instruction"),
    )
    SUPERVISION_ANSWERED = Telling(
        "supervision_answered", N_("%(unit)s 回复督办（%(number)s）"), "clipboard2-check", ("answer",)
    )
    SUPERVISION_PASSED_ON = Telling(
        "supervision_passed_on", N_("督办（%(number)s）随工单转由 %(unit)s 在 %(due)s 前回复"), "clipboard2-pulse"
    )
    SUPERVISION_CLOSED = Telling("supervision_closed", N_("办结督办（%(number)s）"), "clipboard2-x", ("note",))
    TURNED_HARD = Telling("turned_hard", N_("列为疑难工单：%(cause)s"), "exclamation-diamond")
    HARD_ASKED = Telling("hard_asked", N_("%(unit)s 申请挂账，下次跟进 %(on)s"), "pin-angle", ("reason", "plan"))
    HARD_GRANTED = Telling("hard_granted", N_("同意挂账，下次跟进 %(on)s"), "pin-fill", ("note",))
    HARD_DENIED = Telling("hard_denied", N_("驳回挂账申请，继续办理"), "x-lg", ("note",))
    HARD_PLANNED = Telling("hard_planned", N_("更新挂账进展，下次跟进 %(on)s"), "pin", ("plan",))
    HARD_ENDED = Telling("hard_ended", N_("销账"), "pin-angle-fill", ("note",))
    ARCHIVED = Telling("archived", N_("归档，此后只可查看"), "archive")
    REVEALED = Telling("revealed", N_("查看了诉求人的完整信息"), "eye", ("reason",))
    ANONYMISED = Telling("anonymised", N_("保存期限已满，诉求人的个人信息已匿名化，不能恢复"), "person-slash")
    CALLER_CORRECTED = Telling(
        "caller_corrected", N_("应诉求人请求更正了%(fields)s（%(verified)s）"), "person-gear",
        ("new_name", "new_phone", "new_address", "new_contact", "reason"),
    )
    CALLER_NOTED = Telling(
        "caller_noted", N_("应诉求人请求附记更正%(fields)s（%(verified)s）；工单已归档，原记录不变"), "person-lines-fill",
        ("new_name", "new_phone", "new_address", "new_contact", "reason"),
    )
    CALLER_COPIED = Telling("caller_copied", N_("应诉求人请求复制了其个人信息（%(verified)s）"), "person-vcard")
    EXPORTED = Telling("exported", N_("将诉求人的完整信息导出到工作簿"), "box-arrow-down", ("reason",))
    MARKED_CONFIDENTIAL = Telling("marked_confidential", N_("标为保密工单"), "shield-lock", ("reason",))
    UNMARKED_CONFIDENTIAL = Telling("unmarked_confidential", N_("解除保密"), "unlock", ("reason",))
    IDENTITY_GRANTED = Telling("identity_granted", N_("准许%(unit)s知悉诉求人身份"), "person-check", ("reason",))
    IDENTITY_REVOKED = Telling("identity_revoked", N_("收回%(unit)s对诉求人身份的知悉"), "person-dash", ("reason",))
    UNIT_EXCLUDED = Telling("unit_excluded", N_("要求%(unit)s回避"), "slash-circle", ("reason",))
    UNIT_READMITTED = Telling("unit_readmitted", N_("解除%(unit)s的回避"), "arrow-return-left", ("reason",))

    @property
    def sentence(self) -> str:
        """The message id; its parameters are the entry's data, words among them as their Chinese labels."""
        return self.value.sentence

    @property
    def code(self) -> str:
        """What the store keeps."""
        return self.value.code

    @classmethod
    def by_code(cls, code: str) -> "Entry":
        """The kind that the store keeps as `code`."""
        return next(kind for kind in cls if kind.code == code)

    def quoted(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        """(label, text) of every quoted datum that is not empty."""
        return [(QUOTE_LABELS[key], data[key]) for key in self.value.quotes if data.get(key)]


WORDS_IN_DATA = frozenset({
    "part", "method", "solved", "kind", "outcome", "satisfaction", "step", "void_kind", "level", "cause", "petition",
    "limit_unit", "suggested", "verified",
})
"Data that hold a word's label: shown translated."

LISTS_IN_DATA = frozenset({"fields"})
"Data that hold several labels, with 、 between them: shown translated one by one."

MOMENTS_IN_DATA = frozenset({"due", "old", "new"})
"Data that hold a moment (ISO 8601): shown in local time."

QUOTE_LABELS = {
    "note": N_("备注"),
    "reason": N_("原因"),
    "why": N_("说明"),
    "internal_account": N_("办理情况"),
    "public_answer": N_("公开答复"),
    "told": N_("告知诉求人"),
    "related": N_("关联工单"),
    "question": N_("需要补充"),
    "supplement": N_("诉求人补充"),
    "basis": N_("依据"),
    "result": N_("协办结果"),
    "late_reason": N_("逾期原因"),
    "message": N_("内容"),
    "instruction": N_("领导批示"),
    "answer": N_("回复"),
    "plan": N_("工作计划"),
    "new_name": N_("姓名"),
    "new_phone": N_("联系电话"),
    "new_address": N_("地址"),
    "new_contact": N_("企业联系人"),
}
