"""What was acknowledged: kept by the clients, who know nothing of the database."""

import threading
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Ledger:
    """Each entry was answered with a success before it was written here."""

    registered: dict[str, int] = field(default_factory=dict)
    "The word in the order's title → its id."
    moves: list[tuple[int, str, str]] = field(default_factory=list)
    "(order, kind of the timeline's entry, the word that was typed with it or empty)"
    files: list[tuple[int, str]] = field(default_factory=list)
    "(order, SHA-256 of what was handed in)"
    exports: set[str] = field(default_factory=set)
    "Keys of the forms by which exports were asked for."
    words: set[str] = field(default_factory=set)
    "Every word that was ever typed, acknowledged or not: none may be found twice."
    surprises: list[str] = field(default_factory=list)
    "Answers that are neither a success nor a plain refusal."
    waiting: dict[str, deque[int]] = field(default_factory=dict)
    "Step → orders that wait for it."
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, step: str) -> int | None:
        """An order that waits for the step; it is the taker's."""
        with self.lock:
            queue = self.waiting.setdefault(step, deque())
            return queue.popleft() if queue else None

    def put(self, step: str, order_id: int) -> None:
        """The order waits for the step."""
        with self.lock:
            self.waiting.setdefault(step, deque()).append(order_id)

    def as_of_now(self) -> "Ledger":
        """What was acknowledged so far. To be taken before the database is read: everybody works on meanwhile."""
        return Ledger(dict(self.registered), list(self.moves), list(self.files), set(self.exports))

    @property
    def size(self) -> int:
        """How many writes were acknowledged."""
        return len(self.registered) + len(self.moves) + len(self.files) + len(self.exports)
