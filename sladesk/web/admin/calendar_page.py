"""The page of one calendar, for all the forms on it (R3.5)."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import available_timezones

from flask import abort, render_template, request
from flask_babel import gettext as _

from sladesk.db import db
from sladesk.domain.sla.day_lists import Unmarked
from sladesk.domain.sla.holidays_cn import ANNOUNCED
from sladesk.domain.sla.hours import CalendarSpec
from sladesk.domain.sla.typed_calendars import lacks
from sladesk.models import Calendar, CalendarVersion
from sladesk.queries.reference import Named, Reference
from sladesk.web import inputs
from sladesk.web.admin import calendar_forms as forms
from sladesk.web.admin.calendar_forms import Editor
from sladesk.web.admin.calendar_views import months, week_days
from sladesk.web.admin.pages import Box, locale, person_name, ref
from sladesk.web.format import now, zone

HERE = "/admin/calendars"


def today() -> date:
    """Return the day it is on the site."""
    return now().astimezone(zone()).date()


def year_of(text: str | None) -> int:
    """Return a year as sent; this one where it is none."""
    asked = inputs.number(text, digits=4) or 0
    return asked if 2000 <= asked < 2100 else today().year


def versions_of(code: str) -> Sequence[CalendarVersion]:
    """Return the versions of a calendar, newest first; 404 where there is none."""
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


def spec_of(versions: Sequence[CalendarVersion]) -> CalendarSpec:
    """Return the newest version's hours and days."""
    return CalendarSpec.from_json(versions[0].spec)


def page_of(
    code: str,
    versions: Sequence[CalendarVersion],
    editor: Editor,
    *,
    names: Sequence[Box] = (),
    held: Sequence[str] = (),
    again: bool = False,
) -> str:
    """Draw the page.

    Arguments:
        editor: the form as it stands; the week is drawn as typed, the year where all of it can be read.
        names: the names as typed, those stored where nothing was.
        held: why it could not be retired.
        again: somebody wanted to save what was not previewed.
    """
    known, spec, year = ref(), spec_of(versions), editor.draft.year
    named, shown = known.calendars[code], editor.spec or spec
    return render_template(
        "admin/calendar.html",
        code=code,
        name=named.name(locale()),
        retired=named.retired,
        editor=editor,
        again=again,
        changes=forms.said_changes(editor.changes),
        week=week_days(editor.draft.week),
        year=year,
        months=months(shown, year),
        versions=[(row, person_name(known, row.made_by_id)) for row in versions],
        base=request.form.get("base") or versions[0].no,
        missing=lacks(shown, year) and year >= today().year,
        announced=year in ANNOUNCED,
        zones=sorted(available_timezones()),
        unmarked=_unmarked(),
        names=names or name_boxes(named),
        named=named,
        users=_users(known, code),
        held=held,
    )


def _unmarked() -> list[tuple[str, str, bool]]:
    """What an entry that says neither off nor worked can mean."""
    words = {
        Unmarked.REFUSE: _("is said, and nothing is taken over"),
        Unmarked.OFF: _("is a day off"),
        Unmarked.SKIP: _("is left out"),
    }
    chosen = request.form.get("unmarked", Unmarked.REFUSE)
    return [(choice.value, text, choice == chosen) for choice, text in words.items()]


def _users(held: Reference, code: str) -> list[str]:
    """Return the policies that count on a calendar."""
    key = held.newest_calendars.get(held.calendars[code].id)
    found = [p.code for p in held.policies if any(t.calendar == key for t in p.targets.values())]
    return [held.policy_names[one][1 if locale().startswith("en") else 0] for one in found]


def name_boxes(named: Named) -> list[Box]:
    """Return the names of a calendar to fill in."""
    return [
        Box("name_zh", _("Chinese name"), value=named.name_zh, needed=True),
        Box("name_en", _("English name"), value=named.name_en),
    ]
