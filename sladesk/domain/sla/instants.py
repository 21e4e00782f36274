"""The engine's edge: aware datetimes outside, whole seconds since the epoch inside (decision 11)."""

from datetime import UTC, datetime


def to_epoch(moment: datetime) -> int:
    """Turn an aware datetime into whole seconds since the epoch, dropping the fraction.

    Raises ValueError for a naive datetime: guessing a zone is how clocks go wrong.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("naive datetime")
    return int(moment.timestamp() // 1)


def from_epoch(seconds: int) -> datetime:
    """Turn whole seconds since the epoch into an aware datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
