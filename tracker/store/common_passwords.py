"""The passwords that others have tried before: a list of 50,000 that lies beside this file, with its sources.

A password is looked for as it is in lower case, and without its dressing and tail (P@ssw0rd2026! → password).
"""

from functools import lru_cache
from pathlib import Path

PLACE = Path(__file__).with_name("common-passwords.txt")

TAIL = "0123456789!@#$%^&*.,?~-_ "
"What people hang behind a word to make it longer."

DRESSING = str.maketrans("@$!013457", "asioieast")
"What is written for a letter."


@lru_cache(maxsize=1)
def _listed() -> bytes:
    """The list as it lies there: half a megabyte, searched in a tenth of a millisecond."""
    return b"\n" + PLACE.read_bytes()


def _is_listed(text: str) -> bool:
    return bool(text) and "\n" not in text and b"\n" + text.encode() + b"\n" in _listed()


def is_common(password: str) -> bool:
    """Is it on the list, as it is, without what was hung behind it, or without its dressing?"""
    lowered = password.strip().lower()
    bare = lowered.rstrip(TAIL)
    return any(_is_listed(text) for form in (lowered, bare) for text in (form, form.translate(DRESSING)))
