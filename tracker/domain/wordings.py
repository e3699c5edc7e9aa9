"""相似表述: which orders say much the same, by the pairs of characters that the search index knows.

Two orders are alike when their titles share half of their pairs, or title and beginning of the content a quarter.
The trade's stock phrases (反映, 希望, 尽快处理 …) are no likeness and are left out before.

Groups are made in two passes over the orders in the order of their receipt, so that the same orders always give the
same groups. First each order joins the earlier one that it is most like, or stands for itself. Then each group names
its most typical order, and every order goes to the typical one that it is most like. Whom an order is compared with is
looked up by its rarest pairs, so the work grows with the orders, not with their square.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, groupby

from tracker.domain.tokens import fold

CONTENT_HEAD = 200
"Characters of the content that are compared: who calls says first what it is about."
TITLES_ALIKE, TEXTS_ALIKE = 0.5, 0.25
"From here on titles, and titles with contents, are alike (Dice's coefficient)."
TELLING = 3
"Pairs of a title below which it tells too little by itself."
LOOKED_UP = 60
"Entries of the index that are read for one order, the rarest pairs' first."
COMPARED = 4
"Orders with most of these pairs in common, two at least, that are compared in full."
TYPICAL_SHARE = 0.5
"A pair that so many of a group have belongs to what the group says."

BLANK = ord(" ")


def _numbered(folded: str) -> set[int]:
    """The text's pairs as numbers (two UTF-16 units each): ten times as quick as pairs of letters."""
    units = folded.encode("utf-16-le")
    length = len(units) // 4 * 4
    even, odd = units[:length], units[2:2 + (len(units) - 2) // 4 * 4]
    return {*memoryview(even).cast("I"), *memoryview(odd).cast("I")}


STOCK = {next(iter(_numbered(word))) for word in (
    "市民 群众 来电 来信 反映 诉求 咨询 投诉 举报 求助 建议 请问 您好 你好 本人 我们 希望 请求 要求 有关 相关 部门 单位 尽快 及时 "
    "处理 解决 核实 核查 回复 答复 办理 问题 情况 影响 严重 非常 多次 一直 目前 现在 已经 没有 无法 不能 谢谢 感谢 加强 进行"
).split()}
"What orders say whatever they are about."


def _pairs(folded: str) -> frozenset[int]:
    runs = folded.split()
    said = _numbered(" ".join(runs)) - STOCK
    # Pairs across two runs are none.
    said -= {BLANK | ord(run[0]) << 16 for run in runs}
    said -= {ord(run[-1]) | BLANK << 16 for run in runs}
    return frozenset(said)


class Wording:
    """What an order says, as pairs: of title and content together; of the title alone when that is asked for."""

    __slots__ = ("_title", "_in_title", "whole")

    def __init__(self, title: str, content: str) -> None:
        self._title = title
        self._in_title: frozenset[int] | None = None
        self.whole = _pairs(fold(f"{title} {content[:CONTENT_HEAD]}"))

    @property
    def title(self) -> frozenset[int]:
        """The title's pairs."""
        if self._in_title is None:
            self._in_title = _pairs(fold(self._title))
        return self._in_title


def _dice(one: frozenset[int], other: frozenset[int]) -> float:
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


def alike(one: Wording, other: Wording, shared: int | None = None) -> float:
    """How alike, 1 being the least that counts as alike; `shared` are the pairs of both where they are counted."""
    if shared is None:
        shared = len(one.whole & other.whole)
    said = 2 * shared / (len(one.whole) + len(other.whole) or 1) / TEXTS_ALIKE
    if min(len(one.title), len(other.title)) < TELLING:
        return said
    return max(said, _dice(one.title, other.title) / TITLES_ALIKE)


def _may_be_alike(size: int, other: Wording, shared: int) -> bool:
    """Can an order of so many pairs be like the other, if they share no more than so many? Quicker than looking."""
    return 2 * shared >= min(TEXTS_ALIKE * (size + len(other.whole)), TITLES_ALIKE * (TELLING + len(other.title)))


class Known:
    """Wordings that others are compared with, each under a number."""

    def __init__(self) -> None:
        self._wordings: dict[int, Wording] = {}
        self._having: dict[int, list[int]] = {}

    def add(self, key: int, said: Wording) -> None:
        """Let others be compared with it."""
        self._wordings[key] = said
        for pair in said.whole:
            self._having.setdefault(pair, []).append(key)

    def _sharing(self, said: Wording) -> tuple[dict[int, int], bool]:
        """key → how many pairs are shared, of the rarest pairs; and whether all pairs were looked at.

        Pairs that are equally rare are all looked at or none: what is found must not hang on their sequence.
        """
        having = self._having
        lists = sorted((having[pair] for pair in said.whole if pair in having), key=len)
        shared: dict[int, int] = {}
        read = 0
        for _length, alike_rare in groupby(lists, key=len):
            together = list(chain.from_iterable(alike_rare))
            if read and read + len(together) > LOOKED_UP:
                return shared, False
            read += len(together)
            for key in together:
                shared[key] = shared.get(key, 0) + 1
        return shared, True

    def nearest(self, said: Wording) -> int | None:
        """The number of what it is most like, the lowest of equals; None where nothing is alike."""
        shared, is_whole = self._sharing(said)
        if is_whole:
            size = len(said.whole)
            shared = {
                key: count for key, count in shared.items() if _may_be_alike(size, self._wordings[key], count)}
        likely = sorted((-count, key) for key, count in shared.items() if count > 1)[:COMPARED]
        found = [(alike(said, self._wordings[key], -count if is_whole else None), -key) for count, key in likely]
        best = max(found, default=(0.0, 0))
        return -best[1] if best[0] >= 1 else None


def _typical(members: Sequence[int], wordings: Sequence[Wording]) -> int:
    """The member that is made most of what the group says; the earliest of equals."""
    had = Counter(pair for member in members for pair in wordings[member].whole)
    core = frozenset(pair for pair, count in had.items() if count >= TYPICAL_SHARE * len(members))
    return max(members, key=lambda member: (_dice(wordings[member].whole, core), -member))


def _assigned(known: Known, wordings: Sequence[Wording]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for place, said in enumerate(wordings):
        nearest = known.nearest(said)
        if nearest is not None:
            groups.setdefault(nearest, []).append(place)
    return groups


def groups(wordings: Sequence[Wording], least: int) -> dict[int, list[int]]:
    """Groups of at least so many: place of the typical order → places of its members, itself among them."""
    known, first = Known(), dict[int, list[int]]()
    for place, said in enumerate(wordings):
        nearest = known.nearest(said)
        if nearest is not None:
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
    return Counter(key for key in found if key is not None)
