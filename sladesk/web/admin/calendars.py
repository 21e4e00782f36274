"""Calendars: weekly hours, a year month by month, versions; the next year's make-up days (R3.5)."""

from calendar import Calendar as Months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from sladesk.actions import calendars
from sladesk.db import db
from sladesk.domain.errors import Invalid, Stale
from sladesk.domain.sla.hours import CalendarSpec, Windows
from sladesk.domain.text import clean
from sladesk.models import Calendar, CalendarVersion
from sladesk.queries.reference import Reference
from sladesk.web import inputs
from sladesk.web.admin import yearly
from sladesk.web.admin.pages import blueprint, calendar_versions, elsewhere, locale, person_name, ref
from sladesk.web.context import call
from sladesk.web.format import WEEKDAYS, now, zone
from sladesk.web.forms import answer, refused

#: The notice of the next year's holidays comes out in this month.
NOTICE_MONTH = 11


@dataclass(frozen=True)
class Day:
    """A day of a year's sheet; look is off, extra, open or closed."""

    number: int
    look: str
    said: str


@dataclass(frozen=True)
class CalendarLine:
    """A calendar in the list."""

    code: str
    name: str
    hours: tuple[str, ...]
    off: int
    extra: int
    version: int
    missing: bool


@blueprint.get("/calendars")
def calendars_listed() -> str:
    """Show the calendars with their hours."""
    year = _today().year
    return render_template("admin/calendars.html", lines=lines(), year=year, next_year=year + 1)


@blueprint.get("/calendars/<code>")
def calendar_year(code: str) -> str:
    """Show a calendar: its week, a year, its versions."""
    asked = inputs.number(request.args.get("year"), digits=4) or 0
    year = asked if 2000 <= asked < 2100 else _today().year
    versions = _versions(code)
    return _page(code, versions, year, yearly.lines_of(_spec(versions), year))


@blueprint.post("/calendars/<code>/<int:year>")
def calendar_publish(code: str, year: int) -> Response:
    """Write a new version with other days off and make-up days of a year."""
    versions = _versions(code)
    typed = yearly.Lines(request.form.get("off", ""), request.form.get("extra", ""))
    started = inputs.number(request.form.get("base")) or 0
    try:
        spec = yearly.with_days(_spec(versions), year, typed)
        no = calendars.publish(call(), code, spec, note=clean(request.form.get("note", "")), base=started)
    except Invalid as error:
        return refused(_page(code, _versions(code), year, typed, elsewhere((), error)))
    except Stale as error:
        newest = error.version
        text = _("Somebody else has published version %(no)s meanwhile. Yours was not saved.", no=newest)
        return refused(_page(code, _versions(code), year, typed, [text]), 409)
    said = _("Version %(no)s rules now; running clocks are being computed again.", no=no)
    return answer(to=f"/admin/calendars/{code}?year={year}", message=said)


def lines() -> list[CalendarLine]:
    """Return the calendars in use with what matters about this year and the next."""
    held, today = ref(), _today()
    found = [_line(held, code, today) for code, named in held.calendars.items() if not named.retired]
    return [line for line in found if line is not None]


def _line(held: Reference, code: str, today: date) -> CalendarLine | None:
    versions = [(no, key) for key, (name, no) in calendar_versions().items() if name == code]
    if not versions:
        return None
    no, key = max(versions)
    spec = held.calendar_specs[key]
    this_year = [hours for day, hours in spec.exceptions.items() if day.year == today.year]
    return CalendarLine(
        code=code,
        name=held.calendars[code].name(locale()),
        hours=week_text(spec),
        off=sum(not hours for hours in this_year),
        extra=sum(bool(hours) for hours in this_year),
        version=no,
        missing=today.month >= NOTICE_MONTH and yearly.lacks(spec, today.year + 1),
    )


def _today() -> date:
    return now().astimezone(zone()).date()


def _versions(code: str) -> Sequence[CalendarVersion]:
    db.session.rollback()
    found = (
        db.select(CalendarVersion)
        .join(Calendar, Calendar.id == CalendarVersion.calendar_id)
        .where(Calendar.code == code)
        .order_by(CalendarVersion.no.desc())
    )
    versions = db.session.scalars(found).all()
    if not versions:
        abort(404)
    return versions


def _spec(versions: Sequence[CalendarVersion]) -> CalendarSpec:
    return CalendarSpec.from_json(versions[0].spec)


def _page(
    code: str,
    versions: Sequence[CalendarVersion],
    year: int,
    typed: yearly.Lines,
    said: list[str] | None = None,
) -> str:
    held, spec = ref(), _spec(versions)
    return render_template(
        "admin/calendar.html",
        code=code,
        name=held.calendars[code].name(locale()),
        week=week_text(spec),
        zone_name=spec.zone,
        year=year,
        months=[_month(spec, year, month) for month in range(1, 13)],
        weekdays=[str(name) for name in WEEKDAYS],
        versions=[(row, person_name(held, row.made_by_id)) for row in versions],
        typed=typed,
        said=said or [],
        missing=yearly.lacks(spec, year) and year > _today().year,
    )


def hours_text(hours: Windows) -> str:
    """Say the windows of a day."""
    return _(", ").join(str(window).replace("-", "–") for window in hours) or _("closed")


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


def _month(spec: CalendarSpec, year: int, month: int) -> list[list[Day | None]]:
    weeks = Months().monthdatescalendar(year, month)
    return [[_day(spec, day) if day.month == month else None for day in week] for week in weeks]


def _day(spec: CalendarSpec, day: date) -> Day:
    hours = spec.on(day)
    if day in spec.exceptions:
        look = "extra" if hours else "off"
        name = _("make-up day") if hours else _("day off")
        return Day(day.day, look, f"{day.isoformat()} {name} {hours_text(hours) if hours else ''}".strip())
    return Day(day.day, "open" if hours else "closed", f"{day.isoformat()} {hours_text(hours)}")
