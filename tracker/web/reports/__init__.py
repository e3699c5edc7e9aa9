"""The supervisor's rooms: the leaders' dashboard, the day's overview and the month's figures."""

from tracker.web.reports import closing, dashboard, department, durations, monthly, overview  # noqa: F401  (registers)
from tracker.web.reports.blueprint import blueprint

__all__ = ["blueprint"]
