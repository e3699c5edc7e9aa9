"""Column types: moments kept in UTC, words kept by their code, personal data kept sealed."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from tracker.domain.words import Word
from tracker.store.sealing import seal, unseal


class Moment(TypeDecorator[datetime]):
    """An aware moment. SQLite forgets the zone, so what it returns is UTC by definition."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordType(TypeDecorator[Any]):
    """A Word by its code; an unknown code in the database is an error, not a string."""

    impl = sa.String(32)
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else self.words(value)


class Sealed(TypeDecorator[Any]):
    """A text that the database and its backups hold sealed (store.sealing); nothing, and a blank, stay as they are.

    It is never looked for in SQL: the same text is another one every time. What must be found has a fingerprint in a
    column of its own. Reading such a column opens it, so a query that does not need it leaves it out.
    """

    impl = sa.Text
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Any]):
        """Nothing may be compared, ordered or joined but with NULL."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            if op in (operators.eq, operators.ne, operators.is_, operators.is_not) and _is_null(other[0]):
                return super().operate(op, *other, **kwargs)
            raise TypeError("a sealed column cannot be compared in SQL: look for its fingerprint")

        def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> Any:
            raise TypeError("a sealed column cannot be compared in SQL: look for its fingerprint")

    comparator_factory = Comparator  # type: ignore[assignment]

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose
        "'table.column': sealed for this place, it opens in no other."

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return value and seal(value, self.purpose)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return value and unseal(value, self.purpose)


def _is_null(other: Any) -> bool:
    return other is None or isinstance(other, sa.Null)


class SealedJSON(Sealed):
    """Plain data (lists, dicts, texts, numbers) as one sealed text."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else seal(json.dumps(value, ensure_ascii=False), self.purpose)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else json.loads(unseal(value, self.purpose))
