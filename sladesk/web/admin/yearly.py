"""Days off and make-up days of one year as lines of text, and back into a calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.sla.hours import CalendarSpec, Windows


@dataclass(frozen=True)
class Lines:
    """Days off and make-up days, one stretch a line: 02-05/02-12 or 04-05."""

    off: str
    extra: str


def lacks(spec: CalendarSpec, year: int) -> bool:
    """Whether a calendar that keeps holidays knows no make-up day of a year yet."""
    return bool(spec.exceptions) and not any(
        day.year == year and hours for day, hours in spec.exceptions.items()
    )


def lines_of(spec: CalendarSpec, year: int) -> Lines:
    """Return the exceptions of a year as lines."""
    mine = [(day, hours) for day, hours in spec.exceptions.items() if day.year == year]
    return Lines(_stretches(d for d, h in mine if not h), _stretches(d for d, h in mine if h))


def _stretches(days: Iterable[date]) -> str:
    ordered = sorted(days)
    starts = [0, *(at for at, (a, b) in enumerate(pairwise(ordered), 1) if b - a > timedelta(days=1))]
    ends = [*starts[1:], len(ordered)]
    pairs = [(ordered[a], ordered[b - 1]) for a, b in zip(starts, ends, strict=True) if b > a]
    return "\n".join(f"{a:%m-%d}" if a == b else f"{a:%m-%d}/{b:%m-%d}" for a, b in pairs)


def with_days(spec: CalendarSpec, year: int, typed: Lines) -> CalendarSpec:
    """Return the calendar with other days of a year; make-up days get the hours of the last working day.

    Raises:
        Invalid: a line is no date or stretch, or a day is both off and made up.
    """
    off, extra = _days(typed.off, year, "off"), _days(typed.extra, year, "extra")
    if off & extra:
        raise Invalid({"days": Problem("day_twice")})
    kept = {day: hours for day, hours in spec.exceptions.items() if day.year != year}
    added: dict[date, Windows] = dict.fromkeys(off, ())
    added |= dict.fromkeys(extra, _usual(spec))
    return CalendarSpec(spec.zone, spec.week, kept | added)


def _usual(spec: CalendarSpec) -> Windows:
    """Return the hours most days of the week have."""
    working = [hours for hours in spec.week if hours]
    return max(working, key=working.count)


def _days(text: str, year: int, field: str) -> set[date]:
    found: set[date] = set()
    for line in text.split():
        first, _slash, last = line.partition("/")
        try:
            day = date.fromisoformat(f"{year}-{first}")
            end = date.fromisoformat(f"{year}-{last or first}")
        except ValueError as error:
            raise Invalid({field: Problem("day_shape", {"line": line[:20]})}) from error
        if end < day:
            raise Invalid({field: Problem("day_shape", {"line": line[:20]})})
        found.update(day + timedelta(days=n) for n in range((end - day).days + 1))
    return found
