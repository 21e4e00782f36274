"""The only place that reads the machine's clock.

Imported by `web`, `cli`, `jobs` and `demo` only; everything below them is handed `now`.
"""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)
