"""双因素认证: who has to prove more than a password, and what a code and a recovery code look like.

How the secret and the codes are kept is decided in store.factors, the order of a sign-in's steps in usecases.stepping.
"""

import re
import secrets
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Role

STEP_SECONDS = 30
"A code is shown so long (RFC 6238, what every authenticator does)."

TOLERATED_STEPS = 1
"A telephone's clock may be so many steps before or behind ours (RFC 6238, 5.2)."

DIGITS = 6

CODES = 10
"So many recovery codes are given at a time."

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"Copied by hand from paper, so without look-alikes; four signs find the code, eight prove it: 39 bits."

FINDING, PROVING = 4, 8


def has_to(roles: Collection[Role], required: Collection[Role]) -> bool:
    """Must a person of these roles, own or lent, have a second factor?"""
    return bool(set(roles) & set(required))


def days_left(asked_at: datetime | None, grace_days: int, now: datetime) -> int:
    """How many days somebody who must enrol may still put it off; 0 is none. Counted from when it was first asked."""
    end = (asked_at or now) + timedelta(days=grace_days)
    return max(0, -((now - end) // timedelta(days=1)))


def step_of(now: datetime) -> int:
    """The number of the time step."""
    return int(now.timestamp()) // STEP_SECONDS


def _typed(text: str) -> str:
    """What was typed, whatever keyboard it came from: full-width signs, blanks and hyphens do not matter."""
    return re.sub(r"[\s\-–—]+", "", unicodedata.normalize("NFKC", text)).lower()


def clean_code(text: str) -> str:
    """The six digits; refuses what cannot be a code at all, which counts as no attempt."""
    code = _typed(text)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        raise Invalid(N_("请输入验证器上显示的 %(digits)d 位数字。"), field="code", digits=DIGITS)
    return code


def clean_recovery_code(text: str) -> str:
    """The twelve signs; refuses what cannot be a recovery code at all, which counts as no attempt."""
    code = _typed(text)
    if len(code) != FINDING + PROVING or set(code) - set(SIGNS):
        raise Invalid(N_("请输入一个恢复码，例如 abcd-efgh-jkmn，12 个字母和数字。"), field="code")
    return code


def new_recovery_codes() -> list[str]:
    """Fresh codes, each found by its own first signs."""
    found = {
        "".join(secrets.choice(SIGNS) for _place in range(FINDING)):
            "".join(secrets.choice(SIGNS) for _place in range(PROVING))
        for _try in range(CODES * 2)  # two that begin alike fall together
    }
    return [first + rest for first, rest in found.items()][:CODES]


def shown(code: str) -> str:
    """A recovery code as it is printed: in groups of four."""
    return "-".join(code[start:start + 4] for start in range(0, len(code), 4))
