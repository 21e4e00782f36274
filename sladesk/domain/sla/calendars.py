"""Counting open time on a calendar with a prefix-sum table: the same cost for an hour and for three years.

How hours, holidays and make-up days count is decided here and in `hours` (R3.5, decision 11).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sladesk.domain.sla.errors import BadCalendar
from sladesk.domain.sla.hours import DAY, CalendarSpec, Window, Windows, problems, windows, zone_of

__all__ = [
    "DAY",
    "CalendarSpec",
    "CalendarTable",
    "Window",
    "Windows",
    "problems",
    "table_for",
    "windows",
    "zone_of",
]

FIRST_YEAR = 1970
LAST_YEAR = 2300
_EPOCH = datetime(1970, 1, 1)


def local_instant(day: date, seconds: int, zone: ZoneInfo) -> int:
    """The instant at which the wall clock shows `seconds` after midnight of `day`.

    A time the clock skips becomes the end of the gap, a time it shows twice is the first (decision 11).
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
    plain = (wall - _EPOCH) // timedelta(seconds=1)
    before = _offset(wall.replace(tzinfo=zone))
    after = _offset(wall.replace(tzinfo=zone, fold=1))
    if after <= before:
        return plain - before
    low, high = plain - after, plain - before
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, zone)) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _stretches(spec: CalendarSpec, first: date, beyond: date) -> Iterator[tuple[int, int]]:
    """Open stretches that start on the local days in [first, beyond), as instants, unmerged, day by day."""
    zone = zone_of(spec)
    day = first
    while day < beyond:
        for window in sorted(spec.on(day)):
            start, end = local_instant(day, window.start, zone), local_instant(day, window.end, zone)
            if end > start:
                yield start, end
        day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Merged stretches with the open seconds before each; valid for instants in [low, high)."""

    first_year: int
    last_year: int
    low: int
    high: int
    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]  # one longer than starts: the last is the sum of all


def _sums(spec: CalendarSpec, first_year: int, last_year: int) -> _Sums:
    starts: list[int] = []
    ends: list[int] = []
    # Two days more at the front: a shift begun on the eve may run into the first day asked for.
    for start, end in _stretches(spec, date(first_year - 1, 12, 30), date(last_year + 1, 1, 1)):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    before = [0]
    for start, end in zip(starts, ends, strict=True):
        before.append(before[-1] + end - start)
    zone = zone_of(spec)
    low, high = (local_instant(date(year, 1, 1), 0, zone) for year in (first_year, last_year + 1))
    return _Sums(first_year, last_year, low, high, starts, ends, before)


class CalendarTable:
    """Open time of one calendar version; grows by itself to whatever instant is asked for (1971-2299).

    Safe to share between threads: the sums are replaced in one assignment and never changed in place.
    """

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self.zone = zone_of(spec)
        self._sums: _Sums | None = None

    def local(self, t: int) -> datetime:
        """The calendar's wall clock at `t`."""
        return datetime.fromtimestamp(t, self.zone)

    def open_between(self, a: int, b: int) -> int:
        """Open seconds in [a, b); 0 when b is not after a."""
        if b <= a:
            return 0
        sums = self._covering(a, b)
        return self._position(sums, b) - self._position(sums, a)

    def add(self, t: int, seconds: int) -> int:
        """The instant when `seconds` (0 or more) of open time have passed since `t`.

        Due exactly at closing time stays there; 0 seconds outside hours is the next opening (decision 11).
        Raises BadCalendar("no_open_time") when the calendar never opens long enough.
        """
        if seconds <= 0:
            return self.next_opening(t)
        sums = self._at(t)
        goal = self._position(sums, t) + seconds
        while goal > sums.before[-1]:
            sums = self._later(sums)
            goal = self._position(sums, t) + seconds
        index = bisect_left(sums.before, goal) - 1
        return sums.starts[index] + goal - sums.before[index]

    def next_opening(self, t: int) -> int:
        """`t` itself while open, otherwise the next instant at which the calendar opens."""
        sums = self._at(t)
        index = bisect_right(sums.starts, t)
        if index and t < sums.ends[index - 1]:
            return t
        while index == len(sums.starts):
            sums = self._later(sums)
            index = bisect_right(sums.starts, t)
        return sums.starts[index]

    def is_open(self, t: int) -> bool:
        """Whether `t` lies in an open stretch; closing time does not."""
        sums = self._at(t)
        index = bisect_right(sums.starts, t)
        return index > 0 and t < sums.ends[index - 1]

    def windows(self, a: int, b: int) -> list[tuple[int, int]]:
        """The open stretches within [a, b), clipped to it, in order."""
        if b <= a:
            return []
        sums = self._covering(a, b)
        first = max(bisect_right(sums.starts, a) - 1, 0)
        last = bisect_left(sums.starts, b)
        clipped = ((max(sums.starts[at], a), min(sums.ends[at], b)) for at in range(first, last))
        return [(start, end) for start, end in clipped if start < end]

    @staticmethod
    def _position(sums: _Sums, t: int) -> int:
        index = bisect_right(sums.starts, t) - 1
        if index < 0:
            return 0
        within = t - sums.starts[index]
        open_here = sums.before[index + 1] - sums.before[index]
        return sums.before[index] + (within if within < open_here else open_here)

    def _at(self, t: int) -> _Sums:
        sums = self._sums
        if sums is None or not sums.low <= t < sums.high:
            sums = self._grow(t, t)
        return sums

    def _covering(self, a: int, b: int) -> _Sums:
        sums = self._sums
        if sums is None or a < sums.low or b >= sums.high:
            sums = self._grow(a, b)
        return sums

    def _grow(self, a: int, b: int) -> _Sums:
        # The UTC year may differ from the local one by a day at New Year: one spare year covers it.
        first, last = datetime.fromtimestamp(a, UTC).year - 1, datetime.fromtimestamp(b, UTC).year + 1
        if self._sums is not None:
            first, last = min(first, self._sums.first_year), max(last, self._sums.last_year)
        return self._build(first, last)

    def _later(self, sums: _Sums) -> _Sums:
        last_exception = max((day.year for day in self.spec.exceptions), default=FIRST_YEAR)
        closed_for_good = not any(self.spec.week) and sums.last_year > last_exception
        if closed_for_good or sums.last_year >= LAST_YEAR:
            raise BadCalendar("no_open_time")
        span = sums.last_year - sums.first_year + 1
        return self._build(sums.first_year, min(sums.last_year + span, LAST_YEAR))

    def _build(self, first: int, last: int) -> _Sums:
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise BadCalendar("out_of_range")
        self._sums = built = _sums(self.spec, first, last)
        return built


@lru_cache(maxsize=256)
def table_for(spec: CalendarSpec) -> CalendarTable:
    """The table of a calendar version, built once per process."""
    return CalendarTable(spec)
