"""The form of a calendar: hours and days as typed, lists read into it, what they would change (R3.5)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext as _

from sladesk.domain.errors import Invalid, Problem, invalid
from sladesk.domain.sla.day_lists import Entry, Filled, Unmarked, fill
from sladesk.domain.sla.hours import CalendarSpec
from sladesk.domain.sla.typed_calendars import (
    WEEK,
    Difference,
    Draft,
    Found,
    differences,
    draft_of,
    official,
    read,
)
from sladesk.domain.text import clean
from sladesk.imports import days
from sladesk.queries import revisions
from sladesk.web.admin.pages import Box, ref
from sladesk.web.format import WEEKDAYS, now
from sladesk.web.sentences import say_problem

#: Entries of a list that are named when they can't be read.
_NAMED = 50


@dataclass(frozen=True)
class Filling:
    """What became of a list: how many days it gave, which entries it was refused for."""

    filled: Filled
    refused: tuple[tuple[str, str], ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Editor:
    """The form as it stands.

    Arguments:
        problems: what can't be read, by field.
        spec: the calendar as typed, None while something can't be read.
        preview, changes: what it would move, and what differs; None and () before somebody asked.
    """

    draft: Draft
    problems: tuple[Found, ...] = ()
    spec: CalendarSpec | None = None
    preview: revisions.Preview | None = None
    changes: tuple[Difference, ...] = ()
    filling: Filling | None = None

    def said(self, name: str) -> list[str]:
        """Return the sentences about a field."""
        return [say_problem(problem) for about, problem in self.problems if about == name]

    @property
    def elsewhere(self) -> list[str]:
        """Sentences about the calendar as a whole."""
        fields = {*WEEK, "zone", "off", "extra", days.FIELD}
        return [say_problem(problem) for about, problem in self.problems if about not in fields]

    @property
    def week(self) -> list[Box]:
        """The weekly hours to fill in."""
        return [
            Box(name, str(weekday), value=text, error=_("; ").join(self.said(name)))
            for name, weekday, text in zip(WEEK, WEEKDAYS, self.draft.week, strict=True)
        ]

    @property
    def areas(self) -> list[Box]:
        """The special days to fill in."""
        off = Box(
            "off", _("Days off"), "area", self.draft.off, _("One stretch a line: 02-05/02-12, or 04-05")
        )
        extra = Box(
            "extra",
            _("Make-up days and days with hours of their own"),
            "area",
            self.draft.extra,
            _("Worked with the usual hours, or with those behind the day: 12-31 09:00-15:00"),
        )
        return [replace(box, error=_("; ").join(self.said(box.name))) for box in (off, extra)]

    @property
    def zone(self) -> Box:
        """The time zone to fill in."""
        return Box("zone", _("Time zone"), value=self.draft.zone, error=_("; ").join(self.said("zone")))

    @property
    def boxes(self) -> list[Box]:
        """All fields that can have an error, for the summary."""
        return [*self.week, self.zone, *self.areas]

    @property
    def seen(self) -> str:
        """A sign of what was typed, by which a saving knows its preview."""
        return hashlib.sha256(repr(self.draft).encode()).hexdigest()[:16]


def stored(spec: CalendarSpec, year: int) -> Editor:
    """Return the form filled with a calendar as it is."""
    return Editor(draft_of(spec, year), spec=spec)


def sent_week() -> tuple[str, ...]:
    """Return the weekly hours as they were sent."""
    return tuple(clean(request.form.get(name, "")) for name in WEEK)


def sent(base: CalendarSpec, year: int) -> Editor:
    """Return the form as it was sent, read."""
    form = request.form
    draft = Draft(
        zone=clean(form.get("zone", "")) or base.zone,
        week=sent_week(),
        year=year,
        off=clean(form.get("off", ""), lines=True),
        extra=clean(form.get("extra", ""), lines=True),
        complete=bool(form.get("complete")),
    )
    return _read(draft, base)


def _read(draft: Draft, base: CalendarSpec) -> Editor:
    spec, problems = read(draft, base)
    return Editor(draft, problems, spec)


def previewed(editor: Editor, code: str, base: CalendarSpec) -> Editor:
    """Return the form with what it would change; nothing is written.

    Raises:
        Invalid: nothing differs.
    """
    if editor.spec is None:
        return editor
    changes = differences(base, editor.spec, editor.draft.year)
    if not changes and base == editor.spec:
        raise invalid("days", "nothing_changed")
    return replace(
        editor, preview=revisions.preview_calendar(ref(), code, editor.spec, now()), changes=changes
    )


def refusing(editor: Editor, error: Invalid) -> Editor:
    """Return the form with what was refused besides."""
    return replace(editor, problems=(*editor.problems, *error.problems.items()))


def filled_officially(editor: Editor, base: CalendarSpec) -> Editor:
    """Return the form with the days of the official notice.

    Raises:
        Invalid: the notice of the year is not known.
    """
    try:
        return _read(official(editor.draft), base)
    except KeyError as error:
        raise invalid("off", "days_not_announced", year=editor.draft.year) from error


def has_list() -> bool:
    """Whether a list of days was sent along."""
    file = request.files.get(days.FIELD)
    return bool(file and file.filename) or bool(request.form.get("days_text", "").strip())


def filled_by_list(editor: Editor, base: CalendarSpec) -> Editor:
    """Return the form with the days of the list that was sent: all of them, or none and why.

    Raises:
        Invalid: there is no list, or it can't be read at all.
    """
    zone = editor.draft.zone if not editor.said("zone") else base.zone
    entries = days.entries(_content(), zone)
    choice = request.form.get("unmarked", "")
    found = fill(entries, editor.draft.year, Unmarked(choice) if choice in set(Unmarked) else Unmarked.REFUSE)
    if found.refused:
        named = tuple((_entry_name(one), _why(one)) for one in found.refused[:_NAMED])
        told = Filling(found, named, len(found.refused) - len(named))
        problem = Problem("days_refused", {"count": len(found.refused)})
        return replace(editor, problems=(*editor.problems, (days.FIELD, problem)), filling=told)
    if not found.days_off and not found.days_worked:
        raise invalid(days.FIELD, "days_other_year", year=editor.draft.year, count=len(entries))
    draft = replace(editor.draft, off=found.off, extra=found.extra, complete=True)
    return replace(_read(draft, base), filling=Filling(found))


def _content() -> bytes:
    file = request.files.get(days.FIELD)
    if file and file.filename:
        content = file.stream.read(days.LARGEST + 1)
        size = file.stream.seek(0, 2)
        file.stream.seek(0)  # the digest of the form reads it again
        if size > days.LARGEST:
            raise invalid(days.FIELD, "days_too_large", size=size // 1000, max=days.LARGEST // 1000)
        return content
    text = request.form.get("days_text", "")
    if not text.strip():
        raise invalid(days.FIELD, "days_choose")
    return text.encode(errors="replace")


def _entry_name(entry: Entry) -> str:
    return _("Entry %(n)s", n=entry.place) + (f" {clean(entry.name)}" if entry.name else "")


def _why(entry: Entry) -> str:
    return say_problem(entry.problem) if entry.problem else ""


def said_changes(changes: Sequence[Difference]) -> list[tuple[str, str, str]]:
    """Say what differs: part, before, after."""
    names = {
        "zone": _("Time zone"),
        "off": _("Days off"),
        "extra": _("Make-up days and days with hours of their own"),
        **{name: str(weekday) for name, weekday in zip(WEEK, WEEKDAYS, strict=True)},
    }
    told: list[tuple[str, str, str]] = []
    for one in changes:
        nothing = "–" if one.part in {"off", "extra"} else _("closed")
        line = (names[one.part], one.before or nothing, one.after or nothing)
        if one.part in WEEK and told and told[-1][1:] == line[1:]:  # the same on the day before
            told[-1] = (f"{told[-1][0].partition('–')[0]}–{line[0]}", *line[1:])
        else:
            told.append(line)
    return told
