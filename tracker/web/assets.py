"""Static files by name: our own, and the vendored ones with their versions (vendor/refresh brings those)."""

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


def asset(name: str) -> str:
    """The address of a static file; an unknown name is an error, not a dead link."""
    return url_for("static", filename=ASSETS[name])
