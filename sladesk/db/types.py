"""Column types that both engines store alike."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator


class NaiveTime(ValueError):
    """A time without zone reached the database layer; times are aware here (decision 12)."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants in UTC: timestamptz on PostgreSQL, fixed-width text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store UTC."""
        utc = None if value is None else _checked(value)
        return utc.replace(tzinfo=None) if utc and dialect.name == "sqlite" else utc

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return what makes the stored form of an instant; an action writes dozens of them."""
        return _to_text if dialect.name == "sqlite" else _checked_or_none

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Return what makes an aware instant in UTC of a stored one; a list holds hundreds of them."""
        del coltype
        return _from_text if dialect.name == "sqlite" else _in_utc


def _checked_or_none(value: datetime | None) -> datetime | None:
    return None if value is None else _checked(value)


def _checked(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise NaiveTime(f"naive time {value!r}")
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    """Fixed width, so that text sorts as time does."""
    return None if value is None else _checked(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def _in_utc(value: datetime | None) -> datetime | None:
    """Whatever the session's zone is."""
    return None if value is None else value.astimezone(UTC)


_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def _said(value: object) -> Any:
    """A code as part of the SQL; several for `IN`; anything else as it is."""
    if isinstance(value, str) and _CODE.fullmatch(value):
        return literal_column(f"'{value}'")
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_said(each) for each in value]
    return value


class Word(String):
    """One of a few words of the program, such as a state.

    A comparison says the word in the SQL rather than by a parameter: a planner that plans once for all values
    then knows how rare it is, and which partial index holds it.
    """

    class Comparator(String.Comparator[str]):
        """Compares with words said in the SQL."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
            """Compare."""
            return super().operate(op, *(_said(each) for each in other), **kwargs)

    comparator_factory = Comparator


JsonType = JSON().with_variant(JSONB(), "postgresql")
Key = BigInteger().with_variant(Integer(), "sqlite")

#: A surrogate key: bigint on PostgreSQL, INTEGER (rowid) on SQLite, never shown (decision 2).
Pk = Annotated[int, mapped_column(Key, primary_key=True, autoincrement=True)]
