"""What was put right about a caller, as the story shows it: masked, to whoever may know the caller."""

from collections.abc import Callable, Mapping
from typing import Any

from tracker.domain.disclosure import Veil, masked_name, masked_phone
from tracker.domain.personal_requests import CallerField
from tracker.store.models import WorkOrder

SHOWN: dict[CallerField, tuple[str, Callable[[str | None], str]]] = {
    CallerField.NAME: ("new_name", masked_name), CallerField.PHONE: ("new_phone", masked_phone),
    CallerField.ADDRESS: ("new_address", str), CallerField.CONTACT: ("new_contact", masked_name),
}
"Field → the quote under which the story shows it, and how: as the page shows the order's own."

NOTHING = "—"


def with_changes(data: dict[str, Any], order: WorkOrder, veil: Veil) -> dict[str, Any]:
    """The entry's data with what it points to; as it is where the identity is hidden, or long forgotten."""
    changes = order.caller_changes or []
    number = data.get("correction")
    if number is None or veil.is_hidden or number >= len(changes):
        return data
    return data | dict(_said(changes[number]))


def _said(change: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for code, pair in change["values"].items():
        quote, mask = SHOWN[CallerField(code)]
        before, after = (mask(text) if text else NOTHING for text in pair)
        found.append((quote, f"{before} → {after}"))
    return found
