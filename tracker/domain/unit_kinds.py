"""What kind of unit a name speaks of, where nobody says: for units that an old ledger brings along."""

import re

from tracker.domain.words import DepartmentKind

_TOWN = re.compile(r"(?:镇|乡|街道|街道办事处|街道办|街办|[镇乡]人民政府|[镇乡]政府)$")
_ENTERPRISE = re.compile(r"(?:公司|集团)$")


def guessed_kind(name: str) -> DepartmentKind:
    """镇街 and companies by how they end; anything else stays OTHER, for a department is not told from its name."""
    if _TOWN.search(name):
        return DepartmentKind.TOWN
    return DepartmentKind.ENTERPRISE if _ENTERPRISE.search(name) else DepartmentKind.OTHER
