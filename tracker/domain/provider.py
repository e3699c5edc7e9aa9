"""统一身份认证: what the office's provider says of somebody. Whom that lets in is decided in the use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

NAME_MAX = 254
SUBJECT_MAX = 255
"Longest subject (OpenID Connect Core 1.0, 2)."


@dataclass(frozen=True)
class Identity:
    """Somebody as the provider knows them. Issuer and subject never change; a name may pass to somebody else."""

    issuer: str
    subject: str
    name: str = ""
    "By the claim that the installation names; empty where it is absent or not vouched for."
    marks: frozenset[str] = frozenset()
    "How the provider says that it recognised them: its acr and amr (OpenID Connect Core 1.0, 2)."


def clean_name(text: str) -> str:
    """A name at the provider as it is compared: trimmed, in small letters; empty is none."""
    name = text.strip().lower()
    if len(name) > NAME_MAX or any(not sign.isprintable() for sign in name):
        raise Invalid(N_("统一身份认证的账号最多 %(most)d 个字符。"), field="expected_name", most=NAME_MAX)
    return name


def identity_of(claims: Mapping[str, Any], issuer: str, claim: str) -> Identity | None:
    """Whom the proved claims speak of; None for a subject that cannot be one. An address counts only when verified."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_MAX:
        return None
    name = claims.get(claim)
    vouched = claim != "email" or claims.get("email_verified") is True
    marks = [claims.get("acr"), *(claims.get("amr") or [])]
    return Identity(
        issuer, subject,
        name.strip().lower() if vouched and isinstance(name, str) and len(name) <= NAME_MAX else "",
        frozenset(mark for mark in marks if isinstance(mark, str)),
    )
