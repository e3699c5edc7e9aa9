"""AB岗 / 代理: who may stand in for whom, and when. What a deputy then may do and how it is signed: permissions.Actor."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.domain.refusals import Invalid
from tracker.domain.words import MANAGERS, N_, Role

REASON_MAX = 200

LENDABLE = frozenset(Role) - MANAGERS
"The three managers lend and borrow nothing: each is named by hand (GB/T 22239: management users apart)."


@dataclass(frozen=True)
class Span:
    """Local days, both inclusive."""

    from_on: date
    to_on: date

    def covers(self, day: date) -> bool:
        """Does the day lie within?"""
        return self.from_on <= day <= self.to_on

    def overlaps(self, other: "Span") -> bool:
        """Have the two a day in common?"""
        return self.from_on <= other.to_on and other.from_on <= self.to_on

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True)
class Standing:
    """A person as far as deputies go: `absences` are the spans lent to others, `duties` those taken over."""

    id: int
    name: str
    department_id: int | None
    is_active: bool
    roles: frozenset[Role]
    absences: tuple[Span, ...] = ()
    duties: tuple[Span, ...] = ()


def may_stand_in(roles: Collection[Role]) -> bool:
    """May such a person be lent anything? Only who works at a desk and has been given a role there."""
    return bool(LENDABLE & set(roles)) and not MANAGERS & set(roles)


def _meets(span: Span, others: Collection[Span]) -> Span | None:
    return next((other for other in others if span.overlaps(other)), None)


def _span_problems(span: Span, today: date, longest: int) -> Iterator[Invalid]:
    if span.from_on < today:
        yield Invalid(N_("开始日期不能早于今天：代理不能补办。"), field="from_on")
    if span.to_on < span.from_on:
        yield Invalid(N_("结束日期不能早于开始日期。"), field="to_on")
    elif span.days > longest:
        yield Invalid(N_("一次代理最多 %(most)d 天，更长的请到期后再办。"), field="to_on", most=longest)


def _person_problems(person: Standing, deputy: Standing) -> Iterator[Invalid]:
    if person.id == deputy.id:
        yield Invalid(N_("代理人不能是本人。"), field="deputy_id")
    elif not deputy.is_active or not person.is_active:
        yield Invalid(N_("已停用的人员不能参与代理，请另选一人。"), field="deputy_id")
    elif person.department_id != deputy.department_id:
        yield Invalid(N_("代理人须与被代理人同在一个单位；热线岗位之间可以互相代理。"), field="deputy_id")
    if not person.roles & LENDABLE:
        yield Invalid(
            N_("系统管理员、安全管理员和审计员的权限不能交给代理人，请另行授权一位。"), field="deputy_id")
    elif not may_stand_in(deputy.roles):
        yield Invalid(
            N_("“%(name)s”没有岗位角色，或者是系统管理员、安全管理员、审计员，不能代理他人，请另选一人。"),
            field="deputy_id", name=deputy.name,
        )


def _chain_problems(person: Standing, deputy: Standing, span: Span) -> Iterator[Invalid]:
    if other := _meets(span, person.absences):
        yield Invalid(
            N_("与已有的代理（%(first)s 至 %(last)s）重叠，请先结束原来的代理。"), field="from_on",
            first=other.from_on.isoformat(), last=other.to_on.isoformat(),
        )
    if _meets(span, deputy.absences):
        yield Invalid(
            N_("“%(name)s”在这段时间已请别人代理，不能再代理他人，请另选一人。"), field="deputy_id", name=deputy.name)
    if _meets(span, person.duties):
        yield Invalid(
            N_("“%(name)s”在这段时间是别人的代理人，不能再交给第三人；请先结束那段代理。"), field="from_on",
            name=person.name,
        )


def naming_problems(
    person: Standing, deputy: Standing, span: Span, *, reason: str, today: date, longest: int
) -> list[Invalid]:
    """What forbids that `deputy` stands in for `person`, each by its field; empty when nothing does.

    One deputy a person and day, nobody passes on what was lent (no chains), `longest` days at most.
    """
    found = [*_span_problems(span, today, longest), *_person_problems(person, deputy)]
    if len(reason) > REASON_MAX:
        found.append(Invalid(N_("最多 %(most)d 字，请精简。"), field="reason", most=REASON_MAX))
    return found or list(_chain_problems(person, deputy, span))
