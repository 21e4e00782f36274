"""Opening hours as written down: windows, weekly hours, exceptions by date (R3.5)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sladesk.domain.sla.errors import BadCalendar

DAY = 86_400
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?-(\d{1,2}):(\d{2})(?::(\d{2}))?")


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, odd = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}" + (f":{odd:02}" if odd else "")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of one day in seconds from local midnight; an end beyond 86400 runs into the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"

    @classmethod
    def parse(cls, text: str) -> "Window":
        """Read "09:00-18:00"; a shift past midnight is written with hours above 24 ("22:00-30:00").

        Raises BadCalendar("window") for anything else.
        """
        found = _WINDOW.fullmatch(text.strip())
        if found is None:
            raise BadCalendar("window")
        hour, minute, second, to_hour, to_minute, to_second = (int(part or 0) for part in found.groups())
        if max(minute, second, to_minute, to_second) > 59:
            raise BadCalendar("window")
        return cls(hour * 3600 + minute * 60 + second, to_hour * 3600 + to_minute * 60 + to_second)


Windows = tuple[Window, ...]


def windows(*texts: str) -> Windows:
    """Windows from their written form: `windows("09:00-12:00", "13:00-18:00")`."""
    return tuple(Window.parse(text) for text in texts)


@dataclass(frozen=True)
class CalendarSpec:
    """One immutable calendar version: weekly hours (Monday first) and exceptions by local date.

    An exception replaces the hours that START that day: `()` is a holiday, windows are a make-up day. A shift
    begun the evening before still runs to its end (decision 11). `complete`: years of which a person has said
    that no day is missing.
    """

    zone: str
    week: tuple[Windows, ...]
    # Left out of the hash so that looking up a cached table stays cheap; equality still compares it.
    exceptions: Mapping[date, Windows] = field(default_factory=dict[date, Windows], hash=False)
    complete: tuple[int, ...] = field(default=(), hash=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise BadCalendar("week")
        object.__setattr__(self, "exceptions", MappingProxyType(dict(sorted(self.exceptions.items()))))

    def on(self, day: date) -> Windows:
        """The windows that start on a local day."""
        hours = self.exceptions.get(day)
        return self.week[day.weekday()] if hours is None else hours

    def to_json(self) -> dict[str, object]:
        """The form stored with a calendar version: dates in ISO form, windows as "HH:MM-HH:MM"."""
        stored: dict[str, object] = {
            "zone": self.zone,
            "week": [[str(window) for window in day] for day in self.week],
            "exceptions": {
                day.isoformat(): [str(window) for window in hours] for day, hours in self.exceptions.items()
            },
        }
        return {**stored, "complete": list(self.complete)} if self.complete else stored

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "CalendarSpec":
        """Read what `to_json` wrote. Raises BadCalendar with the code of the part that is wrong."""
        zone, week, exceptions = stored.get("zone"), stored.get("week"), stored.get("exceptions", {})
        if not isinstance(zone, str):
            raise BadCalendar("zone")
        if not isinstance(week, list):
            raise BadCalendar("week")
        if not isinstance(exceptions, Mapping):
            raise BadCalendar("exceptions")
        days = {_date(day): _windows(hours) for day, hours in exceptions.items()}
        return cls(zone, tuple(_windows(day) for day in week), days, _years(stored.get("complete", [])))


def _date(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise BadCalendar("date") from error


def _years(stored: object) -> tuple[int, ...]:
    if not isinstance(stored, list) or not all(isinstance(year, int) for year in stored):
        raise BadCalendar("complete")
    return tuple(stored)


def _windows(stored: object) -> Windows:
    if not isinstance(stored, list):
        raise BadCalendar("window")
    return tuple(Window.parse(str(text)) for text in stored)


def usual_day(spec: CalendarSpec) -> int:
    """Open seconds of one working day: the length most days of the week share, 0 when it never opens."""
    lengths = [sum(window.end - window.start for window in day) for day in spec.week if day]
    return max(lengths, key=lengths.count, default=0)


def zone_of(spec: CalendarSpec) -> ZoneInfo:
    """The calendar's time zone. Raises BadCalendar("unknown_zone")."""
    try:
        return ZoneInfo(spec.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadCalendar("unknown_zone") from error


def problems(spec: CalendarSpec) -> list[str]:
    """What is wrong with a calendar draft, as codes, each once.

    unknown_zone, end_before_start, start_outside_day, too_long (a window over 24 h), overlap (also of a night
    shift with the next morning), no_open_hour (in the weekly hours).
    """
    found: list[str] = []
    try:
        zone_of(spec)
    except BadCalendar as error:
        found.append(error.code)
    every = [window for day in (*spec.week, *spec.exceptions.values()) for window in day]
    if any(window.end <= window.start for window in every):
        found.append("end_before_start")
    if any(not 0 <= window.start < DAY for window in every):
        found.append("start_outside_day")
    if any(window.end - window.start > DAY for window in every):
        found.append("too_long")
    if any(_overlaps(run) for run in _runs(spec)):
        found.append("overlap")
    if not any(spec.week):
        found.append("no_open_hour")
    return found


def _runs(spec: CalendarSpec) -> Iterable[list[Window]]:
    """Days laid end to end: the week and its first day again, each exception between its neighbours."""
    yield [_shift(window, at) for at in range(8) for window in spec.week[at % 7]]
    for day in spec.exceptions:
        near = (day - timedelta(days=1), day, day + timedelta(days=1))
        yield [_shift(window, at) for at, one in enumerate(near) for window in spec.on(one)]


def _shift(window: Window, days: int) -> Window:
    return Window(window.start + days * DAY, window.end + days * DAY)


def _overlaps(run: list[Window]) -> bool:
    ordered = sorted(run)
    return any(later.start < earlier.end for earlier, later in pairwise(ordered))
