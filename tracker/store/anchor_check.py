"""The chain held against its anchors outside the database."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.audit import FaultKind, NoteKind
from tracker.store import anchors
from tracker.store.anchors import Anchor
from tracker.store.db import db
from tracker.store.models import JournalEntry


def _when(at: str) -> str:
    return f"{datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"


class AnchorCheck:
    """Told each link as the walk comes by, and at the end how far it came."""

    def __init__(self, fault: Callable[..., None], note: Callable[..., None], first: int) -> None:
        self.fault, self.note, self.first = fault, note, first
        self.count = self.changed = 0
        self.macs: set[str] = set()
        self.expected: dict[int, Anchor] = {}
        for number, anchor in anchors.lines():
            if anchor is None:
                self.changed += 1
                self.fault(FaultKind.ANCHOR_CHANGED, line=number)
                continue
            self.count += 1
            self.macs.add(anchor.mac)
            if anchor.kind == anchors.RESTORED:
                self._restored(anchor)
            self.expected[anchor.seq] = anchor
        if not self.count:
            self.note(NoteKind.NO_ANCHORS)

    def _restored(self, anchor: Anchor) -> None:
        """What was anchored behind the head of the restored chain is let go, and the auditor is told."""
        behind = [seq for seq in self.expected if seq > anchor.seq]
        for seq in behind:
            del self.expected[seq]
        self.note(NoteKind.RESTORED, at=_when(anchor.at), seq=anchor.seq, reached=max(behind, default=anchor.seq))

    def meet(self, seq: int, digest: str) -> None:
        """The chain has this digest here."""
        anchor = self.expected.pop(seq, None)
        if anchor is not None and anchor.digest != digest:
            self.fault(FaultKind.ANCHOR_APART, _when(anchor.at), seq=seq)

    def finish(self, last: int) -> None:
        """The chain ends here."""
        ahead = [anchor for seq, anchor in self.expected.items() if seq > last]
        if ahead:
            furthest = max(ahead, key=lambda anchor: anchor.seq)
            self.fault(FaultKind.ROLLED_BACK, _when(furthest.at), seq=furthest.seq, last=last)
        self._missing()

    def _missing(self) -> None:
        """The journal names every anchor that was written."""
        told: list[dict[str, Any]] = list(db.session.scalars(
            select(JournalEntry.data).where(JournalEntry.kind == "audit.anchored").order_by(JournalEntry.id)))
        gone = [data for data in told if data.get("mac") not in self.macs]
        if len(gone) > self.changed:  # a line that was changed has been told of
            self.fault(
                FaultKind.ANCHORS_GONE, _when(str(gone[-1]["at"])), count=len(gone), seq=int(gone[-1]["seq"]))
