"""A message that did not arrive, with the words an administrator reads."""

from typing import Any

from tracker.domain.refusals import Refusal


class Undelivered(Refusal):
    """It did not arrive; it may at another time.

    The words never quote an address or an exception's text: a robot's address holds its key.
    """

    status = 502
    is_final = False
    "Will it fail the same way for ever?"
    is_unsure = False
    "May it have arrived after all? The line broke after it had been handed over, before the other side said so."

    def __init__(self, message: str, is_final: bool = False, is_unsure: bool = False, **params: Any) -> None:
        super().__init__(message, **params)
        self.is_final, self.is_unsure = is_final, is_unsure
