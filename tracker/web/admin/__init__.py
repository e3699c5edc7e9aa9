"""The administration rooms, one module per noun: people, units, limits, calendar, code tables, settings."""

from tracker.web.admin import calendar, codes, departments, limits, outbox, people, settings

BLUEPRINTS = (
    people.blueprint,
    departments.blueprint,
    limits.blueprint,
    calendar.blueprint,
    codes.blueprint,
    settings.blueprint,
    outbox.blueprint,
)
