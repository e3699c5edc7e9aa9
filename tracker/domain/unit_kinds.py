"""What kind of unit a name speaks of, where nobody says: for units that an old ledger brings along."""

import re

from tracker.domain.words import DepartmentKind

_TOWN = re.compile(r"(?:镇|乡|街道|街道办事处|街道办|街办|[镇乡]人民政府|[镇乡]政府)$")
_ENTERPRISE = re.compile(r"(?:公司|集团)$")
_DEPARTMENT = re.compile(r"(?:局|委|委员会|办公室|中心|大队|支队|部)$")


def guessed_kind(name: str) -> DepartmentKind:
    """By how the name ends: 西阳镇人民政府 is a town, 区水务局 a department; anything else stays OTHER."""
    for kind, ending in (
        (DepartmentKind.TOWN, _TOWN), (DepartmentKind.ENTERPRISE, _ENTERPRISE), (DepartmentKind.DEPARTMENT, _DEPARTMENT)
    ):
        if ending.search(name):
            return kind
    return DepartmentKind.OTHER
