"""相似表述: which orders say much the same, by the pairs of characters that the search index knows.

Two orders are alike when their titles share half of their pairs, or title and beginning of the content a quarter.
The trade's stock phrases (反映, 希望, 尽快处理 …) are no likeness and are left out before.

Groups are made in two passes over the orders in the order of their receipt, so that the same orders always give the
same groups. First each order joins the earlier one that it is most like, or stands for itself. Then each group names
its most typical order, and every order goes to the typical one that it is most like. Whom an order is compared with is
looked up by its rarest pairs, so the work grows with the orders, not with their square.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from tracker.domain.tokens import fold

CONTENT_HEAD = 200
"Characters of the content that are compared: who calls says first what it is about."
TITLES_ALIKE, TEXTS_ALIKE = 0.5, 0.25
"From here on titles, and titles with contents, are alike (Dice's coefficient)."
TELLING = 3
"Pairs of a title below which it tells too little by itself."
LOOKED_UP = 300
"Entries of the index that are read for one order, the rarest pairs' first."
COMPARED = 6
"Orders with most of these pairs in common that are compared in full."
TYPICAL_SHARE = 0.5
"A pair that so many of a group have belongs to what the group says."

STOCK = re.compile("|".join((
    "市民 群众 来电 来信 反映 诉求 咨询 投诉 举报 求助 建议 请问 您好 你好 本人 我们 希望 请求 要求 有关 相关 部门 单位 尽快 及时 "
    "处理 解决 核实 核查 回复 答复 办理 问题 情况 影响 严重 非常 多次 一直 目前 现在 已经 没有 无法 不能 谢谢 感谢 加强 进行"
).split()))
"What orders say whatever they are about."


def _pairs(folded: str) -> frozenset[str]:
    bare = STOCK.sub(" ", folded)
    return frozenset(one + other for one, other in zip(bare, bare[1:]) if one != " " and other != " ")


@dataclass(frozen=True)
class Wording:
    """What an order says, as pairs: of its title, and of title and content together."""

    title: frozenset[str]
    whole: frozenset[str]


def wording(title: str, content: str) -> Wording:
    """The order's pairs, stock phrases left out."""
    in_title = _pairs(fold(title))
    return Wording(in_title, in_title | _pairs(fold(content[:CONTENT_HEAD])))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


def alike(one: Wording, other: Wording) -> float:
    """How alike, 1 being the least that counts as alike."""
    said = _dice(one.whole, other.whole) / TEXTS_ALIKE
    if min(len(one.title), len(other.title)) < TELLING:
        return said
    return max(said, _dice(one.title, other.title) / TITLES_ALIKE)


class Known:
    """Wordings that others are compared with, each under a key."""

    def __init__(self) -> None:
        self._wordings: dict[Hashable, Wording] = {}
        self._having: dict[str, list[Hashable]] = {}

    def add(self, key: Hashable, said: Wording) -> None:
        """Let others be compared with it."""
        self._wordings[key] = said
        for pair in said.whole:
            self._having.setdefault(pair, []).append(key)

    def nearest(self, said: Wording) -> Hashable | None:
        """The key of what it is most like; of equals the one that was added first; None where nothing is alike."""
        postings = sorted((len(having), pair) for pair in said.whole if (having := self._having.get(pair)))
        shared: Counter[Hashable] = Counter()
        read = 0
        for length, pair in postings:
            if read and read + length > LOOKED_UP:
                break
            read += length
            shared.update(self._having[pair])
        best: Hashable | None = None
        least = 1.0
        for key, _count in shared.most_common(COMPARED):
            likeness = alike(said, self._wordings[key])
            if likeness > least or (likeness == least and best is None):
                best, least = key, likeness
        return best


def _typical(members: Sequence[int], wordings: Sequence[Wording]) -> int:
    """The member that is made most of what the group says; the earliest of equals."""
    had = Counter(pair for member in members for pair in wordings[member].whole)
    core = frozenset(pair for pair, count in had.items() if count >= TYPICAL_SHARE * len(members))
    return max(members, key=lambda member: (_dice(wordings[member].whole, core), -member))


def _assigned(known: Known, wordings: Sequence[Wording]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for place, said in enumerate(wordings):
        nearest = known.nearest(said)
        if isinstance(nearest, int):
            groups.setdefault(nearest, []).append(place)
    return groups


def groups(wordings: Sequence[Wording], least: int) -> dict[int, list[int]]:
    """Groups of at least so many: place of the typical order → places of its members, itself among them."""
    known, first = Known(), dict[int, list[int]]()
    for place, said in enumerate(wordings):
        nearest = known.nearest(said)
        if isinstance(nearest, int):
            first[nearest].append(place)
        else:
            known.add(place, said)
            first[place] = [place]
    typical = Known()
    for members in first.values():
        if len(members) >= max(least, 2):
            chosen = _typical(members, wordings)
            typical.add(chosen, wordings[chosen])
    found = _assigned(typical, wordings)
    return {place: members for place, members in found.items() if len(members) >= least}


def counted(patterns: dict[int, Wording], wordings: Iterable[Wording]) -> Counter[int]:
    """How many of the wordings are most like each of the patterns."""
    known = Known()
    for key, pattern in patterns.items():
        known.add(key, pattern)
    found = (known.nearest(said) for said in wordings)
    return Counter(key for key in found if isinstance(key, int))
