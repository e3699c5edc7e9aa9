"""审计记录: both stories as one, the newest first, narrowed by what the auditor looks for, turned by where a page ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.audit import FaultKind, NoteKind, Said
from tracker.domain.audit_search import Detail, Outcome, Place, Story, Wanted, details
from tracker.domain.journal import REFUSALS, sentence
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.saying import NOBODY
from tracker.domain.timeline import MOMENTS_IN_DATA, Entry
from tracker.store.db import db
from tracker.store.models import JournalEntry, Person, TimelineEntry, WorkOrder

PAGE = 50
PRIVATE = {"whom": "…"}
"What a sentence of an order's story says of its caller is not the auditor's to read."

ENTRIES = {entry.code: entry for entry in Entry}
MODELS: dict[Story, type[TimelineEntry] | type[JournalEntry]] = {
    Story.ORDERS: TimelineEntry, Story.HOUSE: JournalEntry}


@dataclass(frozen=True)
class AuditRow:
    """One entry: `say(sentence, params)` reads it."""

    story: Story
    id: int
    at: datetime
    who: str
    on_behalf: str | None
    origin: str | None
    kind: str
    sentence: str
    params: dict[str, Any]
    number: str
    "Of the order, in the orders' story."
    is_refused: bool
    is_redacted: bool
    details: tuple[Detail, ...]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.at, self.story, self.id)


@dataclass(frozen=True)
class LastCheck:
    """The last verification, as it is on record."""

    at: datetime
    who: str
    is_whole: bool
    data: dict[str, Any]
    faults: tuple[Said, ...]
    notes: tuple[Said, ...]


@dataclass(frozen=True)
class AuditPage:
    """`after` is where the next page begins; None on the last."""

    rows: tuple[AuditRow, ...]
    after: Place | None
    last_check: LastCheck | None


def audit_page(wanted: Wanted, after: Place | None, *, by: Actor) -> AuditPage:
    """A page of what is looked for."""
    require(by, Permission.SEE_AUDIT)
    found = _rows(wanted, after, PAGE + 1)
    return AuditPage(tuple(found[:PAGE]), found[PAGE - 1].place if len(found) > PAGE else None, _last_check())


def audit_rows(wanted: Wanted, most: int) -> Iterator[AuditRow]:
    """The newest `most` of what is looked for, a thousand at a time: for a workbook."""
    after: Place | None = None
    while most > 0:
        found = _rows(wanted, after, min(1000, most))
        yield from found
        if not found:
            return
        after, most = found[-1].place, most - len(found)


def _rows(wanted: Wanted, after: Place | None, most: int) -> list[AuditRow]:
    stories = [wanted.story] if wanted.story else list(Story)
    found = [row for story in stories for row in _of_story(story, wanted, after, most)]
    found.sort(key=lambda row: (row.at, row.story is Story.ORDERS, row.id), reverse=True)
    return found[:most]


def _of_story(story: Story, wanted: Wanted, after: Place | None, most: int) -> list[AuditRow]:
    model = MODELS[story]
    number = WorkOrder.number if story is Story.ORDERS else sa.literal("")
    asked = select(model, number)
    if story is Story.ORDERS:
        asked = asked.join(WorkOrder, WorkOrder.id == TimelineEntry.order_id)
    conditions = [*_narrowed(story, model, wanted), *_behind(story, model, after)]
    asked = asked.where(*conditions).order_by(model.at.desc(), model.id.desc()).limit(most)
    return [_row(story, entry, found) for entry, found in db.session.execute(asked)]


def _behind(story: Story, model: Any, after: Place | None) -> list[sa.ColumnElement[bool]]:
    if after is None:
        return []
    if story is after.story:
        return [sa.or_(model.at < after.at, sa.and_(model.at == after.at, model.id < after.id))]
    # Of one moment the orders' story stands first.
    return [model.at <= after.at if after.story is Story.ORDERS else model.at < after.at]


def _narrowed(story: Story, model: Any, wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.since:
        yield model.at >= datetime.combine(wanted.since, time(), LOCAL)
    if wanted.until:
        yield model.at < datetime.combine(wanted.until + timedelta(days=1), time(), LOCAL)
    if wanted.who:
        yield _by(model, wanted.who)
    if wanted.origin:
        yield model.origin.startswith(wanted.origin, autoescape=True)
    if wanted.kind:
        yield model.kind == wanted.kind
    if wanted.outcome:
        yield from _ended(story, wanted.outcome)
    if wanted.about:
        yield _about(story, wanted.about)


def _by(model: Any, who: str) -> sa.ColumnElement[bool]:
    """Whoever is called so, or signs in so; the program goes by its name."""
    people = select(Person.id).where(sa.or_(Person.sign_in_name == who, Person.name.contains(who, autoescape=True)))
    return sa.or_(model.actor_id.in_(people), sa.and_(model.actor_id.is_(None), model.actor_name == who))


def _ended(story: Story, outcome: Outcome) -> Iterator[sa.ColumnElement[bool]]:
    """An order's story tells only of what happened."""
    if story is Story.HOUSE:
        refused = JournalEntry.kind.in_(sorted(REFUSALS))
        yield refused if outcome is Outcome.REFUSED else ~refused
    elif outcome is Outcome.REFUSED:
        yield sa.false()


def _about(story: Story, about: str) -> sa.ColumnElement[bool]:
    if story is Story.HOUSE:
        return JournalEntry.subject.contains(about, autoescape=True)
    orders = select(WorkOrder.id).where(sa.or_(WorkOrder.number == about, WorkOrder.source_number == about))
    return TimelineEntry.order_id.in_(orders)


def _row(story: Story, entry: Any, number: str) -> AuditRow:
    common = {
        "story": story, "id": entry.id, "at": entry.at, "who": entry.actor_name, "origin": entry.origin,
        "kind": entry.kind, "number": number, "is_redacted": entry.redaction_id is not None,
    }
    if story is Story.HOUSE:
        return AuditRow(
            **common, on_behalf=None, sentence=sentence(entry.kind), params={"subject": entry.subject},
            is_refused=entry.kind in REFUSALS, details=details(entry.data),
        )
    said, params = _told(entry)
    stages: tuple[Detail, ...] = ()
    if entry.from_stage != entry.to_stage and entry.from_stage and entry.to_stage:
        stages = (Detail("stage", entry.from_stage.label, entry.to_stage.label),)
    return AuditRow(
        **common, on_behalf=entry.on_behalf, sentence=said, params=params, is_refused=False, details=stages)


def _told(entry: TimelineEntry) -> tuple[str, dict[str, Any]]:
    """The sentence with its words; an entry that lacks some (an older program's, a redacted one) is cut short."""
    known = ENTRIES.get(entry.kind)
    if known is None:
        return entry.kind.replace("%", "%%"), {}
    params = {key: _shown(key, value) for key, value in entry.data.items()} | PRIVATE
    try:
        known.sentence % params
    except (KeyError, TypeError, ValueError):
        return known.sentence.partition("%")[0] + "…", {}
    return known.sentence, params


def _shown(key: str, value: Any) -> Any:
    """A moment by the office's clock, 无 where nobody helps, and whatever else as it was told."""
    if key == "co" and not value:
        return NOBODY
    if key not in MOMENTS_IN_DATA:
        return value
    try:
        return f"{datetime.fromisoformat(value).astimezone(LOCAL):%Y-%m-%d %H:%M}"
    except (ValueError, TypeError):
        return value


def _last_check() -> LastCheck | None:
    found = db.session.scalars(
        select(JournalEntry).where(JournalEntry.kind == "audit.verified")
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc()).limit(1)).first()
    if found is None:
        return None
    return LastCheck(
        found.at, found.actor_name, bool(found.data.get("is_whole")), found.data,
        tuple(Said(FaultKind[name], params) for name, params in found.data.get("faults", ())),
        tuple(Said(NoteKind[name], params) for name, params in found.data.get("notes", ())),
    )
