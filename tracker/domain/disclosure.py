"""What of a caller's identity whom may be shown: the one place that decides, for page, list, sheet, notice and print.

Who may lift a mask by role is decided in permissions.py (REVEAL_CALLER); each lifting is a timeline row. How a name is
found inside a text: redaction.py.

Identity is the caller's name, phone and contact person; where the caller is an enterprise or another organisation, its
name and credit code as well. The address is the place of the matter and stays, as does the source number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from tracker.domain.caller_changes import NAMES, PHONES, Change, known
from tracker.domain.redaction import GONE, NOBODY, REDACTED, pattern_of
from tracker.domain.words import N_, CallerKind

Row = TypeVar("Row")

SECRET = N_("保密")
"Stands where the identity is hidden altogether."
SOMEBODY = N_("（保密）")
"Stands inside a sentence."


def masked_name(name: str | None) -> str:
    """张三丰 → 张**; one character stays one star behind nothing."""
    name = (name or "").strip()
    if name == GONE:
        return name
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else ("*" if name else "")


def masked_phone(phone: str | None) -> str:
    """13812345678 → 138****5678; a short number keeps its last two digits."""
    phone = (phone or "").strip()
    if len(phone) >= 7:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:] if len(phone) > 7 else "***" + phone[-4:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


@dataclass(frozen=True)
class Identity:
    """Who called; names are WorkOrder's."""

    caller_name: str
    caller_phone: str | None
    caller_kind: CallerKind
    enterprise_name: str | None = None
    enterprise_uscc: str | None = None
    enterprise_contact: str | None = None
    caller_changes: Sequence[Change] | None = None
    "What was put right: older texts name the caller as it was."

    @property
    def is_enterprise(self) -> bool:
        """Is the caller the enterprise itself? Else an enterprise named is what the matter is about."""
        return self.caller_kind is not CallerKind.PERSON

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the identity inside a text."""
        return pattern_of(
            names=[self.caller_name, self.enterprise_contact or "", *known(self.caller_changes, NAMES)],
            phones=[self.caller_phone or "", *known(self.caller_changes, PHONES)],
            enterprises=[self.enterprise_name or ""] if self.is_enterprise else [],
            codes=[self.enterprise_uscc or ""] if self.is_enterprise else [],
        )


@dataclass(frozen=True)
class Veil:
    """What lies over an order's identity for one reader.

    `is_hidden`: nothing of it is shown. Else it is masked, and `may_reveal` says whether one click lifts the mask;
    of a confidential order that takes a reason.
    """

    identity: Identity
    is_confidential: bool
    is_hidden: bool
    may_reveal: bool

    @property
    def needs_reason(self) -> bool:
        """Must whoever lifts the mask say why?"""
        return self.is_confidential

    @property
    def caller_name(self) -> str:
        """Masked, or 保密."""
        return SECRET if self.is_hidden else masked_name(self.identity.caller_name)

    @property
    def caller_phone(self) -> str:
        """Masked, or nothing: one 保密 says it for both."""
        return "" if self.is_hidden else masked_phone(self.identity.caller_phone)

    @property
    def enterprise_contact(self) -> str:
        """Masked, or 保密 where there is one."""
        return self._shown(self.identity.enterprise_contact, masked_name)

    @property
    def enterprise_name(self) -> str:
        """In full, unless it is the caller of a confidential order."""
        if not self._covers_enterprise:
            return self.identity.enterprise_name or ""
        return self._shown(self.identity.enterprise_name, masked_name)

    @property
    def enterprise_uscc(self) -> str:
        """In full, unless it is that of the caller of a confidential order."""
        if not self._covers_enterprise:
            return self.identity.enterprise_uscc or ""
        return self._shown(self.identity.enterprise_uscc, masked_phone)

    @property
    def _covers_enterprise(self) -> bool:
        return self.is_confidential and self.identity.is_enterprise

    def _shown(self, value: str | None, mask: Any) -> str:
        return "" if not value else SECRET if self.is_hidden else str(mask(value))

    def text(self, text: str) -> str:
        """A text of the order; of a confidential one without whatever names the caller, for every reader alike."""
        return self.identity.pattern.sub(REDACTED, text) if self.is_confidential and text else text

    def whom(self, text: str) -> str:
        """联系到的人, who may be anybody of the caller's house: masked like the caller, or hidden with it."""
        if not text or text.strip() in NOBODY:
            return text
        return SOMEBODY if self.is_hidden else masked_name(text)

    def data(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a timeline entry."""
        return {key: self._datum(key, value) for key, value in told.items()}

    def _datum(self, key: str, value: Any) -> Any:
        if key == "whom" and isinstance(value, str):
            return self.whom(value)
        if isinstance(value, list | tuple):
            return [self._datum(key, one) for one in value]
        if isinstance(value, Mapping):
            return self.data(value)
        return self.text(value) if type(value) is str else value


def veil_over(
    identity: Identity, *, is_confidential: bool, is_unit: bool, has_grant: bool, may_reveal: bool
) -> Veil:
    """The rule.

    `is_unit`: the reader belongs to a handling unit, or the thing leaves the house. `has_grant`: this order's identity
    was granted to that unit. `may_reveal`: the role allows it.
    """
    is_hidden = is_confidential and is_unit and not has_grant
    return Veil(identity, is_confidential, is_hidden, may_reveal and not is_hidden)


SHOWN = frozenset(Identity.__dataclass_fields__) - {"caller_kind", "caller_changes"}
"Fields of the identity that a veil shows in its own way."


class _Veiled:
    """A row seen through a veil: every text of it is redacted, the identity's fields are masked or hidden."""

    def __init__(self, row: Any, veil: Veil) -> None:
        self._row, self._veil = row, veil

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._row, name)
        if name in SHOWN:
            return getattr(self._veil, name)
        return self._veil._datum(name, value) if type(value) is str else value


def veiled(row: Row, veil: Veil) -> Row:
    """The order, or a row of it, for showing. Of an order that is not confidential it is the row itself."""
    return cast(Row, _Veiled(row, veil)) if veil.is_confidential else row
