"""Entries of a command that name a word of the trade: its Chinese label or its code."""

from collections.abc import Sequence
from typing import Any

import click

from tracker.domain.words import Word


class WordEntry(click.ParamType):
    """One of a vocabulary; a slip is answered with the whole list."""

    def __init__(self, words: type[Word], only: Sequence[Word] = ()) -> None:
        self.kind, self.words = words, tuple(only or words)
        self.name = words.__name__

    def get_metavar(self, *_args: Any, **_kwargs: Any) -> str:
        """What --help shows."""
        return "|".join(word.label for word in self.words)

    def convert(self, value: Any, param: Any, ctx: Any) -> Word:
        """The word, or a usage error."""
        if isinstance(value, self.kind):
            return value
        text = str(value).strip()
        by_code = next((word for word in self.words if word == text.lower()), None)
        found: Word | None = by_code or next((word for word in self.words if word.label == text), None)
        if found is None:
            allowed = "、".join(f"{word.label}（{word.value}）" for word in self.words)
            self.fail(f"“{text}”不在词表中，可用：{allowed}。", param, ctx)
        return found
