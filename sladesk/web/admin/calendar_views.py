"""A calendar as it is drawn: its week as bars, its year as a sheet, its hours in words (R3.5)."""

from calendar import Calendar as Months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sladesk.domain.sla.hours import DAY, CalendarSpec, Window, Windows
from sladesk.domain.sla.typed_calendars import WEEK, read_week
from sladesk.web.format import WEEKDAYS


@dataclass(frozen=True)
class Day:
    """A day of a year's sheet; look is off, extra, open or closed."""

    number: int
    look: str
    said: str


@dataclass(frozen=True)
class WeekDay:
    """A weekday: its field and name, its hours in words, its bars as start and length in minutes."""

    field: str

    name: str
    said: str
    bars: tuple[tuple[int, int], ...]


def hours_text(hours: Windows) -> str:
    """Say the windows of a day; what ends on the next day says so."""
    return _(", ").join(map(_window_text, hours)) or _("closed")


def _window_text(window: Window) -> str:
    if window.end <= DAY:
        return str(window).replace("-", "–")
    start, end = str(window).split("-")
    late = str(Window(0, window.end - DAY)).split("-")[1]
    return _("%(start)s–%(end)s the next day", start=start, end=late) if end else start


def week_text(spec: CalendarSpec) -> tuple[str, ...]:
    """Say weekly hours, days with the same hours in one line."""
    found: list[tuple[int, int, str]] = []
    for at, day in enumerate(spec.week):
        said = hours_text(day)
        if found and found[-1][2] == said:
            found[-1] = (found[-1][0], at, said)
        else:
            found.append((at, at, said))
    return tuple(
        f"{WEEKDAYS[first]}{f'–{WEEKDAYS[last]}' if last > first else ''} {said}"
        for first, last, said in found
    )


def week_days(week: Iterable[str]) -> list[WeekDay]:
    """Return the weekdays as typed, with their bars; a shift past midnight goes on in the row below."""
    days = read_week(week)
    return [
        WeekDay(
            field,
            str(weekday),
            _("can't be read yet") if hours is None else hours_text(hours),
            _bars(hours or (), days[at - 1] or ()),
        )
        for at, (field, weekday, hours) in enumerate(zip(WEEK, WEEKDAYS, days, strict=True))
    ]


def _bars(hours: Windows, eve: Windows) -> tuple[tuple[int, int], ...]:
    late = [Window(0, window.end - DAY) for window in eve if window.end > DAY]
    here = [Window(window.start, min(window.end, DAY)) for window in hours]
    return tuple((piece.start // 60, (piece.end - piece.start) // 60) for piece in (*late, *here))


def months(spec: CalendarSpec, year: int) -> list[list[list[Day | None]]]:
    """Return the sheet of a year: months of weeks of days."""
    return [_month(spec, year, month) for month in range(1, 13)]


def _month(spec: CalendarSpec, year: int, month: int) -> list[list[Day | None]]:
    weeks = Months().monthdatescalendar(year, month)
    return [[_day(spec, day) if day.month == month else None for day in week] for week in weeks]


def _day(spec: CalendarSpec, day: date) -> Day:
    hours = spec.on(day)
    if day in spec.exceptions:
        look = "extra" if hours else "off"
        name = _special_name(spec, day) if hours else _("day off")
        return Day(day.day, look, f"{day.isoformat()} {name} {hours_text(hours) if hours else ''}".strip())
    return Day(day.day, "open" if hours else "closed", f"{day.isoformat()} {hours_text(hours)}")


def _special_name(spec: CalendarSpec, day: date) -> str:
    return _("hours of its own") if spec.week[day.weekday()] else _("make-up day")
