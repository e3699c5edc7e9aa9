"""The forms that pages offer, filled in as in a hurry: what is there stays, what is empty gets something."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

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


def forms_on(html: str, today: date) -> dict[str, dict[str, str]]:
    """address → entries, for every form of the page that is posted to an address of ours."""
    found = {}
    for form in BeautifulSoup(html, "html.parser").find_all("form"):
        if str(form.get("method", "")).lower() == "post" and form.get("action"):
            found[urlsplit(str(form["action"])).path] = _entries(form, today)
    return found
