"""Peaks: hours of the day in which a target is relaxed, all year or in a dated season (R3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from sladesk.domain.sla.errors import BadCalendar
from sladesk.domain.sla.hours import DAY, Window


@dataclass(frozen=True, slots=True)
class Peak:
    """Hours of the day; between two local days, both counted, where they are a season's (大促).

    Hours past midnight belong to the day on which they begin.
    """

    hours: Window
    first: date = date.min
    last: date = date.max

    @property
    def dated(self) -> bool:
        """Whether it is a season's."""
        return (self.first, self.last) != (date.min, date.max)

    def __str__(self) -> str:
        return f"{self.first}/{self.last} {self.hours}" if self.dated else str(self.hours)

    @classmethod
    def parse(cls, text: str) -> "Peak":
        """Read "10:00-12:00" or "2026-11-01/2026-11-12 10:00-24:00".

        Raises BadCalendar: window or date for what can't be read, end_before_start, start_outside_day.
        """
        days, _blank, hours = text.strip().rpartition(" ")
        window = Window.parse(hours)
        if window.end <= window.start:
            raise BadCalendar("end_before_start")
        if not window.start < DAY or window.end - window.start > DAY:
            raise BadCalendar("start_outside_day")
        if not days:
            return cls(window)
        first, _slash, last = days.strip().partition("/")
        try:
            found = cls(
                window, date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
            )
        except ValueError as error:
            raise BadCalendar("date") from error
        if found.last < found.first:
            raise BadCalendar("end_before_start")
        return found

    def covers(self, local: datetime) -> bool:
        """Whether a local time lies in it (half-open)."""
        second = local.hour * 3600 + local.minute * 60 + local.second
        if self.hours.start <= second < self.hours.end:
            return self.first <= local.date() <= self.last
        # The evening before may reach past midnight; the first day of the calendar has none before it.
        begun = local.toordinal() - 1
        late = self.hours.start <= second + DAY < self.hours.end
        return late and self.first.toordinal() <= begun <= self.last.toordinal()

    def overlaps(self, other: "Peak") -> bool:
        """Whether some instant lies in both."""
        gaps = (-1, 0, 1)  # how many days later the other one begins
        return any(self._meets(other, gap) for gap in gaps)

    def _meets(self, other: "Peak", gap: int) -> bool:
        shift = gap * DAY
        in_hours = self.hours.start < other.hours.end + shift and other.hours.start + shift < self.hours.end
        first, last = other.first.toordinal() - gap, other.last.toordinal() - gap
        return in_hours and self.first.toordinal() <= last and first <= self.last.toordinal()


Peaks = tuple[Peak, ...]


def peaks(*texts: str) -> Peaks:
    """Peaks from their written form: `peaks("10:00-12:00", "2026-11-11 00:00-24:00")`."""
    return tuple(Peak.parse(text) for text in texts)


def overlapping(found: Iterable[Peak]) -> bool:
    """Whether two of them have an instant in common."""
    return any(one.overlaps(other) for one, other in combinations(found, 2))
