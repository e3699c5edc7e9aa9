"""The rooms of the order: intake, list, the order's page and its moves."""

from tracker.web.orders import (  # noqa: F401  (registers the views)
    bulk,
    intake,
    listing,
    moves,
    page,
    saved,
    secrecy,
)
from tracker.web.orders import intake, listing, moves, page, paper, pressing, secrecy  # noqa: F401  (registers views)
from tracker.web.orders.blueprint import blueprint

__all__ = ["blueprint"]
