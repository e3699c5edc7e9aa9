"""The forms that pages offer, filled in as in a hurry: what is there stays, what is empty gets something."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

MARK = re.compile(r"(^|-)seen$|^up_to$|^story$")
"Hidden numbers that say how far one has read: a larger one says no more."
TEXT = "情况属实，请按规定办理。"


def _filled(field: Tag, today: date) -> str:
    kind, given = str(field.get("type") or "text"), str(field.get("value") or "")
    fresh = {"date": (today + timedelta(days=3)).isoformat(), "number": "1", "hidden": "", "email": "a@example.gov.cn"}
    return given or fresh.get(kind, TEXT)


def _chosen(field: Tag) -> str:
    options = [str(option.get("value", "")) for option in field.find_all("option")]
    selected = [str(option.get("value", "")) for option in field.find_all("option", selected=True)]
    return next((value for value in selected if value), next((value for value in options if value), ""))


def _entries(form: Tag, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = str(field.get("name") or ""), str(field.get("type") or "")
        if not name or kind in ("file", "checkbox", "submit"):
            continue
        if field.name == "select":
            found[name] = _chosen(field)
        elif field.name == "textarea":
            found[name] = field.get_text().strip() or TEXT
        elif kind == "radio":
            if name not in found or field.has_attr("checked"):
                found[name] = str(field.get("value", ""))
        else:
            found[name] = _filled(field, today)
    return found


def _is_choice(field: Tag) -> bool:
    """One of several, or a thing that the form carries along: no mere yes, and no mark of what the page has shown."""
    name, kind, value = str(field.get("name") or ""), str(field.get("type") or ""), str(field.get("value") or "")
    if kind == "checkbox":
        return value != "y"
    return kind == "radio" or kind == "hidden" and value.isdigit() and not MARK.search(name)


def _offers(form: Tag) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for field in form.find_all("select", {"name": True}):
        options = {str(option.get("value", "")) for option in field.find_all("option")}
        found.setdefault(str(field["name"]), set()).update(options)
    for field in filter(_is_choice, form.find_all("input", {"name": True})):
        found.setdefault(str(field["name"]), set()).add(str(field.get("value") or ""))
    return found


def _posted(html: str) -> Iterator[tuple[str, Tag]]:
    for form in BeautifulSoup(html, "html.parser").find_all("form"):
        if str(form.get("method", "")).lower() == "post" and form.get("action"):
            yield urlsplit(str(form["action"])).path, form


def forms_on(html: str, today: date) -> dict[str, dict[str, str]]:
    """address → entries, for every form of the page that is posted to an address of ours."""
    return {address: _entries(form, today) for address, form in _posted(html)}


def offers_on(html: str) -> dict[str, dict[str, set[str]]]:
    """address → field → what the page lets one choose there: options, boxes, and numbers that it carries along."""
    return {address: _offers(form) for address, form in _posted(html)}
