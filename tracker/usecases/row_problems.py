"""What is wrong in one cell of a ledger, as it is told to whoever brought it."""

from dataclasses import dataclass
from typing import Any

from tracker.domain.refusals import Invalid
from tracker.sheets.columns import HEADER_OF


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell: row number and header as on the sheet."""

    row: int
    header: str
    message: str
    params: dict[str, Any]


def problem_of(row: int, invalid: Invalid) -> RowProblem:
    """The refusal of a field as a problem of the row's cell."""
    header = HEADER_OF.get(invalid.field or "", HEADER_OF["place"] if invalid.field == "address" else "")
    return RowProblem(row, header, invalid.message, invalid.params)
