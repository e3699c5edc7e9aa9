"""发现: groups of orders that share an enterprise, a place and matter, a matter, or their wording.

A window is so many local days up to today. What it holds is set against the mean of the four windows before it.
Merged repeats count, they are the signal; what was voided does not, nor does praise (the store leaves both out).
Of a confidential order the caller is never what a group shares: it comes without its enterprise.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from tracker.domain import wordings
from tracker.domain.deadlines import LOCAL
from tracker.domain.wordings import Wording
from tracker.domain.words import N_, Word

BEFORE = 4
"Windows before the present one whose mean it is compared with."

WORDED_MOST = 60
"Groups of wording that are compared with the windows before: those with most orders. A page shows no more."


class Shared(Word):
    """What the orders of a group have in common, the most telling first."""

    ENTERPRISE = "enterprise", N_("同一企业")
    PLACE_MATTER = "place_matter", N_("同一地点和事项")
    MATTER = "matter", N_("同一事项")
    WORDING = "wording", N_("相似表述")


class Sighting(NamedTuple):
    """What grouping looks at of one order."""

    order_id: int
    received_at: datetime
    enterprise_name: str | None
    enterprise_uscc: str | None
    place_code: str | None
    matter_code: str | None
    lead_id: int | None
    phone: str | None
    "Whatever tells one caller's number from another's: the store gives its fingerprint."
    title: str
    content: str

    @property
    def on(self) -> date:
        """Local day of receipt."""
        return self.received_at.astimezone(LOCAL).date()

    @property
    def enterprise(self) -> str | None:
        """Its credit code, else its name as it is written: two spellings may be two enterprises."""
        return self.enterprise_uscc or self.enterprise_name or None

    @property
    def place_matter(self) -> str | None:
        """Place and matter together, where both are known."""
        return f"{self.place_code}/{self.matter_code}" if self.place_code and self.matter_code else None

    @property
    def wording(self) -> Wording:
        """What it says."""
        return Wording(self.title, self.content)


KEYS: dict[Shared, Callable[[Sighting], str | None]] = {
    Shared.ENTERPRISE: lambda seen: seen.enterprise,
    Shared.PLACE_MATTER: lambda seen: seen.place_matter,
    Shared.MATTER: lambda seen: seen.matter_code,
}
"What orders of a group have alike; the wording is compared instead (domain.wordings)."


def growth(count: int, before: int, windows: int = BEFORE) -> Fraction | None:
    """Against the mean of the windows before; None where there was none (新增)."""
    return Fraction(count * windows - before, before) if before else None


@dataclass(frozen=True)
class Group:
    """Orders that belong together, the earliest first."""

    shared: Shared
    key: str
    "Enterprise, codes; of a wording the id of its most typical order."
    orders: tuple[Sighting, ...]
    before: int
    "Orders of the same kind in the four windows before, together."

    @property
    def count(self) -> int:
        """How many orders."""
        return len(self.orders)

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(seen.order_id for seen in self.orders)

    @property
    def mean_before(self) -> Fraction:
        """Of the windows before."""
        return Fraction(self.before, BEFORE)

    @property
    def growth(self) -> Fraction | None:
        """Against that mean; None: 新增."""
        return growth(self.count, self.before)

    @property
    def callers(self) -> int:
        """How many different phones called."""
        return len({seen.phone for seen in self.orders if seen.phone})

    @property
    def enterprises(self) -> int:
        """How many different enterprises are named."""
        return len({seen.enterprise for seen in self.orders if seen.enterprise})

    @property
    def first_on(self) -> date:
        """The day of the first."""
        return self.orders[0].on

    @property
    def last_on(self) -> date:
        """The day of the last."""
        return self.orders[-1].on

    @property
    def leads(self) -> list[int]:
        """The leading units, those with most orders first."""
        counted = Counter(seen.lead_id for seen in self.orders if seen.lead_id)
        return sorted(counted, key=lambda unit: (-counted[unit], unit))


def window_start(today: date, days: int) -> date:
    """The first day of the window that ends today."""
    return today - timedelta(days=days - 1)


def _keyed(shared: Shared, orders: Sequence[Sighting], earlier: Iterable[Sighting], least: int) -> list[Group]:
    key_of = KEYS[shared]
    found: dict[str, list[Sighting]] = {}
    for seen in orders:
        if key := key_of(seen):
            found.setdefault(key, []).append(seen)
    kept = {key: members for key, members in found.items() if len(members) >= least}
    before = Counter(key for seen in earlier if (key := key_of(seen)) in kept)
    return [Group(shared, key, tuple(members), before[key]) for key, members in kept.items()]


def _worded(orders: Sequence[Sighting], earlier: Iterable[Sighting], least: int) -> list[Group]:
    said = [seen.wording for seen in orders]
    every = wordings.groups(said, least)
    most = sorted(every, key=lambda place: (-len(every[place]), place))[:WORDED_MOST]
    found = {place: every[place] for place in most}
    before = wordings.counted({place: said[place] for place in found}, (seen.wording for seen in earlier)) \
        if found else Counter[int]()
    return [
        Group(Shared.WORDING, str(orders[place].order_id), tuple(orders[member] for member in members), before[place])
        for place, members in found.items()
    ]


def groups(orders: Iterable[Sighting], earlier: Sequence[Sighting], least: int) -> list[Group]:
    """Every group of at least so many orders, those that grew by most first.

    `earlier` are the orders of the four windows before. Of groups that hold the very same orders the most telling
    one stands.
    """
    ordered = sorted(orders, key=lambda seen: (seen.received_at, seen.order_id))
    found = [group for shared in KEYS for group in _keyed(shared, ordered, earlier, least)]
    found += _worded(ordered, earlier, least)
    distinct: dict[frozenset[int], Group] = {}
    for group in found:
        distinct.setdefault(frozenset(group.ids), group)
    kinds = list(Shared)
    return sorted(distinct.values(), key=lambda group: (
        group.mean_before - group.count, -group.count, kinds.index(group.shared), group.key))


def like(key: tuple[Shared, str] | None, members: Sequence[Sighting], others: Iterable[Sighting]) -> list[Sighting]:
    """Which of the others share the key; without one, or of wordings, which say what a member says."""
    if key is not None and key[0] in KEYS:
        key_of = KEYS[key[0]]
        return [seen for seen in others if key_of(seen) == key[1]]
    known = wordings.Known()
    for seen in members:
        known.add(seen.order_id, seen.wording)
    return [seen for seen in others if known.nearest(seen.wording) is not None]


def by_week(days: Mapping[date, int], last: date, weeks: int) -> list[tuple[date, int]]:
    """(Monday, orders) of so many weeks up to the one of `last`, the earliest first."""
    monday = last - timedelta(days=last.weekday())
    starts = [monday - timedelta(weeks=weeks - 1 - number) for number in range(weeks)]
    counts = Counter[date]()
    for on, count in days.items():
        counts[on - timedelta(days=on.weekday())] += count
    return [(start, counts[start]) for start in starts]
