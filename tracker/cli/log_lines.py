"""The server's log: one stream to standard error, as lines to read or as JSON for a collector, each with its origin."""

import logging

from pythonjsonlogger.json import JsonFormatter

from tracker import origin

LINE = "%(asctime)s %(levelname)s %(name)s [%(origin)s]: %(message)s"
FIELDS = {"levelname": "level", "name": "room"}
"A record's field → its name in JSON; `at` is the moment in UTC (ISO 8601), `origin` the same as in the audit."


def _with_origin(record: logging.LogRecord) -> bool:
    record.origin = origin.current() or "-"
    return True


def formatter(form: str) -> logging.Formatter:
    """What a record is written as: 'lines', a traceback beneath its own; or 'json', one a line whatever it says."""
    if form == "json":
        return JsonFormatter(
            "%(levelname)s %(name)s %(origin)s %(message)s", rename_fields=FIELDS, timestamp="at",
            json_ensure_ascii=False)
    return logging.Formatter(LINE)


def log_to_stderr(form: str) -> None:
    """Our own news and everybody's warnings; the scheduler's libraries would otherwise tell of every minute."""
    stream = logging.StreamHandler()
    stream.addFilter(_with_origin)
    stream.setFormatter(formatter(form))
    logging.basicConfig(level=logging.WARNING, handlers=[stream])
    logging.getLogger("tracker").setLevel(logging.INFO)
    # It warns whenever a job is due again while it is still at work, which a long export is every few seconds.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
