"""Whether anything on the board has changed: one statement for each look (decision 25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select

from sladesk.db.reading import at_most, read
from sladesk.models import BoardCount, Event, Person
from sladesk.queries.reference import STAMP_VALUE

_EVENTS = 64


@dataclass(frozen=True)
class Sign:
    """What a look for news compares, with the stamp of the master data and what is known of kept counts.

    Arguments:
        text: moves with every event, duty switch and setting.
        counted: when the counts that are kept were made, None where none are.
        basis, mark: of these counts.
    """

    text: str
    reference: str
    counted: datetime | None
    basis: str
    mark: str


def sign() -> Sign:
    """Return what moves with every event, duty switch and setting, in one statement (decision 25).

    The newest events are summed, not only the newest one looked at: on PostgreSQL an event with a smaller
    key may become visible after one with a larger key (decision 6).
    """
    events, duty, since, stamp, *kept = read(_sign()).one()
    text = f"{int(events):x}.{duty}.{int(since.timestamp()) if since else 0:x}.{stamp or ''}"
    counted, basis, mark = kept
    return Sign(text, str(stamp or ""), counted, basis or "", mark or "")


@cache
def _sign() -> Select[*tuple[Any, ...]]:
    newest = select(Event.id).order_by(Event.id.desc()).limit(at_most(_EVENTS)).subquery()
    parts: Sequence[Any] = (
        select(func.coalesce(func.sum(newest.c.id), 0)).scalar_subquery(),
        select(func.count()).where(Person.duty != "off").scalar_subquery(),
        select(func.max(Person.duty_since)).scalar_subquery(),
        STAMP_VALUE,
        *(
            select(func.max(column)).scalar_subquery()
            for column in (BoardCount.at, BoardCount.basis, BoardCount.mark)
        ),
    )
    return select(*parts)
