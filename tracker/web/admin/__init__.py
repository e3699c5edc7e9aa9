"""The administration rooms, one module per noun: people, units, limits, calendar, code tables, settings."""

from tracker.web.admin import calendar, codes, departments, limits, outbox, people, settings, statutory

BLUEPRINTS = (
    people.blueprint,
    departments.blueprint,
    limits.blueprint,
    statutory.blueprint,
    calendar.blueprint,
    codes.blueprint,
    settings.blueprint,
    outbox.blueprint,
)
