"""What the auditor looks for, and what is shown of an entry. Which rows: reads.audit_page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain.calendar import FIRST_YEAR, LAST_YEAR
from tracker.domain.words import N_, Word


class Outcome(Word):
    """How an act ended."""

    DONE = "done", N_("成功")
    REFUSED = "refused", N_("被拒绝")


class Story(Word):
    """Which of the two stories."""

    ORDERS = "orders", N_("工单办理记录")
    HOUSE = "house", N_("系统记录")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty field does not narrow. Both days are included."""

    who: str = ""
    about: str = ""
    origin: str = ""
    kind: str = ""
    story: Story | None = None
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None

    def said(self) -> str:
        """The same as a line for the record."""
        parts = [
            self.who, self.about, self.origin, self.kind, self.story.value if self.story else "",
            self.outcome.value if self.outcome else "", f"{self.since or ''}~{self.until or ''}".strip("~"),
        ]
        return " ".join(part for part in parts if part)[:120] or "*"


@dataclass(frozen=True)
class Place:
    """Where a page ends: the entries behind it are older, or as old and further down."""

    at: datetime
    story: Story
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.story.value}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that `text` names; None where it is none."""
        try:
            at, story, number = text.split("~")
            moment = datetime.fromisoformat(at)
            is_one = moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR and int(number) < 1 << 62
            return cls(moment, Story(story), int(number)) if is_one else None
        except (ValueError, OverflowError):
            return None


NOTHING = "—"


@dataclass(frozen=True)
class Detail:
    """One thing that an entry says beside its sentence; `before` is None where nothing was changed."""

    name: str
    before: str | None
    after: str


SAYS_NOTHING = ("before", "after")


def details(data: dict[str, Any]) -> tuple[Detail, ...]:
    """What was changed, before and after, then the rest."""
    before, after = data.get("before"), data.get("after")
    found: list[Detail] = []
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = (one if isinstance(one, dict) else {} for one in (before, after))
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name) or not old:
                found.append(Detail(name, shown(old.get(name)) if before is not None else None, shown(new.get(name))))
    elif before is not None or after is not None:
        found.append(Detail("value", shown(before), shown(after)))
    found += [Detail(name, None, shown(value)) for name, value in data.items() if name not in SAYS_NOTHING]
    return tuple(found)


def shown(value: Any) -> str:
    """A value as it can be read."""
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return N_("是") if value else N_("否")
    if isinstance(value, list):
        return "；".join(shown(one) for one in value[:20]) + ("…" if len(value) > 20 else "")
    if isinstance(value, dict):
        return "，".join(f"{name} {shown(one)}" for name, one in value.items())
    return str(value)[:400]
