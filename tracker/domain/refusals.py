"""The refusals: every 'no' the trade knows, with the words the user will read.

A refusal carries a Chinese message id and its parameters; web, sheets and commands translate it.
"""

from typing import Any

from tracker.domain.words import N_


class Refusal(Exception):
    """Something was refused and nothing was changed. `message % params` says what to do."""

    status = 422

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two are never told apart."""

    status = 404


class NotPermitted(Refusal):
    """The person's roles do not allow it."""

    status = 403


class OutOfTurn(Refusal):
    """The order is not at a stage from which this move leads anywhere."""

    status = 409


class Stale(Refusal):
    """Somebody else changed the thing after the page was opened."""

    status = 409


class AlreadyDone(Refusal):
    """The same form was sent twice."""

    status = 409


class Unreadable(Refusal):
    """Something that is kept cannot be opened: whoever runs the machine must look. What it is stands in the log."""

    status = 503


class Invalid(Refusal):
    """What was entered cannot be taken. `field` names the entry, so that the page can say it there."""

    def __init__(self, message: str, field: str | None = None, **params: Any) -> None:
        super().__init__(message, **params)
        self.field = field


class InvalidEntries(Refusal):
    """Several entries cannot be taken: `problems` has one Invalid each."""

    def __init__(self, problems: list[Invalid]) -> None:
        super().__init__(N_("有 %(count)d 处需要更正。"), count=len(problems))
        self.problems = problems
