"""What the story alone keeps and the page shows apart: the caller's supplements, and why an order ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tracker.domain.timeline import Entry


class Told(Protocol):
    """A line of the story, seen through the reader's veil."""

    @property
    def kind(self) -> Entry: ...  # noqa: D102

    @property
    def at(self) -> datetime: ...  # noqa: D102

    @property
    def who(self) -> str: ...  # noqa: D102

    @property
    def data(self) -> dict[str, Any]: ...  # noqa: D102


@dataclass(frozen=True)
class Supplement:
    """What the caller was asked, and what came back; empty while the order waits for it."""

    asked_at: datetime
    asked_by: str
    question: str
    supplement: str = ""
    supplemented_at: datetime | None = None


@dataclass(frozen=True)
class Ending:
    """Why an order ended without being closed: the sentence's own words and its quotes."""

    line: Told

    @property
    def quotes(self) -> list[tuple[str, str]]:
        """(label, text) of everything that was said about it."""
        return self.line.kind.quoted(self.line.data)


ENDINGS = (Entry.REFUSED, Entry.VOIDED, Entry.TERMINATION_GRANTED)


def supplements(story: Iterable[Told]) -> tuple[Supplement, ...]:
    """Every question to the caller with its answer, in order."""
    found: list[Supplement] = []
    for line in story:
        if line.kind is Entry.CALLER_ASKED:
            found.append(Supplement(line.at, line.who, line.data.get("question", "")))
        elif line.kind is Entry.SUPPLEMENTED and found:
            asked = found.pop()
            found.append(Supplement(
                asked.asked_at, asked.asked_by, asked.question, line.data.get("supplement", ""), line.at))
    return tuple(found)


def ending(story: Iterable[Told]) -> Ending | None:
    """The line that ended the order, if it was not closed."""
    return next((Ending(line) for line in reversed(list(story)) if line.kind in ENDINGS), None)
