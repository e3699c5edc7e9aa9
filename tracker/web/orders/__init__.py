"""The rooms of the order: intake, list, the order's page, and the moves of every road."""

from tracker.web.orders import (  # noqa: F401  (registers the views)
    bulk,
    clocks,
    intake,
    listing,
    moves,
    page,
    paper,
    pressing,
    saved,
    secrecy,
)

"""The rooms of the order: intake, list, the order's page, its moves and its attachments."""

from tracker.web.orders import attachments, intake, listing, moves, page  # noqa: F401  (registers the views)
from tracker.web.orders.blueprint import blueprint

__all__ = ["blueprint"]
