"""Two people, one thing: what a page showed is compared with what stands, field by field. Orders have a version.

The page keeps a mark of what it showed, not the values: a form holds no more than the person sees.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tracker.domain.refusals import Stale

LONGEST = 2000
"Characters of a mark; a longer one was never ours."


def _mark(value: Any) -> str:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def mark_of(state: Mapping[str, Any]) -> str:
    """What a page shows of a thing, field by field, as its form carries it along."""
    return ",".join(f"{name}:{_mark(value)}" for name, value in sorted(state.items()))


def changed_since(mark: str, state: Mapping[str, Any]) -> list[str]:
    """The fields that are no longer as the page with that mark showed them; all of them for a mark that is none."""
    known = dict(part.partition(":")[::2] for part in mark[:LONGEST].split(","))
    return [name for name, value in state.items() if known.get(name) != _mark(value)]


class Overtaken(Stale):
    """Somebody was quicker. `changed` has the fields with what they are now; `mark` lets the person go on knowingly."""

    def __init__(self, message: str, changed: Mapping[str, Any], mark: str, **params: Any) -> None:
        super().__init__(message, **params)
        self.changed, self.mark = changed, mark
