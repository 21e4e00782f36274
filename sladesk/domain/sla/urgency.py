"""Which ticket is the most urgent: by what is left of working time, not of wall time (R7.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sladesk.domain.sla.calendars import CalendarTable


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket with the clock that rules.

    Arguments:
        due: epoch seconds.
        table: the calendar whose working time counts; None for plain time.
    """

    number: str
    due: int
    table: CalendarTable | None = None

    def left(self, now: int) -> int:
        """Return the seconds that are left; below zero by how much it is late."""
        if self.table is None:
            return self.due - now
        if self.due >= now:
            return self.table.open_between(now, self.due)
        return -self.table.open_between(self.due, now)


def by_urgency(tickets: Iterable[Waiting], now: int) -> list[Waiting]:
    """Return tickets as they press: what is late first, the latest before all, then what has least time left.

    What is due at this instant is in time yet (R3.12).
    """
    return sorted(tickets, key=lambda one: (one.due >= now, one.left(now), one.due, one.number))
