"""A ready-made set of limit rows, switched on from a day: the enterprise fast lane “124”."""

from collections.abc import Callable
from datetime import date, datetime

from tracker.domain.limit_cover import is_withdrawn
from tracker.domain.limits import LimitRow, enterprise_124
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_
from tracker.store import tables
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.placing_limits import check_start, local_day, place, told

PRESETS: dict[str, Callable[[date], list[LimitRow]]] = {"enterprise-124": enterprise_124}


def switch_on_preset(preset: str, *, start: date, by: Actor, now: datetime) -> int:
    """Add the preset's rows from `start` on and return how many; refuses a preset that is on or coming."""
    require(by, Permission.EDIT_LIMITS)
    if preset not in PRESETS:
        raise NotFound(N_("没有这个预设。"))
    check_start(start, now)
    with transaction():
        running = [row for row in tables.limit_rows() if row.preset == preset and not is_withdrawn(row)
                   and (row.effective_to is None or row.effective_to >= local_day(now))]
        if running:
            raise Invalid(
                N_("这个预设已从 %(day)s 起启用，如需调整请修改或接替其中的时限行。"), field="start",
                day=min(row.effective_from for row in running).isoformat(),
            )
        rows = PRESETS[preset](start)
        fits = [place(row, now) for row in rows]
        journal(
            "limit.preset_on", preset, by, now, after=[told(fit.row) for fit in fits],
            ended=[told(earlier) for fit in fits for earlier in fit.ended],
        )
    return len(rows)
