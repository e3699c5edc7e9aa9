"""How an entry of the story is said: its sentence with its data in the reader's words, for page, inbox and mail."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tracker.domain.timeline import LISTS_IN_DATA, MOMENTS_IN_DATA, WORDS_IN_DATA, Entry
from tracker.domain.words import N_

BETWEEN = N_("、")
"Between the labels of a list."

NOBODY = N_("无")
"What stands for co-handlers where there are none."


def said(
    entry: Entry, data: Mapping[str, Any], translate: Callable[[str], str], moment: Callable[[datetime], str]
) -> str:
    """The entry's sentence; `translate` knows the reader's language, `moment` writes a moment."""
    shown = {}
    for key, value in data.items():
        if key in MOMENTS_IN_DATA and value:
            shown[key] = moment(datetime.fromisoformat(value))
        elif key in WORDS_IN_DATA and value:
            shown[key] = translate(value)
        elif key in LISTS_IN_DATA and value:
            shown[key] = translate(BETWEEN).join(translate(one) for one in value.split(BETWEEN))
        else:
            shown[key] = value
    if "co" in shown and not shown["co"]:
        shown["co"] = translate(NOBODY)
    return translate(entry.sentence) % shown
