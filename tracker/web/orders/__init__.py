"""The rooms of the order: intake, list, the order's page, its attachments, and the moves of every road."""

from tracker.web.orders import (  # noqa: F401  (registers the views)
    after,
    attachments,
    before,
    bulk,
    clocks,
    exclusions,
    intake,
    listing,
    moves,
    page,
    paper,
    pressing,
    saved,
    secrecy,
    units,
)
from tracker.web.orders.blueprint import blueprint

__all__ = ["blueprint"]
