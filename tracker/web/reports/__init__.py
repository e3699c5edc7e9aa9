"""The supervisor's rooms: the leaders' dashboard, the day's overview and the month's figures."""

from tracker.web.reports import closing, dashboard, monthly, overview  # noqa: F401  (registers the views)
from tracker.web.reports.blueprint import blueprint

__all__ = ["blueprint"]
