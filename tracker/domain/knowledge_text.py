"""What an article of the knowledge base must hold, for how long it is valid, and what is filled into it.

Its states and who may change it are decided in knowledge.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.domain.knowledge import ArticleKind
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Word

TITLE_MAX, QUESTION_MAX, KEYWORDS_MAX, BASIS_MAX = 100, 300, 200, 400
BODY_MAX = 10_000
"No longer than the answer it may be inserted into."
REASON_MAX = 500


class Validity(Word):
    """有效期: only what is valid today is offered for inserting."""

    COMING = "coming", N_("未生效")
    VALID = "valid", N_("有效")
    EXPIRING = "expiring", N_("即将过期")
    EXPIRED = "expired", N_("已过期")


class UsePlace(Word):
    """Where a text was used."""

    INTAKE = "intake", N_("登记")
    REPLY = "reply", N_("答复")


INSERTABLE = frozenset({Validity.VALID, Validity.EXPIRING})


def validity(valid_from: date, valid_to: date | None, today: date, warn_days: int) -> Validity:
    """How the text stands today; `valid_to` is its last day, and the light comes on `warn_days` natural days before."""
    if today < valid_from:
        return Validity.COMING
    if valid_to is None:
        return Validity.VALID
    if today > valid_to:
        return Validity.EXPIRED
    return Validity.EXPIRING if valid_to - today <= timedelta(days=warn_days) else Validity.VALID


@dataclass(frozen=True)
class Writing:
    """What a writer enters. The body is plain text; a blank line parts paragraphs."""

    kind: ArticleKind
    title: str
    body: str
    question: str = ""
    keywords: str = ""
    matter_code: str | None = None
    legal_basis: str = ""
    valid_from: date = date.min
    valid_to: date | None = None

    def cleaned(self) -> "Writing":
        """The same without blanks at the ends, keywords parted by one space."""
        body = "\n".join(line.rstrip() for line in self.body.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        return replace(
            self, title=" ".join(self.title.split()), question=" ".join(self.question.split()),
            keywords=" ".join(re.split(r"[\s,，、;；]+", self.keywords.strip())), body=body.strip("\n"),
            legal_basis=" ".join(self.legal_basis.split()), matter_code=self.matter_code or None,
        )

    def problems(self) -> list[Invalid]:
        """What cannot be taken, each by its field."""
        found = []
        if not self.title:
            found.append(Invalid(N_("请填写标题。"), field="title"))
        if not self.body.strip():
            found.append(Invalid(N_("请填写正文。"), field="body"))
        for field, text, most in (
            ("title", self.title, TITLE_MAX), ("question", self.question, QUESTION_MAX),
            ("keywords", self.keywords, KEYWORDS_MAX), ("legal_basis", self.legal_basis, BASIS_MAX),
            ("body", self.body, BODY_MAX),
        ):
            if len(text) > most:
                found.append(Invalid(N_("最多 %(most)d 字，请精简。"), field=field, most=most))
        if self.valid_to is not None and self.valid_to < self.valid_from:
            found.append(Invalid(N_("失效日期不能早于生效日期。"), field="valid_to"))
        return found


PLACEHOLDERS: dict[str, str] = {
    N_("工单编号"): "order number", N_("主办单位"): "lead unit", N_("今天"): "today",
}
"What a text may leave open between braces, by either name; the order at hand fills it in."

_OPEN = re.compile(r"\{([^{}\n]{1,20})\}")


def filled(body: str, values: Mapping[str, str]) -> str:
    """The body with what is known filled in; what is not known stays visible, to be filled in by hand."""
    names = {english: name for name, english in PLACEHOLDERS.items()}

    def value(found: re.Match[str]) -> str:
        name = found[1].strip().lower()
        return values.get(names.get(name, name)) or found[0]

    return _OPEN.sub(value, body)
