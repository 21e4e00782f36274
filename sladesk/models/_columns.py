"""Shorthands for columns that many tables share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, TextClause, text
from sqlalchemy.orm import mapped_column

from sladesk.db.types import Key, UtcDateTime, Word
from sladesk.domain.codes import RunState

Code = Annotated[str, mapped_column(String(64))]
ShortCode = Annotated[str, mapped_column(Word(24))]
Name = Annotated[str, mapped_column(String(200))]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
PersonRef = Annotated[int, mapped_column(Key, ForeignKey("person.id"))]
TicketRef = Annotated[int, mapped_column(Key, ForeignKey("ticket.id"), index=True)]


def having(column: str) -> dict[str, Any]:
    """Return what keeps rows without a value out of an index, for both engines."""
    return only(text(f"{column} is not null"))


def only(which: TextClause) -> dict[str, Any]:
    """Return what keeps other rows out of an index, for both engines."""
    return {"postgresql_where": which, "sqlite_where": which}


def one_of(column: str, codes: Iterable[str], *, null: bool = False) -> CheckConstraint:
    """Return a CHECK that a column holds one of the codes (decision 13)."""
    listed = ", ".join(f"'{code}'" for code in codes)
    text = f"{column} in ({listed})"
    return CheckConstraint(f"{column} is null or {text}" if null else text, name=column)


def one_runs(name: str) -> tuple[CheckConstraint, Index]:
    """Return what a table of runs needs: their states; one is under way at a time, whoever asks at once.

    Arguments:
        name: of the index.
    """
    return one_of("state", RunState), Index(name, "state", unique=True, **only(text("state = 'running'")))
