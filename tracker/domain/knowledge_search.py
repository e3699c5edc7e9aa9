"""How articles are ranked for what was typed, and which of their words are marked. Which rows are looked at: reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.tokens import fold, hits, pairs, query, runs

SNIPPET = 60
"Characters of the body shown in a list."
LEAD = 12
"Characters before the first hit."
PAIRS_MAX = 24
"Pairs of characters that count of a question."
NEAR_SHARE = 5
"One pair in so many must agree for an article to be near a question."

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


def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for, folded: runs of letters and digits, each once."""
    return query(typed).runs


def pairs_of(words: Sequence[str]) -> tuple[str, ...]:
    """What to look for when a whole question was typed and nothing holds all of it: its neighbouring characters."""
    return tuple(dict.fromkeys(pair for word in words for pair in pairs(word)))[:PAIRS_MAX]


def _gain(article: Searched, word: str) -> int:
    return sum(weight for place, weight in WEIGHTS if word in fold(getattr(article, place)))


def score(article: Searched, words: Sequence[str]) -> int:
    """How well the article fits; 0 when a word occurs nowhere in it."""
    gains = [_gain(article, word) for word in words]
    if not gains or not all(gains):
        return 0
    return sum(gains) + (4 if runs(article.title) == list(words) else 0)


def nearness(article: Searched, wanted: Sequence[str]) -> int:
    """How well it fits a question that it does not hold as it stands; 0 when too few pairs of characters agree."""
    gains = [_gain(article, pair) for pair in wanted]
    found = sum(gain > 0 for gain in gains)
    return sum(gains) if found >= 2 and found * NEAR_SHARE >= len(wanted) else 0


def marked(text: str, words: Sequence[str]) -> Parts:
    """The text in pieces, hits apart."""
    pieces: list[tuple[str, bool]] = []
    place = 0
    for start, end in hits(text, words):
        pieces += [(text[place:start], False), (text[start:end], True)]
        place = end
    pieces.append((text[place:], False))
    return tuple((piece, is_hit) for piece, is_hit in pieces if piece)


def snippet(body: str, words: Sequence[str]) -> Parts:
    """The neighbourhood of the body's first hit on one line, or its beginning."""
    line = " ".join(body.split())
    spans = hits(line, words)
    start = max(0, spans[0][0] - LEAD) if spans else 0
    start = max(0, min(start, len(line) - SNIPPET))
    cut = line[start:start + SNIPPET]
    pieces = marked(cut, words)
    before = (("…", False),) if start else ()
    after = (("…", False),) if start + SNIPPET < len(line) else ()
    return (*before, *pieces, *after)
