"""Column types that both engines store alike."""

from datetime import UTC, datetime
from typing import Annotated

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

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


JsonType = JSON().with_variant(JSONB(), "postgresql")
Key = BigInteger().with_variant(Integer(), "sqlite")

#: A surrogate key: bigint on PostgreSQL, INTEGER (rowid) on SQLite, never shown (decision 2).
Pk = Annotated[int, mapped_column(Key, primary_key=True, autoincrement=True)]
