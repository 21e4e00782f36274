"""What the pages of reviews read besides the facts: since when there is something, and tickets by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from sladesk.db.reading import read
from sladesk.models import Cycle, Ticket


def first_day() -> date | None:
    """Return the local day of the earliest request, None while there is none."""
    return read(_first_day()).scalar()


@cache
def _first_day() -> Select[date]:
    return select(func.min(Cycle.local_day))


@dataclass(frozen=True)
class Brief:
    """A ticket behind a figure, in one line."""

    number: str
    summary: str
    status: str


def briefs(numbers: Sequence[str]) -> list[Brief]:
    """Return tickets in the order of their numbers as given; a number nobody has is left out."""
    found = {row[0]: Brief(*row) for row in read(_briefs(), {"numbers": list(numbers)})}
    return [found[number] for number in numbers if number in found]


@cache
def _briefs() -> Select[str, str, str]:
    wanted = bindparam("numbers", expanding=True)
    return select(Ticket.number, Ticket.summary, Ticket.status).where(Ticket.number.in_(wanted))
