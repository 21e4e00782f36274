"""Editing a calendar: hours and special days, what they would move, saving them as a version (R3.5, R3.7)."""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from sladesk.actions import calendars
from sladesk.domain.errors import Invalid, Stale
from sladesk.domain.sla.typed_calendars import differences
from sladesk.domain.text import clean
from sladesk.models import CalendarVersion
from sladesk.web import inputs
from sladesk.web.admin import calendar_forms as forms
from sladesk.web.admin.calendar_forms import Editor
from sladesk.web.admin.calendar_page import HERE, page_of, spec_of, versions_of, year_of
from sladesk.web.admin.calendar_views import week_days
from sladesk.web.admin.pages import Conflict, blueprint, conflict_page, person_name, ref
from sladesk.web.context import call
from sladesk.web.format import instant
from sladesk.web.forms import answer, refused, request_key


@blueprint.get("/calendars/<code>")
def calendar_year(code: str) -> str:
    """Show a calendar: its week, a year, its versions."""
    year, versions = year_of(request.args.get("year")), versions_of(code)
    return page_of(code, versions, forms.stored(spec_of(versions), year))


@blueprint.post("/calendars/<code>/week")
def calendar_week(code: str) -> str:
    """Draw the week that is being typed; writes nothing."""
    versions_of(code)
    return render_template("admin/_calendar_week.html", week=week_days(forms.sent_week()))


@blueprint.post("/calendars/<code>/<int:year>/preview")
def calendar_preview(code: str, year: int) -> Response:
    """Say what other hours and days would change; writes nothing."""
    request_key()
    versions = versions_of(code)
    return _shown(code, versions, forms.sent(spec_of(versions), year_of(str(year))))


@blueprint.post("/calendars/<code>/<int:year>/fill")
def calendar_fill(code: str, year: int) -> Response:
    """Fill the special days from the official notice or from a list; writes nothing."""
    request_key()
    versions = versions_of(code)
    editor = forms.sent(spec_of(versions), year_of(str(year)))
    if request.form.get("from") == "list":
        return _shown(code, versions, editor, take_list=True)
    try:
        editor = forms.filled_officially(editor, spec_of(versions))
    except Invalid as error:
        return refused(page_of(code, versions, forms.refusing(editor, error)))
    return _shown(code, versions, editor)


@blueprint.post("/calendars/<code>/<int:year>")
def calendar_publish(code: str, year: int) -> Response:
    """Write a new version as it was previewed."""
    versions = versions_of(code)
    spec = spec_of(versions)
    editor = forms.sent(spec, year_of(str(year)))
    if editor.spec is None or forms.has_list() or request.form.get("seen") != editor.seen:
        return _shown(code, versions, editor, again=editor.spec is not None)
    started = inputs.number(request.form.get("base")) or 0
    try:
        no = calendars.publish(
            call(), code, editor.spec, note=clean(request.form.get("note", "")), base=started
        )
    except Invalid as error:
        return refused(page_of(code, versions_of(code), forms.refusing(editor, error)))
    except Stale as error:
        return conflict_page(_conflict(code, editor, error), "calendars")
    said = _("Version %(no)s rules now; running clocks are being computed again.", no=no)
    return answer(to=f"{HERE}/{code}?year={editor.draft.year}", message=said)


def _shown(
    code: str,
    versions: Sequence[CalendarVersion],
    editor: Editor,
    *,
    take_list: bool = False,
    again: bool = False,
) -> Response:
    """Answer with what the form would change; `again` when somebody wanted to save what was not shown."""
    spec = spec_of(versions)
    try:
        if take_list or forms.has_list():
            editor = forms.filled_by_list(editor, spec)
        if not editor.problems:
            editor = forms.previewed(editor, code, spec)
    except Invalid as error:
        editor = forms.refusing(editor, error)
    page = page_of(code, versions, editor, again=again)
    return refused(page) if editor.problems or again else make_response(page)


def _conflict(code: str, editor: Editor, error: Stale) -> Conflict:
    """Show what was published meanwhile beside what is typed; insisting publishes the typed one on top."""
    newest = spec_of(versions_of(code))
    apart = differences(newest, editor.spec, editor.draft.year) if editor.spec else ()
    draft = editor.draft
    return Conflict(
        who=person_name(ref(), error.by) if error.by else _("Somebody"),
        at=instant(versions_of(code)[0].active_from),
        differences=tuple(forms.said_changes(apart)),
        fields=(
            *((box.name, box.value) for box in editor.boxes),
            *((("complete", "1"),) if draft.complete else ()),
            ("note", request.form.get("note", "")),
            ("seen", editor.seen),
            ("base", str(error.version)),
        ),
        post=f"{HERE}/{code}/{draft.year}",
        back=f"{HERE}/{code}?year={draft.year}",
    )
