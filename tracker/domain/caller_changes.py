"""What was put right about a caller, as an order keeps it: sealed with the order, shown masked, gone with the caller.

The story names the fields alone and points here by number, for it only grows. Which fields: personal_requests.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.domain.personal_requests import CallerField

Change = Mapping[str, Any]
"{'is_note': bool, 'values': {field: [before, after]}}; plain, because it is kept sealed as JSON."

NAMES, PHONES, ADDRESSES = (CallerField.NAME, CallerField.CONTACT), (CallerField.PHONE,), (CallerField.ADDRESS,)

BETWEEN = "、"
"Between the fields that a sentence names."


def change(values: Mapping[CallerField, tuple[str | None, str | None]], is_note: bool) -> dict[str, Any]:
    """What is kept: field → (before, after). A note leaves the order as it was."""
    return {"is_note": is_note, "values": {field.value: list(pair) for field, pair in values.items()}}


def fields_of(values: Iterable[CallerField]) -> str:
    """姓名、联系电话: as the story names them."""
    chosen = set(values)
    return BETWEEN.join(field.label for field in CallerField if field in chosen)


def known(changes: Sequence[Change] | None, fields: Iterable[CallerField]) -> tuple[str, ...]:
    """Everything that ever stood, or was noted, in these fields: it names the caller in older texts still."""
    codes = {field.value for field in fields}
    found = [text for one in changes or () for code, pair in one["values"].items() if code in codes for text in pair]
    return tuple(dict.fromkeys(text for text in found if text))


def called(name: str, changes: Sequence[Change] | None) -> str:
    """What the caller is rightly called: as was last noted beside an archived order, else as the order says."""
    noted = [one["values"][CallerField.NAME.value][1] for one in changes or ()
             if one["is_note"] and CallerField.NAME.value in one["values"]]
    return str(noted[-1]) if noted else name
