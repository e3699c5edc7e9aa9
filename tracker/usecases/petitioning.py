"""What petitions share: how long their words may be, and the code that names the ground."""

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CodeTable
from tracker.store import tables

TEXT_MAX, BASIS_MAX, NOTE_MAX = 2000, 400, 500
"Longest reason, legal basis and note of a decision, characters."


def code_name(table: CodeTable, code: str, field: str) -> str:
    """The name of an entry in use; refuses, at its field, a code that the table does not offer."""
    names = tables.code_names(table, active_only=True)
    if code not in names:
        raise Invalid(N_("请从列表中选择一项。"), field=field)
    return names[code]
