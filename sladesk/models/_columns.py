"""Shorthands for columns that many tables share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import mapped_column

from sladesk.db.types import Key, UtcDateTime, Word

Code = Annotated[str, mapped_column(String(64))]
ShortCode = Annotated[str, mapped_column(Word(24))]
Name = Annotated[str, mapped_column(String(200))]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
PersonRef = Annotated[int, mapped_column(Key, ForeignKey("person.id"))]
TicketRef = Annotated[int, mapped_column(Key, ForeignKey("ticket.id"), index=True)]


def one_of(column: str, codes: Iterable[str], *, null: bool = False) -> CheckConstraint:
    """Return a CHECK that a column holds one of the codes (decision 13)."""
    listed = ", ".join(f"'{code}'" for code in codes)
    text = f"{column} in ({listed})"
    return CheckConstraint(f"{column} is null or {text}" if null else text, name=column)
