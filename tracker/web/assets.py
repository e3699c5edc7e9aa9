"""Static files by name: our own, and the vendored ones with their versions (vendor/refresh brings those)."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import url_for

ASSETS = {
    "bootstrap.css": "vendor/bootstrap-5.3.8/bootstrap.min.css",
    "bootstrap-icons.svg": "vendor/bootstrap-icons-1.13.2/bootstrap-icons.svg",
    "htmx.js": "vendor/htmx.org-2.0.11/htmx.min.js",
    "echarts.js": "vendor/echarts-6.1.0/echarts.simple.min.js",
    "desk.css": "css/desk.css",
    "admin.css": "css/admin.css",
    "parts.css": "css/parts.css",
    "forms.css": "css/forms.css",
    "lists.css": "css/lists.css",
    "knowledge.css": "css/knowledge.css",
    "attachments.css": "css/attachments.css",
    "dashboard.css": "css/dashboard.css",
    "narrow.css": "css/narrow.css",
    "favicon.svg": "css/favicon.svg",
    "desk.js": "js/desk.js",
    "dashboard.js": "js/dashboard.js",
}


STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=200)
def _mark(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file; an unknown name is an error, not a dead link.

    It changes with what is in the file, so that a browser asks for it once and never again (headers.py).
    """
    path = STATIC / ASSETS[name]
    return url_for("static", filename=ASSETS[name], v=_mark(path, path.stat().st_mtime_ns))
