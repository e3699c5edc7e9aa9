"""A closed month's bulletin as it is kept: canonical JSON, and the same bulletin read back.

Canonical: keys in order, no spaces, figures as decimal strings and never as floats, so that the same bulletin is always
the same bytes. What a later release adds to the bulletin is frozen along; in an older document it has its default.
"""

import dataclasses
import hashlib
import json
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from tracker.domain.bulletin import Bulletin
from tracker.domain.figure_refs import INDICATORS
from tracker.domain.tally import Tally
from tracker.domain.words import Word

PLAIN = (str, int, bool)
Read = Callable[[Any], Any]


class Counted(NamedTuple):
    """What an indicator counted when the month was closed."""

    part: tuple[Tally, ...]
    base: tuple[Tally, ...]


class Frozen(NamedTuple):
    """The bulletin, and the definitions of its figures in terms of what was counted."""

    bulletin: Bulletin
    counted: Mapping[str, Counted]


def freeze(bulletin: Bulletin) -> Frozen:
    """The bulletin with what each of its figures counts under its settings."""
    basis = bulletin.basis
    return Frozen(bulletin, {
        key: Counted(indicator.parts(basis), indicator.bases(basis)) for key, indicator in INDICATORS.items()
    })


def _fields(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's or named tuple's fields; None for anything else."""
    if dataclasses.is_dataclass(kind):
        return tuple(one.name for one in dataclasses.fields(kind))
    return getattr(kind, "_fields", None)


def plain(value: Any) -> Any:
    """The value in terms of JSON; refuses floats and whatever else would not come back the same."""
    if isinstance(value, Word):
        return value.value
    if value is None or isinstance(value, PLAIN):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    names = _fields(type(value))
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def canonical(value: Any) -> str:
    """The value as canonical JSON."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """The checksum of a kept document."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _same(value: Any) -> Any:
    return value


def _record(kind: Any, names: tuple[str, ...]) -> Read:
    hints = get_type_hints(kind)
    fields = [(name, reader(hints[name])) for name in names]
    return lambda raw: kind(**{name: read(raw[name]) for name, read in fields if name in raw})


def _tuple(arguments: tuple[Any, ...]) -> Read:
    if arguments[-1] is Ellipsis:
        each = reader(arguments[0])
        return lambda raw: tuple([each(one) for one in raw])
    reads = [reader(one) for one in arguments]
    return lambda raw: tuple([read(one) for read, one in zip(reads, raw, strict=True)])


def _choice(arguments: tuple[Any, ...]) -> Read:
    others = [one for one in arguments if one is not types.NoneType and one not in PLAIN]
    read = reader(others[0]) if others else _same
    return lambda raw: None if raw is None else read(raw)


def _generic(kind: Any) -> Read:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple(arguments)
    if origin in (Union, types.UnionType):
        return _choice(arguments)
    each = reader(arguments[1])
    return lambda raw: {key: each(one) for key, one in raw.items()}


SCALARS: dict[Any, Read] = {
    Decimal: Decimal, datetime: datetime.fromisoformat, date: date.fromisoformat, **dict.fromkeys(PLAIN, _same)}


@cache
def reader(kind: Any) -> Read:
    """How a value of the kind is read back from JSON: the reverse of plain()."""
    if kind in SCALARS:
        return SCALARS[kind]
    if get_origin(kind) is not None:
        return _generic(kind)
    names = _fields(kind)
    return _record(kind, names) if names is not None else lambda raw: kind(raw)


def to_json(frozen: Frozen) -> str:
    """The month as it is kept."""
    return canonical(frozen)


def from_json(text: str) -> Frozen:
    """The reverse of to_json."""
    found: Frozen = reader(Frozen)(json.loads(text))
    return found
