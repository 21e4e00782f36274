"""Counting open time on a calendar with a prefix-sum table: the same cost for an hour and for three years.

How hours, holidays and make-up days count is decided here and in `hours` (R3.5, decision 11).
"""

# ruff: noqa: FURB136, PLR1730  a comparison costs a fifth of a call to min(), and min() would be called 11 times

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
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
LAST_YEAR = 2100
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def local_instant(day: date, seconds: int, zone: ZoneInfo) -> int:
    """The instant at which the wall clock shows `seconds` after midnight of `day`.

    A time the clock skips becomes the end of the gap, a time it shows twice is the first (decision 11).
    """
    # Arithmetic within one zone moves the wall clock, not the instant.
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=seconds)
    plain = _midnight(day) + seconds
    before, after = _offset(wall), _offset(wall.replace(fold=1))
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


def _midnight(day: date) -> int:
    return (day.toordinal() - _EPOCH_DAY) * DAY


def _stretches(spec: CalendarSpec, first: date, beyond: date) -> Iterator[tuple[int, int]]:
    """Open stretches that start on the local days in [first, beyond), as instants, unmerged, day by day."""
    zone = zone_of(spec)
    # The zone is asked once a day: two midnights with one offset in all four readings have no change between.
    days = [first + timedelta(days=at) for at in range((beyond - first).days)]
    offsets = [_offsets(first + timedelta(days=at), zone) for at in range(len(days) + 2)]
    for at, day in enumerate(days):
        steady = offsets[at][0] == offsets[at][1] == offsets[at + 2][0] == offsets[at + 2][1]
        midnight = _midnight(day) - offsets[at][0]
        for window in sorted(spec.on(day)):
            if steady and window.end <= 2 * DAY:
                start, end = midnight + window.start, midnight + window.end
            else:
                start, end = local_instant(day, window.start, zone), local_instant(day, window.end, zone)
            if end > start:
                yield start, end


def _offsets(day: date, zone: ZoneInfo) -> tuple[int, int]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return _offset(midnight), _offset(midnight.replace(fold=1))


_ALWAYS = -(2**62)
"""Start of an empty stretch before all others, so that every instant has a stretch at or before it."""


class _Sums(NamedTuple):
    """Merged stretches with the open seconds before each; valid for instants in [low, high)."""

    low: int
    high: int
    starts: Sequence[int]
    before: Sequence[int]  # one longer than starts: the last is the sum of all
    ends: Sequence[int]
    first_year: int
    last_year: int

    def position(self, t: int) -> int:
        """Open seconds from the first stretch to `t`."""
        index = bisect_right(self.starts, t)
        within, closed = self.before[index - 1] + t - self.starts[index - 1], self.before[index]
        return within if within < closed else closed


def _sums(spec: CalendarSpec, first_year: int, last_year: int) -> _Sums:
    starts, ends = [_ALWAYS], [_ALWAYS]
    # Two days more at the front: a shift begun on the eve may run into the first day asked for.
    for start, end in _stretches(spec, date(first_year - 1, 12, 30), date(last_year + 1, 1, 1)):
        if start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    before = [0]
    for start, end in zip(starts, ends, strict=True):
        before.append(before[-1] + end - start)
    zone = zone_of(spec)
    low, high = (local_instant(date(year, 1, 1), 0, zone) for year in (first_year, last_year + 1))
    return _Sums(low, high, starts, before, ends, first_year, last_year)


class CalendarTable:
    """Open time of one calendar version; grows by itself to whatever instant is asked for (1971-2099).

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
        return sums.position(b) - sums.position(a)

    def add(self, t: int, seconds: int) -> int:
        """The instant when `seconds` (0 or more) of open time have passed since `t`.

        Due exactly at closing time stays there; 0 seconds outside hours is the next opening (decision 11).
        Raises BadCalendar("no_open_time") when the calendar never opens long enough.
        """
        if seconds <= 0:
            return self.next_opening(t)
        sums = self._sums
        if sums is None or not sums[0] <= t < sums[1]:
            sums = self._grow(t, t)
        _, _, starts, before, _, _, _ = sums
        index = bisect_right(starts, t)
        goal, closed = before[index - 1] + t - starts[index - 1], before[index]
        goal = (goal if goal < closed else closed) + seconds
        if goal > before[-1]:
            return self._far(sums, t, seconds)
        index = bisect_left(before, goal) - 1
        return starts[index] + goal - before[index]

    def add_around(self, t: int, seconds: int, holes: Sequence[tuple[int, int]]) -> int | None:
        """As `add`, with the holes (in order, apart, none before `t`) cut out of the open time.

        None when a hole begins with nothing left to count: `targets.due_after` decides that border.
        """
        sums = self._sums
        if sums is None or t < sums[0] or holes[-1][1] >= sums[1]:
            sums = self._grow(t, holes[-1][1])
        _, _, starts, before, _, _, _ = sums
        # `position` written out three times: this loop is what a due time costs.
        index = bisect_right(starts, t)
        goal, closed = before[index - 1] + t - starts[index - 1], before[index]
        goal = (goal if goal < closed else closed) + seconds
        for begin, end in holes:
            index = bisect_right(starts, begin)
            here, closed = before[index - 1] + begin - starts[index - 1], before[index]
            if here > closed:
                here = closed
            if here >= goal:
                if here == goal:
                    return None
                break
            index = bisect_right(starts, end)
            there, closed = before[index - 1] + end - starts[index - 1], before[index]
            goal += (there if there < closed else closed) - here
        if goal > before[-1]:
            return self._far(sums, t, goal - sums.position(t))
        index = bisect_left(before, goal) - 1
        return starts[index] + goal - before[index]

    def _far(self, sums: _Sums, t: int, seconds: int) -> int:
        goal = sums.position(t) + seconds
        while goal > sums.before[-1]:
            sums = self._later(sums)
            goal = sums.position(t) + seconds
        index = bisect_left(sums.before, goal) - 1
        return sums.starts[index] + goal - sums.before[index]

    def next_opening(self, t: int) -> int:
        """`t` itself while open, otherwise the next instant at which the calendar opens."""
        sums = self._covering(t, t)
        index = bisect_right(sums.starts, t)
        if t < sums.ends[index - 1]:
            return t
        while index == len(sums.starts):
            sums = self._later(sums)
            index = bisect_right(sums.starts, t)
        return sums.starts[index]

    def is_open(self, t: int) -> bool:
        """Whether `t` lies in an open stretch; closing time does not."""
        sums = self._covering(t, t)
        return t < sums.ends[bisect_right(sums.starts, t) - 1]

    def windows(self, a: int, b: int) -> list[tuple[int, int]]:
        """The open stretches within [a, b), clipped to it, in order."""
        if b <= a:
            return []
        sums = self._covering(a, b)
        first, last = bisect_right(sums.starts, a) - 1, bisect_left(sums.starts, b)
        clipped = ((max(sums.starts[at], a), min(sums.ends[at], b)) for at in range(first, last))
        return [(start, end) for start, end in clipped if start < end]

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
