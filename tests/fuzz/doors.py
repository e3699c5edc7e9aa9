"""What each address takes, found in the program itself: its forms' fields and the names that its view asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

from flask import Flask

from tracker.web.forms import Form

NAME = re.compile(r"[a-z][a-z_]{0,30}")
LEFT_OUT = frozenset({
    "static", "auth.sign_out", "auth.sign_in", "people.reset", "account.password", "account.new_password",
    "account.end_session", "account.end_all", "account.end_others",
})
"What would end the session that the inputs come with, or is slow on purpose."


@dataclass(frozen=True)
class Door:
    """One address: its rule with placeholders, how it is called, and the names that mean something there."""

    endpoint: str
    rule: str
    method: str
    names: tuple[str, ...]

    def address(self, numbers: Iterator[int], words: Iterator[str]) -> str:
        """The rule with its placeholders filled."""
        return re.sub(
            r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>",
            lambda match: str(next(numbers)) if match[1] == "int" else next(words), self.rule)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def _fields(kind: type[Form]) -> set[str]:
    prefix = getattr(kind, "PREFIX", "")
    return {prefix + name for name in dir(kind) if hasattr(getattr(kind, name), "_formfield")}


def _asked(view: Any, depth: int = 3) -> set[str]:
    """Names of fields and parameters that the function, or what it calls in its module, reads."""
    view = getattr(view, "__wrapped__", view)
    if not isinstance(view, FunctionType) or depth == 0:
        return set()
    found: set[str] = set()
    for code in _codes(view.__code__):
        found |= {const for const in code.co_consts if isinstance(const, str) and NAME.fullmatch(const)}
        rooms = [room for name in code.co_names if isinstance(room := view.__globals__.get(name), ModuleType)]
        for name in code.co_names:
            known = view.__globals__.get(name, next((getattr(one, name) for one in rooms if hasattr(one, name)), None))
            for kind in known.values() if isinstance(known, dict) else (known,):
                if isinstance(kind, type) and issubclass(kind, Form):
                    found |= _fields(kind)
            if isinstance(known, FunctionType) and known.__module__.startswith("tracker.web"):
                found |= _asked(known, depth - 1)
    return found


def _every_form(kind: type[Form] = Form) -> Iterator[type[Form]]:
    for one in kind.__subclasses__():
        yield one
        yield from _every_form(one)


def form_fields() -> tuple[str, ...]:
    """The fields of every form there is."""
    return tuple(sorted({name for kind in _every_form() for name in _fields(kind)}))


def doors(app: Flask, method: str, left_out: frozenset[str] = LEFT_OUT) -> list[Door]:
    """Every address that takes the method and that a signed-in person may knock at."""
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in left_out:
            names = tuple(sorted(_asked(app.view_functions[rule.endpoint])))
            found.append(Door(rule.endpoint, rule.rule, method, names or ("q",)))
    return sorted(found, key=lambda door: (door.rule, door.endpoint))
