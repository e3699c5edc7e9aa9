"""How alike two titles are: the share of neighbouring characters that both have. It only suggests repeats."""

from tracker.domain.tokens import pairs, runs

ALIKE = 0.5
"From here on two titles are worth a person's look."


def _pairs(title: str) -> set[str]:
    return {pair for run in runs(title) for pair in pairs(run)}


def likeness(one: str, other: str) -> float:
    """0 (nothing in common) to 1 (the same words), by Dice's coefficient over pairs of characters."""
    mine, theirs = _pairs(one), _pairs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0
