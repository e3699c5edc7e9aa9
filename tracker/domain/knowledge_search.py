"""How articles are ranked for what was typed, and which of their words are marked. Which rows are looked at: reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SNIPPET = 60
"Characters of the body shown in a list."
LEAD = 12
"Characters before the first hit."

Parts = tuple[tuple[str, bool], ...]
"A text in pieces, each with whether it is a hit."


@dataclass(frozen=True)
class Searched:
    """The parts of an article that are searched, the weightiest first."""

    title: str
    keywords: str
    question: str
    body: str


WEIGHTS = (("title", 8), ("keywords", 4), ("question", 3), ("body", 1))


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for: what blanks part, each once, in small letters."""
    return tuple(dict.fromkeys(text.lower().split()))


def score(article: Searched, words: Sequence[str]) -> int:
    """How well the article fits; 0 when a word occurs nowhere in it."""
    total = 0
    for word in words:
        gained = sum(weight for place, weight in WEIGHTS if word in getattr(article, place).lower())
        if not gained:
            return 0
        total += gained
    return total + (4 if article.title.lower() == " ".join(words) else 0)


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of every hit, those that touch or overlap joined."""
    small = text.lower()
    # A letter whose small form is longer (İ) would shift what follows: such a text is left unmarked.
    if len(small) != len(text):
        return []
    found = sorted(span for word in words for span in _places(small, word))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while word and at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


def marked(text: str, words: Sequence[str]) -> Parts:
    """The text in pieces, hits apart."""
    pieces: list[tuple[str, bool]] = []
    place = 0
    for start, end in _spans(text, words):
        pieces += [(text[place:start], False), (text[start:end], True)]
        place = end
    pieces.append((text[place:], False))
    return tuple((piece, is_hit) for piece, is_hit in pieces if piece)


def snippet(body: str, words: Sequence[str]) -> Parts:
    """The neighbourhood of the body's first hit on one line, or its beginning."""
    line = " ".join(body.split())
    spans = _spans(line, words)
    start = max(0, spans[0][0] - LEAD) if spans else 0
    start = max(0, min(start, len(line) - SNIPPET))
    cut = line[start:start + SNIPPET]
    pieces = marked(cut, words)
    before = (("…", False),) if start else ()
    after = (("…", False),) if start + SNIPPET < len(line) else ()
    return (*before, *pieces, *after)
