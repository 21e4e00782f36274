"""Column types that both engines store alike."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class NaiveTime(ValueError):
    """A time without zone reached the database layer; times are aware here (decision 12)."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants in UTC: timestamptz on PostgreSQL, fixed-width text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(f"naive time {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Return what makes an aware instant in UTC of a stored one; a list holds hundreds of them."""
        del coltype
        return _from_text if dialect.name == "sqlite" else _in_utc


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def _in_utc(value: datetime | None) -> datetime | None:
    """Whatever the session's zone is."""
    return None if value is None else value.astimezone(UTC)


JsonType = JSON().with_variant(JSONB(), "postgresql")
Key = BigInteger().with_variant(Integer(), "sqlite")

#: A surrogate key: bigint on PostgreSQL, INTEGER (rowid) on SQLite, never shown (decision 2).
Pk = Annotated[int, mapped_column(Key, primary_key=True, autoincrement=True)]
