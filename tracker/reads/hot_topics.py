"""突出问题 · 发现: the groups of the last days' orders, with what to call them and which issues have them already."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain import hot_topics as grouping
from tracker.domain.filters import IDS_MOST
from tracker.domain.hot_topics import BEFORE, Group, Shared, Sighting
from tracker.domain.issues import NAME_MAX
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import CodeTable
from tracker.reads import choices
from tracker.store import issues, sightings, tables
from tracker.store.db import db
from tracker.store.finding import day_start
from tracker.store.models import Issue

MOST_SHOWN = 60
"Groups of a page; what grew by most stands first."


@dataclass(frozen=True)
class Topic:
    """A group as the page shows it."""

    group: Group
    label: str
    units: tuple[str, ...]
    "Leading units, those with most orders first."
    issues: tuple[tuple[int, str, int], ...]
    "Open issues that have some of its orders: id, name, how many."
    free: tuple[int, ...]
    "Its orders that no open issue has, the newest where they are too many for an address."

    @property
    def shown_ids(self) -> tuple[int, ...]:
        """The orders that its link lists."""
        return self.group.ids[-IDS_MOST:]

    @property
    def suggested_name(self) -> str:
        """What a form offers as the issue's name."""
        return self.label[:NAME_MAX]


@dataclass(frozen=True)
class HotTopics:
    """The window and its groups."""

    first_on: date
    last_on: date
    days: int
    least: int
    received: int
    "Orders of the window that were looked at."
    topics: tuple[Topic, ...]
    total: int
    "Groups found; the page shows the first."


class _Names:
    """The codes' and units' names."""

    def __init__(self) -> None:
        self.places, self.matters = tables.code_names(CodeTable.PLACE), tables.code_names(CodeTable.MATTER)
        self.units = choices.units(active_only=False)

    def label(self, group: Group) -> str:
        """What the group's orders share."""
        if group.shared is Shared.ENTERPRISE:
            return next((seen.enterprise_name for seen in reversed(group.orders) if seen.enterprise_name), group.key)
        if group.shared is Shared.PLACE_MATTER:
            place, _slash, matter = group.key.partition("/")
            return f"{self.places.get(place, place)} · {self.matters.get(matter, matter)}"
        if group.shared is Shared.MATTER:
            return self.matters.get(group.key, group.key)
        return next((seen.title for seen in group.orders if str(seen.order_id) == group.key), group.orders[0].title)


def window(now: datetime) -> tuple[date, date, int]:
    """(first day, last day, days) of the window that ends today."""
    today = now.astimezone(clock.LOCAL).date()
    days = tables.settings_on(today).hot_window_days
    return grouping.window_start(today, days), today, days


def _seen(first_on: date, days: int, now: datetime) -> tuple[list[Sighting], list[Sighting]]:
    """The window's orders, and those of the windows before."""
    start = day_start(first_on)
    return sightings.received(start, now + timedelta(microseconds=1)), sightings.received(
        day_start(first_on - timedelta(days=BEFORE * days)), start)


def hot_topics(*, by: Actor, now: datetime) -> HotTopics:
    """The groups of the window that ends today, those that grew by most first."""
    require(by, Permission.MARK_ISSUE)
    first_on, last_on, days = window(now)
    least = tables.settings_on(last_on).hot_least
    orders, earlier = _seen(first_on, days, now)
    found = grouping.groups(orders, earlier, least)
    shown, names = found[:MOST_SHOWN], _Names()
    had = issues.open_issues_of({order_id for group in shown for order_id in group.ids})
    titles = {one: name for one, name in db.session.execute(select(Issue.id, Issue.name))} if had else {}
    return HotTopics(
        first_on, last_on, days, least, len(orders), tuple(_topic(group, names, had, titles) for group in shown),
        len(found),
    )


def _topic(group: Group, names: _Names, had: dict[int, list[int]], titles: dict[int, str]) -> Topic:
    counted: dict[int, int] = {}
    for order_id in group.ids:
        for issue_id in had.get(order_id, ()):
            counted[issue_id] = counted.get(issue_id, 0) + 1
    return Topic(
        group, names.label(group), tuple(names.units[unit] for unit in group.leads if unit in names.units),
        tuple((issue_id, titles[issue_id], count) for issue_id, count in sorted(counted.items())),
        tuple(order_id for order_id in group.ids if order_id not in had)[-IDS_MOST:],
    )
