"""What petitions share: the words that must be there, and the code that names the ground."""

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CodeTable
from tracker.store import tables

TEXT_MAX, BASIS_MAX = 2000, 400
"Longest reason and legal basis, characters."


def check_texts(*texts: tuple[str, str, str]) -> list[Invalid]:
    """What is missing or too long of (text, field, words to say when it is missing)."""
    found = []
    for text, field, words in texts:
        most = BASIS_MAX if field == "legal_basis" else TEXT_MAX
        if not text.strip():
            found.append(Invalid(words, field=field))
        elif len(text) > most:
            found.append(Invalid(N_("最多 %(most)d 字，请精简。"), field=field, most=most))
    return found


def code_name(table: CodeTable, code: str, field: str) -> str:
    """The name of an entry in use; refuses, at its field, a code that the table does not offer."""
    names = tables.code_names(table, active_only=True)
    if code not in names:
        raise Invalid(N_("请从列表中选择一项。"), field=field)
    return names[code]
