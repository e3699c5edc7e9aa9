"""Where the words that were looked for stand in an order, as pieces of text that are a hit or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.domain.disclosure import Veil
from tracker.domain.permissions import Actor
from tracker.domain.tokens import hits, query
from tracker.domain.words import N_
from tracker.store.models import WorkOrder
from tracker.store.search import answers_of
from tracker.store.secrecy import veils

BEFORE, AFTER = 24, 72
"Characters of a snippet around its first hit."

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Snippet:
    """A piece of one of the order's texts; `label` says of which."""

    label: str
    pieces: Pieces


@dataclass(frozen=True)
class Marked:
    """The title whole, and the first text beside it in which a word stands."""

    title: Pieces
    snippet: Snippet | None


def pieces(text: str, places: Iterable[tuple[int, int]]) -> Pieces:
    """The text cut at its hits; put together again it is the same text."""
    cut, end = [], 0
    for start, stop in places:
        cut += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    cut.append((text[end:], False))
    return tuple((piece, is_hit) for piece, is_hit in cut if piece)


def _snippet(label: str, text: str, places: Sequence[tuple[int, int]]) -> Snippet:
    start, stop = max(0, places[0][0] - BEFORE), places[0][0] + AFTER
    inside = [(max(one, start) - start, min(end, stop) - start) for one, end in places if one < stop]
    cut = pieces(text[start:stop], inside)
    head = (("…", False),) if start else ()
    tail = (("…", False),) if stop < len(text) else ()
    return Snippet(label, (*head, *cut, *tail))


def _texts(order: WorkOrder, veil: Veil, answers: Sequence[str]) -> Iterable[tuple[str, str]]:
    yield N_("内容"), veil.text(order.content)
    yield N_("公开答复"), veil.text(order.public_answer or "")
    yield N_("企业名称"), veil.enterprise_name
    for answer in answers:
        yield N_("答复"), veil.text(answer)


def marked(orders: Sequence[WorkOrder], text: str, by: Actor) -> dict[int, Marked]:
    """By the order's id; empty when nothing was looked for."""
    wanted = query(text).runs
    if not wanted or not orders:
        return {}
    answers, over = answers_of([order.id for order in orders]), veils(orders, by)
    found = {}
    for order in orders:
        veil = over[order.id]
        title = veil.text(order.title)
        snippet = next((
            _snippet(label, one, places) for label, one in _texts(order, veil, answers.get(order.id, ()))
            if (places := hits(one, wanted))
        ), None)
        found[order.id] = Marked(pieces(title, hits(title, wanted)), snippet)
    return found
