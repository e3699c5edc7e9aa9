"""A setting's value from a day on. What a setting means and takes is decided in domain.settings."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker import clock
from tracker.domain.figure_settings import FIGURE_SETTINGS
from tracker.domain.permissions import Actor, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.settings import SETTINGS, owner_of, read_value
from tracker.domain.words import N_
from tracker.store.db import db, one_at_a_time, transaction
from tracker.store.models import SettingRow
from tracker.store.overtaking import Change, refuse_overtaken
from tracker.store.story import journal


def state_of(values: Iterable[tuple[date, Any]]) -> dict[str, Any]:
    """What a page shows of a setting, (from when, value): by this it is seen that somebody was quicker."""
    return {"values": sorted([day.isoformat(), str(value)] for day, value in values)}


def _refuse_overtaken(key: str, seen: str | None) -> None:
    rows = db.session.scalars(select(SettingRow).where(SettingRow.key == key)).all()
    newest = max(rows, key=lambda row: row.set_at, default=None)
    last = Change(newest.set_by, newest.set_at) if newest else None
    refuse_overtaken(seen, state_of((row.effective_from, row.value) for row in rows), last)


def change_setting(
    key: str, text: str, *, effective_from: date, seen: str | None = None, by: Actor, now: datetime
) -> None:
    """Let `text` be the value from `effective_from` on; another value for that day gives way.

    Only what decides how figures are reckoned may begin before today.

    Raises Invalid, naming the field, and Overtaken when the setting is no longer what the page with the mark `seen`
    showed. No promise already given moves.
    """
    if key not in SETTINGS:
        raise NotFound(N_("没有这项参数。"))
    require(by, owner_of(key))
    value = read_value(key, text)
    # How an open month is reckoned may be settled afterwards: a closed one has its own copy.
    if effective_from < now.astimezone(clock.LOCAL).date() and key not in FIGURE_SETTINGS:
        raise Invalid(N_("生效日期不能早于今天。"), field="effective_from")
    with transaction() as session:
        one_at_a_time(f"setting {key}")
        _refuse_overtaken(key, seen)
        earlier = session.scalars(
            select(SettingRow).where(SettingRow.key == key, SettingRow.effective_from <= effective_from)
            .order_by(SettingRow.effective_from.desc()).limit(1).with_for_update()
        ).first()
        before = earlier.value if earlier else SETTINGS[key].default
        if before == value:
            raise Invalid(N_("到这一天参数已经是这个值，没有改动。"), field="value")
        if earlier is not None and earlier.effective_from == effective_from:
            earlier.value, earlier.set_at, earlier.set_by = value, now, by.name
        else:
            session.add(SettingRow(key=key, value=value, effective_from=effective_from, set_at=now, set_by=by.name))
        journal(
            "setting.changed", SETTINGS[key].label, by, now, before=before, after=value,
            effective_from=effective_from.isoformat(),
        )
