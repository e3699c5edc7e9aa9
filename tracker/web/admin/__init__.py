"""The administration rooms, one module per noun: people, units, limits, calendar, code tables, settings, retention."""

from tracker.web.admin import (
    access,
    calendar,
    codes,
    departments,
    limits,
    outbox,
    proofs,
    retention,
    settings,
    sign_ins,
    statutory,
)

BLUEPRINTS = (
    access.blueprint,  # of people.py, too
    proofs.blueprint,
    sign_ins.blueprint,
    departments.blueprint,
    limits.blueprint,
    statutory.blueprint,
    calendar.blueprint,
    codes.blueprint,
    settings.blueprint,
    retention.blueprint,
    outbox.blueprint,
)
