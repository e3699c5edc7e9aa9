"""The rooms of the order: intake, list, the order's page and its moves."""

from tracker.web.orders import intake, listing, moves, page, secrecy  # noqa: F401  (registers the views)
from tracker.web.orders.blueprint import blueprint

__all__ = ["blueprint"]
