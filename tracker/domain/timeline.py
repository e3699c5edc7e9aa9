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
    DUE_RECOUNTED = Telling(
        "due_recounted", N_("工作日历更新，%(step)s期限由 %(old)s 改为 %(new)s"), "calendar2-week", ("why",)
    )
    ATTACHED = Telling("attached", N_("上传附件 %(numbers)s（%(kind)s）"), "paperclip")
    ATTACHMENT_REMOVED = Telling(
        "attachment_removed", N_("移除附件 %(numbers)s（%(kind)s）"), "file-earmark-x", ("reason",)
    )
    REVEALED = Telling("revealed", N_("查看了诉求人的完整信息"), "eye")

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


WORDS_IN_DATA = frozenset({"part", "method", "solved", "kind", "outcome", "satisfaction", "step"})
"Data that hold a word's label: shown translated."

MOMENTS_IN_DATA = frozenset({"due", "old", "new"})
"Data that hold a moment (ISO 8601): shown in local time."

QUOTE_LABELS = {
    "note": N_("备注"),
    "reason": N_("原因"),
    "why": N_("说明"),
    "internal_account": N_("办理情况"),
    "public_answer": N_("公开答复"),
}
