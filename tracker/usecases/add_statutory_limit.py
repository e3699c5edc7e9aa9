"""A law's own limit, chosen from when an order is to go by it. A row is ended and followed, never edited."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.counting import LONGEST
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.texts import text_problems
from tracker.domain.words import N_, Unit
from tracker.store.db import transaction
from tracker.store.models import StatutoryLimit
from tracker.store.story import journal
from tracker.usecases.add_limit import BASIS_MAX

NAME_MAX = 80
"Longest name of a law's limit, characters."


@dataclass(frozen=True)
class Law:
    """What a law gives: so many of a unit, at most `longest` with extensions; `transfer_days` to pass the matter on."""

    name: str
    legal_basis: str
    amount: int
    unit: Unit
    longest: int
    transfer_days: int | None
    effective_from: date

    def problems(self) -> list[Invalid]:
        """What cannot be taken, each by its field. The day may lie in the past: the law does not wait for us."""
        found = text_problems(
            name=(self.name, NAME_MAX, N_("请填写法定时限的名称，例如投诉的种类。")),
            legal_basis=(self.legal_basis, BASIS_MAX, N_("请填写法律法规名称和条款。")),
        )
        amounts = {"amount": self.amount, "longest": self.longest, "transfer_days": self.transfer_days}
        for field, amount in amounts.items():
            if amount is not None and not 1 <= amount <= LONGEST:
                found.append(Invalid(N_("请填写 1 到 1000 的整数。"), field=field))
        if self.longest < self.amount:
            found.append(Invalid(N_("最长期限不能短于时限本身。"), field="longest"))
        return found


def told(row: StatutoryLimit) -> dict[str, str | int | None]:
    """The row as the journal keeps it."""
    return {
        "basis": row.legal_basis, "limit": f"{row.amount} {row.unit.label}", "longest": row.longest,
        "transfer_days": row.transfer_days, "from": row.effective_from.isoformat(),
        "to": row.effective_to.isoformat() if row.effective_to else None,
    }


def add_statutory_limit(law: Law, *, by: Actor, now: datetime) -> None:
    """Add the law's limit; raises InvalidEntries."""
    require(by, Permission.EDIT_LIMITS)
    problems = law.problems()
    if problems:
        raise InvalidEntries(problems)
    with transaction() as session:
        row = StatutoryLimit(
            name=law.name.strip(), legal_basis=law.legal_basis.strip(), amount=law.amount, unit=law.unit,
            longest=law.longest, transfer_days=law.transfer_days, effective_from=law.effective_from,
        )
        session.add(row)
        journal("statutory_limit.added", row.name, by, now, after=told(row))
