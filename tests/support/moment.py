"""The present of every test that freezes time."""

from datetime import UTC, datetime

#: Thursday 2026-11-19 14:08 in Shanghai, the moment all pictures of the desk share.
NOW = datetime(2026, 11, 19, 6, 8, tzinfo=UTC)
