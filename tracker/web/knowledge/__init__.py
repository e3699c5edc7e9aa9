"""The rooms of the knowledge base: list, article, writing and review, workbooks, look-up beside the order's forms."""

from tracker.web.knowledge import article, listing, lookup, sheets, writing  # noqa: F401  (registers the views)
from tracker.web.knowledge.blueprint import blueprint

__all__ = ["blueprint"]
