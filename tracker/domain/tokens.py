"""Which words of a text can be found: pairs of neighbouring characters, so that Chinese needs no dictionary.

A text is folded character by character (full width to half, capitals to small, all but letters and digits to blanks):
what is folded of a part is the same part of what is folded of the whole. Each run of letters and digits becomes its
overlapping pairs and its last character, so that every substring is found: one character as the beginning of a token,
two as a token, three and more as all their pairs and then as a substring of the folded text.
A change here makes every index stale: bring a migration that builds it again.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

BODY_MAX = 60_000
"Characters of an order that can be found: more would not fit PostgreSQL's tsvector (1 MiB)."
RUNS_MAX = 8
"Runs of a search that count; nobody types more, and each costs."
RUN_MAX = 40
"Characters of a run that count."
TITLE_MARK = "·"
"Begins a token that stands in the title. It is neither letter nor digit, so no other token begins so."


class _Folding(dict[int, str]):
    """What str.translate puts for a character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        folded = "".join(part if part.isalnum() else " " for part in plain)
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Letters and digits in their plain form, everything else a blank."""
    return text.translate(_FOLDING)


def runs(text: str) -> list[str]:
    """The runs of letters and digits, folded."""
    return fold(text).split()


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run."""
    return [run[at:at + 2] for at in range(len(run) - 1)]


def tokens(folded: Iterable[str]) -> set[str]:
    """Everything by which the runs can be found: their pairs and their last characters."""
    found = set()
    for run in folded:
        found.update(pairs(run))
        found.add(run[-1])
    return found


@dataclass(frozen=True)
class Searchable:
    """An order's text as the index keeps it: runs parted by one blank, for finding and for checking alike."""

    title: str
    text: str
    "Title and everything else."

    @property
    def tokens(self) -> list[str]:
        """The index's tokens, those of the title a second time with their mark; in one order, as an index is told."""
        in_title = {TITLE_MARK + token for token in tokens(self.title.split())}
        return sorted(tokens(self.text.split()) | in_title)


def searchable(title: str, parts: Iterable[str | None]) -> Searchable:
    """The texts of an order, the most telling part first, each once, as far as they can be found."""
    head = " ".join(runs(title))
    text = " ".join([head, *(run for part in dict.fromkeys(parts) if part for run in runs(part))])
    return Searchable(head, text[:BODY_MAX].strip())


@dataclass(frozen=True)
class Query:
    """What is looked for: every run must stand in the text."""

    runs: tuple[str, ...]

    @property
    def checked(self) -> tuple[str, ...]:
        """Runs whose pairs alone do not prove them: they must also stand in the folded text as they are."""
        return tuple(run for run in self.runs if len(run) > 2)

    @property
    def whole(self) -> tuple[str, ...]:
        """Tokens that must all be there."""
        return tuple(dict.fromkeys(pair for run in self.runs for pair in pairs(run)))

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Single characters: some token must begin with each."""
        return tuple(run for run in self.runs if len(run) == 1)


def query(text: str) -> Query:
    """What was typed, as it is looked for; without runs it finds nothing."""
    return Query(tuple(dict.fromkeys(run[:RUN_MAX] for run in runs(text)))[:RUNS_MAX])


def hits(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where the runs stand in the text as it is written: (start, end), in order, not overlapping."""
    places, folded = [], []
    for at, character in enumerate(text):
        plain = fold(character)
        folded.append(plain)
        places += [at] * len(plain)
    whole, found = "".join(folded), []
    for run in wanted:
        start = whole.find(run)
        while start >= 0:
            found.append((places[start], places[start + len(run) - 1] + 1))
            start = whole.find(run, start + len(run))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
