"""Calendars: hours, special days and what changing them moves; names, new ones, retired ones (R3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Response, render_template, request
from flask_babel import gettext as _

from sladesk.actions import calendars
from sladesk.domain.errors import Invalid, Stale
from sladesk.domain.sla.typed_calendars import missing_year
from sladesk.domain.text import clean
from sladesk.queries.reference import Reference
from sladesk.web.admin import calendar_forms as forms
from sladesk.web.admin.calendar_page import HERE, name_boxes, page_of, spec_of, today, versions_of, year_of
from sladesk.web.admin.calendar_views import week_text
from sladesk.web.admin.pages import (
    Box,
    Conflict,
    blueprint,
    calendar_versions,
    conflict_page,
    last_hand,
    locale,
    marked,
    ref,
    typed,
)
from sladesk.web.context import call
from sladesk.web.forms import answer, refused
from sladesk.web.sentences import say_problems


@dataclass(frozen=True)
class CalendarLine:
    """A calendar in the list; `missing` is the year whose days it lacks."""

    code: str
    name: str
    hours: tuple[str, ...]
    off: int
    extra: int
    version: int
    missing: int | None


@blueprint.get("/calendars")
def calendars_listed() -> str:
    """Show the calendars with their hours."""
    retired = [named for named in ref().calendars.values() if named.retired]
    year = year_of(request.args.get("year"))
    return render_template(
        "admin/calendars.html",
        lines=lines(year),
        year=year,
        retired=[(named.code, named.name(locale())) for named in retired],
    )


@blueprint.get("/calendars/new")
def calendar_new() -> str:
    """Show the form of a new calendar."""
    return _new_page(_new_boxes())


@blueprint.post("/calendars/new")
def calendar_create() -> Response:
    """Make a calendar with the hours of another one, and go on to change them."""
    boxes = typed(_new_boxes())
    values = {box.name: box.value for box in boxes}
    try:
        code = calendars.create(call(), values, like=values["like"])
    except Invalid as error:
        return refused(_new_page(*marked(boxes, error.problems)))
    return answer(to=f"{HERE}/{code}", message=_("Added: now give it its own hours."))


@blueprint.post("/calendars/<code>/names")
def calendar_rename(code: str) -> Response:
    """Call a calendar something else."""
    versions = versions_of(code)
    boxes = typed(name_boxes(ref().calendars[code]))
    values = {box.name: box.value for box in boxes}
    was = {name: request.form.get(f"was_{name}", "") for name in values}
    try:
        calendars.rename(call(), code, values, was=was)
    except Invalid as error:
        editor, names = forms.stored(spec_of(versions), today().year), marked(boxes, error.problems)[0]
        return refused(page_of(code, versions, editor, names=names))
    except Stale as error:
        return conflict_page(_renamed_by_two(code, boxes, error), "calendars")
    return answer(to=f"{HERE}/{code}", message=_("Saved"))


@blueprint.post("/calendars/<code>/retire")
def calendar_retire(code: str) -> Response:
    """Take a calendar out of use."""
    versions = versions_of(code)
    try:
        calendars.retire(call(), code)
    except Invalid as error:
        editor = forms.stored(spec_of(versions), today().year)
        return refused(page_of(code, versions, editor, held=list(say_problems(error.problems).values())))
    return answer(to=HERE, message=_("Retired"))


@blueprint.post("/calendars/<code>/restore")
def calendar_restore(code: str) -> Response:
    """Put a retired calendar back into use."""
    calendars.restore(call(), code)
    return answer(to=f"{HERE}/{code}", message=_("Restored"))


def lines(year: int | None = None) -> list[CalendarLine]:
    """Return the calendars in use with what matters about a year, this one unless another is asked for."""
    held, present = ref(), today()
    found = [
        _line(held, code, year or present.year, present)
        for code, named in held.calendars.items()
        if not named.retired
    ]
    return [line for line in found if line is not None]


def _line(held: Reference, code: str, year: int, present: date) -> CalendarLine | None:
    versions = [(no, key) for key, (name, no) in calendar_versions().items() if name == code]
    if not versions:
        return None
    no, key = max(versions)
    spec = held.calendar_specs[key]
    of_year = [hours for day, hours in spec.exceptions.items() if day.year == year]
    return CalendarLine(
        code=code,
        name=held.calendars[code].name(locale()),
        hours=week_text(spec),
        off=sum(not hours for hours in of_year),
        extra=sum(bool(hours) for hours in of_year),
        version=no,
        missing=missing_year(spec, present),
    )


def _new_boxes() -> list[Box]:
    known = [(c.code, c.name(locale())) for c in ref().calendars.values() if not c.retired]
    return [
        Box("name_zh", _("Chinese name"), needed=True),
        Box("name_en", _("English name")),
        Box("code", _("Code"), hint=_("Stays for good; made of the English name when empty")),
        Box(
            "like",
            _("Starts with the hours and days of"),
            "choice",
            known[0][0] if known else "",
            choices=known,
        ),
    ]


def _new_page(boxes: Sequence[Box], said: Sequence[str] = ()) -> str:
    return render_template("admin/calendar_new.html", boxes=boxes, said=said)


def _renamed_by_two(code: str, boxes: Sequence[Box], error: Stale) -> Conflict:
    theirs = {name: str(text) for name, text in error.theirs.items()}
    mine = [replace(box, value=clean(box.value)) for box in boxes]
    return Conflict(
        *last_hand(("calendar", code)),
        differences=tuple(
            (box.label, theirs[box.name], box.value) for box in mine if theirs[box.name] != box.value
        ),
        fields=tuple(
            pair for box in mine for pair in ((box.name, box.value), (f"was_{box.name}", theirs[box.name]))
        ),
        post=f"{HERE}/{code}/names",
        back=f"{HERE}/{code}",
    )
