"""What changed between two texts, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Line:
    """A line of the comparison: `kind` is same, gone or new."""

    kind: str
    text: str


def line_changes(old: str, new: str) -> tuple[Line, ...]:
    """Every line of both texts in reading order; what was replaced stands as gone, then new."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line("same", text) for text in before[i:j]]
        else:
            lines += [Line("gone", text) for text in before[i:j]] + [Line("new", text) for text in after[k:m]]
    return tuple(lines)
