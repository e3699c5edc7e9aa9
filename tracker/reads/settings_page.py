"""The office's settings: what is in force, what is coming, and what was."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.permissions import Actor, require
from tracker.domain.refusals import NotFound
from tracker.domain.setting_kinds import Definition
from tracker.domain.settings import SETTINGS, owner_of
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import SettingRow


@dataclass(frozen=True)
class DatedValue:
    """A value from a day on; `label` is its words where the setting offers choices."""

    value: Any
    label: str
    effective_from: date | None
    set_at: datetime | None
    set_by: str


@dataclass(frozen=True)
class SettingLine:
    """A setting with its values: `past` newest first, `coming` next first."""

    key: str
    definition: Definition
    current: DatedValue
    coming: tuple[DatedValue, ...]
    past: tuple[DatedValue, ...]


def _label(definition: Definition, value: Any) -> str:
    return dict(definition.choices).get(str(value), str(value))


def _line(key: str, rows: list[SettingRow], today: date) -> SettingLine:
    definition = SETTINGS[key]
    values = [DatedValue(definition.default, _label(definition, definition.default), None, None, "")]
    values += [
        DatedValue(row.value, _label(definition, row.value), row.effective_from, row.set_at, row.set_by)
        for row in sorted(rows, key=lambda row: row.effective_from)
    ]
    begun = [value for value in values if value.effective_from is None or value.effective_from <= today]
    return SettingLine(key, definition, begun[-1], tuple(values[len(begun):]), tuple(reversed(begun[:-1])))


def settings_page(today: date, *, by: Actor) -> tuple[SettingLine, ...]:
    """Every setting that the person keeps, as it stands on `today` (local)."""
    rows = list(db.session.scalars(select(SettingRow)))
    return tuple(
        _line(key, [row for row in rows if row.key == key], today) for key in SETTINGS if by.may(owner_of(key))
    )


def setting_line(key: str, today: date, *, by: Actor) -> SettingLine:
    """One setting for whoever keeps it; raises NotFound and NotPermitted."""
    if key not in SETTINGS:
        raise NotFound(N_("没有这项参数。"))
    require(by, owner_of(key))
    return _line(key, list(db.session.scalars(select(SettingRow).where(SettingRow.key == key))), today)
