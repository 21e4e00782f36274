"""A calendar as it is typed (zone, weekly hours, the special days of one year), and back into one (R3.5)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

from sladesk.domain.errors import Problem
from sladesk.domain.sla import holidays_cn
from sladesk.domain.sla.hours import DAY, CalendarSpec, Windows, problems
from sladesk.domain.sla.typed_hours import read_hours, write_hours

WEEK = tuple(f"week{at}" for at in range(7))
"""Fields of the weekly hours, Monday first."""

Found = tuple[str, Problem]
"""A field and what is wrong with it."""

#: Lines of special days that are read: more are no calendar of a year.
_MOST_LINES = 400
_DATE = r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})"
_LINE = re.compile(rf"{_DATE}(?:\s*[/~至]\s*{_DATE})?(?:\s+(.*))?")
_SAID = 40


@dataclass(frozen=True)
class Draft:
    """What stands in the form.

    Arguments:
        week: hours of each weekday, Monday first.
        year: the year whose special days are typed.
        off: days off, a stretch a line: 02-05/02-12, or 04-05.
        extra: make-up days and days with hours of their own, written behind the day.
        complete: a person says that nothing of the year is missing.
    """

    zone: str
    week: tuple[str, ...]
    year: int
    off: str
    extra: str
    complete: bool = False


@dataclass(frozen=True)
class Difference:
    """A part of a calendar before and after, as it is typed: `zone`, `week0`…, `off`, `extra`."""

    part: str
    before: str
    after: str


def draft_of(spec: CalendarSpec, year: int) -> Draft:
    """Return a calendar as it is typed."""
    mine = {day: hours for day, hours in spec.exceptions.items() if day.year == year}
    own = {hours: [day for day, held in mine.items() if held == hours] for hours in mine.values() if hours}
    lines = [
        (stretch, "" if hours == usual(spec) else f" {write_hours(hours)}")
        for hours, days in own.items()
        for stretch in stretches(days)
    ]
    return Draft(
        zone=spec.zone,
        week=tuple(map(write_hours, spec.week)),
        year=year,
        off="\n".join(stretches(day for day, hours in mine.items() if not hours)),
        extra="\n".join(stretch + hours for stretch, hours in sorted(lines)),
        complete=year in spec.complete,
    )


def stretches(days: Iterable[date]) -> list[str]:
    """Return days as stretches without their year: 02-05/02-12, or 04-05."""
    ordered = sorted(days)
    starts = [0, *(at for at, (a, b) in enumerate(pairwise(ordered), 1) if b - a > timedelta(days=1))]
    ends = [*starts[1:], len(ordered)]
    pairs = [(ordered[a], ordered[b - 1]) for a, b in zip(starts, ends, strict=True) if b > a]
    return [f"{a:%m-%d}" if a == b else f"{a:%m-%d}/{b:%m-%d}" for a, b in pairs]


def usual(spec: CalendarSpec) -> Windows:
    """Return the hours most open days of the week have, none when it never opens."""
    working = [hours for hours in spec.week if hours]
    return max(working, key=working.count, default=())


def official(draft: Draft) -> Draft:
    """Return the draft with the days of the official notice of its year, hours of its own days lost.

    Raises KeyError for a year whose notice does not come along.
    """
    if draft.year not in holidays_cn.ANNOUNCED:
        raise KeyError(draft.year)
    off, extra = holidays_cn.days_off(draft.year), holidays_cn.make_up_days(draft.year)
    return replace(draft, off="\n".join(stretches(off)), extra="\n".join(stretches(extra)), complete=True)


def lacks(spec: CalendarSpec, year: int) -> bool:
    """Whether a calendar that keeps holidays has no make-up day in a year that nobody called complete."""
    if not spec.exceptions or year in spec.complete:
        return False
    return not any(day.year == year and hours for day, hours in spec.exceptions.items())


def missing_year(spec: CalendarSpec, today: date) -> int | None:
    """Return the year whose days a calendar lacks: this one, or from November on the next."""
    if lacks(spec, today.year):
        return today.year
    late = today.month >= holidays_cn.NOTICE_MONTH and lacks(spec, today.year + 1)
    return today.year + 1 if late else None


def read_week(week: Iterable[str]) -> tuple[Windows | None, ...]:
    """Return the hours of each weekday as far as they can be read, None for a day that can't."""
    found = map(read_hours, week)
    return tuple(None if wrong else hours for hours, wrong in found)


def read(draft: Draft, base: CalendarSpec) -> tuple[CalendarSpec | None, tuple[Found, ...]]:
    """Read what was typed.

    Arguments:
        base: the calendar whose special days of other years stay.

    Returns:
        The calendar, None when something can't be read; and everything that is wrong, by field.
    """
    found: list[Found] = []
    week: list[Windows] = []
    for field, text in zip(WEEK, draft.week, strict=True):
        hours, wrong = read_hours(text)
        week.append(hours)
        found.extend((field, problem) for problem in wrong)
    if not found and not any(week):
        found.append((WEEK[0], Problem("calendar_no_open_hour")))
    if draft.zone not in available_timezones():
        found.append(("zone", Problem("calendar_unknown_zone")))
    plain = CalendarSpec(draft.zone, tuple(week))
    days, wrong_days = _special(draft, usual(plain))
    found.extend(wrong_days)
    spec = replace(
        plain, exceptions=_kept(base, draft.year, usual(plain)) | days, complete=_complete(draft, base)
    )
    if not found:
        found.extend(_clashes(spec, draft.year))
    if not found:
        found.extend(("days", Problem(f"calendar_{code}")) for code in problems(spec))
    return (None if found else spec), tuple(found)


def _complete(draft: Draft, base: CalendarSpec) -> tuple[int, ...]:
    others = {year for year in base.complete if year != draft.year}
    return tuple(sorted(others | {draft.year} if draft.complete else others))


def _kept(base: CalendarSpec, year: int, hours: Windows) -> dict[date, Windows]:
    """Special days of other years; what had the usual hours has the new usual hours."""
    before = usual(base)
    return {
        day: hours if held and held == before else held
        for day, held in base.exceptions.items()
        if day.year != year
    }


def _special(draft: Draft, hours: Windows) -> tuple[dict[date, Windows], list[Found]]:
    days: dict[date, Windows] = {}
    found: list[Found] = []
    for field, text in (("off", draft.off), ("extra", draft.extra)):
        lines = [line for raw in text.splitlines() if (line := unicodedata.normalize("NFKC", raw).strip())]
        if len(lines) > _MOST_LINES:
            found.append((field, Problem("days_too_many", {"max": _MOST_LINES})))
        for line in lines[:_MOST_LINES]:
            read_days, own, wrong = _line(line, draft.year, plain=field == "off")
            found.extend((field, problem) for problem in wrong)
            wanted = () if field == "off" else own or hours
            twice = [day for day in read_days if days.get(day, wanted) != wanted]
            if twice:
                found.append((field, Problem("day_twice", {"day": f"{twice[0]:%m-%d}"})))
            days |= dict.fromkeys(read_days, wanted)
    return days, found


def _line(line: str, year: int, *, plain: bool) -> tuple[list[date], Windows, tuple[Problem, ...]]:
    """Read one line; `plain` ones have no hours."""
    said = {"line": line[:_SAID]}
    shape = _LINE.fullmatch(line)
    if shape is None or (plain and shape[7]):
        return [], (), (Problem("day_shape", said),)
    try:
        first = date(int(shape[1] or year), int(shape[2]), int(shape[3]))
        last = date(int(shape[4] or year), int(shape[5]), int(shape[6])) if shape[5] else first
    except ValueError:
        return [], (), (Problem("day_shape", said),)
    if (first.year, last.year) != (year, year):
        return [], (), (Problem("day_year", {**said, "year": year}),)
    if last < first:
        return [], (), (Problem("day_backwards", said),)
    own, wrong = read_hours(shape[7] or "")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)], own, wrong


def _clashes(spec: CalendarSpec, year: int) -> Iterator[Found]:
    """Shifts that run into the hours of the day after: at the weekday, or at the special day."""
    for at in range(7):
        if _runs_into(spec.week[at], spec.week[(at + 1) % 7]):
            yield WEEK[at], Problem("hours_into_next", {"hours": write_hours(spec.week[at][-1:])})
    for day in spec.exceptions:
        near = (day - timedelta(days=1), day, day + timedelta(days=1))
        if day.year == year and any(_runs_into(spec.on(a), spec.on(b)) for a, b in pairwise(near)):
            yield "extra", Problem("day_into_next", {"day": f"{day:%m-%d}"})


def _runs_into(hours: Windows, following: Windows) -> bool:
    return bool(hours and following) and hours[-1].end - DAY > following[0].start


def differences(old: CalendarSpec, new: CalendarSpec, year: int) -> tuple[Difference, ...]:
    """Return what differs between two calendars, special days by what only one of them has."""
    before, after = draft_of(old, year), draft_of(new, year)
    found = [Difference("zone", before.zone, after.zone)]
    found += [Difference(field, a, b) for field, a, b in zip(WEEK, before.week, after.week, strict=True)]
    for part, a, b in (("off", before.off, after.off), ("extra", before.extra, after.extra)):
        held, wanted = _by_day(a, year), _by_day(b, year)
        found.append(Difference(part, _only(held, wanted), _only(wanted, held)))
    return tuple(one for one in found if one.before != one.after)


def _by_day(text: str, year: int) -> dict[date, str]:
    read_lines = ((_line(line, year, plain=False), line.partition(" ")[2]) for line in text.splitlines())
    return {day: hours for (days, _own, _wrong), hours in read_lines for day in days}


def _only(these: Mapping[date, str], others: Mapping[date, str]) -> str:
    mine = {day: hours for day, hours in these.items() if others.get(day) != hours}
    return ", ".join(
        f"{stretch} {hours}".strip()
        for hours in dict.fromkeys(mine.values())
        for stretch in stretches(day for day, held in mine.items() if held == hours)
    )
