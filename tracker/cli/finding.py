"""One line of what tracker check says."""

from dataclasses import dataclass

GOOD, WARN, BAD = "正常", "注意", "错误"


@dataclass(frozen=True)
class Finding:
    """How a thing stands, and what to do where it does not stand well."""

    level: str
    text: str
