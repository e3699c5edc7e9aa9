"""What people write: trimmed, there where it must be, and not too long; a problem is said at its field."""

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

TOO_LONG = N_("最多 %(most)d 字，请精简。")


def text_problems(**texts: tuple[str, int, str]) -> list[Invalid]:
    """What is wrong: field=(text, most characters, words when it is missing; "" where it may be)."""
    found = []
    for field, (text, most, missing) in texts.items():
        if missing and not text.strip():
            found.append(Invalid(missing, field=field))
        elif len(text.strip()) > most:
            found.append(Invalid(TOO_LONG, field=field, most=most))
    return found


def written(text: str, field: str, most: int, missing: str = "") -> str:
    """The text trimmed; refuses it where something is wrong."""
    for problem in text_problems(**{field: (text, most, missing)}):
        raise problem
    return text.strip()
