"""What one setting is: its words, its default, how an entry is read, what the rules get. The table: settings.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.domain.words import N_, Word


@dataclass(frozen=True)
class Definition:
    """One setting. `read` turns what was entered (text) into the stored value or raises ValueError.

    `given` turns the stored value into what the rules work with.
    """

    label: str
    meaning: str
    default: Any
    read: Callable[[str], Any]
    choices: tuple[tuple[str, str], ...] = ()
    given: Callable[[Any], Any] = lambda stored: stored
    is_security: bool = False
    "Kept by the security manager; every other setting by the system administrator."


def whole(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number between the bounds, both included."""

    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return read


def one_of(*values: str) -> Callable[[str], str]:
    """Reads one of the values."""

    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return read


def text_up_to(longest: int) -> Callable[[str], str]:
    """Reads a text that is not blank."""

    def read(text: str) -> str:
        if not text.strip() or len(text) > longest:
            raise ValueError(text)
        return text.strip()

    return read


def number(label: str, meaning: str, default: int, low: int, high: int) -> Definition:
    """A setting that is a whole number."""
    return Definition(label, meaning, default, whole(low, high), given=int)


def choice(label: str, meaning: str, kind: type[Word], default: Word) -> Definition:
    """A setting that is one word of a vocabulary."""
    return Definition(
        label, meaning, default.value, one_of(*kind), tuple((word.value, word.label) for word in kind), given=kind
    )


def switch(label: str, meaning: str, default: bool, yes: str = N_("是"), no: str = N_("否")) -> Definition:
    """A setting that is on or off."""
    return Definition(
        label, meaning, "yes" if default else "no", one_of("yes", "no"), (("yes", yes), ("no", no)),
        given=lambda stored: stored == "yes",
    )


def security(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The same settings, kept by the security manager."""
    return {key: replace(definition, is_security=True) for key, definition in definitions.items()}
