"""突出问题: its marks, its states, what may be done with it in which state, and how its story reads.

How similar orders are found: hot_topics.py. The month's bulletin prints an IssueLine (store.issues.issues_of).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tracker.domain.filters import IDS_MOST
from tracker.domain.refusals import Invalid, OutOfTurn
from tracker.domain.texts import text_problems
from tracker.domain.words import N_, Light, Word

NAME_MAX, TEXT_MAX = 60, 2000
ORDERS_MOST = IDS_MOST
"Orders put into an issue at once."


class IssueMark(Word):
    """Why the issue is prominent; several may hold."""

    ENTERPRISES = "enterprises", N_("企业反映强烈")
    PUBLIC = "public", N_("群众反映集中")
    SOCIETY = "society", N_("社会普遍关注")
    BUSINESS = "business", N_("影响营商环境")


class IssueState(Word):
    """How far it came."""

    WATCHED = "watched", N_("关注中")
    TACKLED = "tackled", N_("攻坚中")
    CLOSED = "closed", N_("已办结")
    DROPPED = "dropped", N_("已撤销")


OPEN = (IssueState.WATCHED, IssueState.TACKLED)


class Standing(Word):
    """How an order stands to an issue."""

    MEMBER = "member", N_("已纳入")
    REMOVED = "removed", N_("已移出")
    DISMISSED = "dismissed", N_("不属于")
    "It was proposed, and is not proposed again."


class IssueAct(Word):
    """What was done with an issue; the label is the sentence of its story, its parameters the note's data."""

    NAMED = "named", N_("立为突出问题“%(name)s”，纳入 %(count)d 件")
    CHANGED = "changed", N_("修改名称、标签或说明")
    ADDED = "added", N_("纳入工单 %(count)d 件：%(numbers)s")
    REMOVED = "removed", N_("移出工单 %(numbers)s")
    DISMISSED = "dismissed", N_("%(count)d 件推荐工单不属于本问题：%(numbers)s")
    PLANNED = "planned", N_("安排攻坚：由 %(lead)s 牵头，%(start)s 至 %(target)s")
    NOTED = "noted", N_("记录进展")
    CLOSED = "closed", N_("办结")
    DROPPED = "dropped", N_("撤销")
    REOPENED = "reopened", N_("重新关注")


NUMBERS_SHOWN = 5
"Order numbers that a sentence names; the rest are counted."

CLOSED_ALREADY = N_("这个突出问题已经办结或撤销，先“重新关注”再改动。")


def require_open(state: IssueState) -> None:
    """Refuse to change what has ended."""
    if state not in OPEN:
        raise OutOfTurn(CLOSED_ALREADY)


@dataclass(frozen=True)
class Naming:
    """What a supervisor calls an issue and why it is one."""

    name: str
    marks: tuple[IssueMark, ...]
    description: str = ""

    def problems(self) -> list[Invalid]:
        """What is wrong, by field."""
        found = text_problems(
            name=(self.name, NAME_MAX, N_("请给突出问题起一个名称，写明什么地方、什么事。")),
            description=(self.description, TEXT_MAX, ""),
        )
        if not self.marks:
            found.append(Invalid(N_("请至少选择一个标签。"), field="marks"))
        return found


@dataclass(frozen=True)
class Assault:
    """攻坚安排: who leads and helps, what is to be done from when till when, and whose month's topic it is."""

    lead_id: int | None
    co_ids: tuple[int, ...]
    plan: str
    start_on: date | None
    target_on: date | None
    topic_month: str | None = None
    "每月一题: YYYY-MM."

    def problems(self) -> list[Invalid]:
        """What is wrong, by field. What must be looked up is the use case's."""
        found = text_problems(plan=(self.plan, TEXT_MAX, N_("请写明攻坚措施：谁、做什么、到什么程度。")))
        if self.lead_id is None:
            found.append(Invalid(N_("请选择牵头单位。"), field="lead_id"))
        if self.lead_id in self.co_ids:
            found.append(Invalid(N_("牵头单位不能同时是配合单位。"), field="co_ids"))
        if self.start_on is None:
            found.append(Invalid(N_("请填写开始日期。"), field="start_on"))
        if self.target_on is None:
            found.append(Invalid(N_("请填写目标日期。"), field="target_on"))
        elif self.start_on is not None and self.target_on < self.start_on:
            found.append(Invalid(N_("目标日期不能早于开始日期。"), field="target_on"))
        return found


def target_light(state: IssueState, target_on: date | None, closed_on: date | None, today: date, warn: int) -> Light:
    """How the target date stands; `warn` are the natural days before it from which on it is near."""
    if target_on is None or state is IssueState.DROPPED:
        return Light.NONE
    if closed_on is not None:
        return Light.MET if closed_on <= target_on else Light.LATE
    left = (target_on - today).days
    return Light.OVERDUE if left < 0 else Light.DUE_SOON if left <= warn else Light.ON_TIME


def listed(numbers: list[str]) -> str:
    """The order numbers of a sentence, shortened."""
    return "、".join(numbers[:NUMBERS_SHOWN]) + ("…" if len(numbers) > NUMBERS_SHOWN else "")


def compared(count: int, before: int) -> Fraction | None:
    """Growth against the period before; None where there was none (新增)."""
    return Fraction(count - before, before) if before else None


@dataclass(frozen=True)
class IssueLine:
    """An issue as a period's bulletin prints it."""

    issue_id: int
    name: str
    marks: tuple[IssueMark, ...]
    count: int
    "Its orders received in the period."
    before: int
    "Received in the period before, of a running period in as many of its days."
    total: int
    "All of its orders received by the period's end."
    lead_unit: str
    "Empty before it is planned."
    state: IssueState
    "As it stood at the period's end."
    is_topic: bool
    "每月一题 of a month of the period."
    target_on: date | None
    text: str
    "The result where it is closed, else the plan, else what it is about."

    @property
    def growth(self) -> Fraction | None:
        """Against the period before; None: 新增."""
        return compared(self.count, self.before)
