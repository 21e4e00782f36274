"""What all pages of the area share: the blueprint, the way around, boxes to fill in, conflicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.errors import Problem, Stale, invalid
from sladesk.queries import admin as queries
from sladesk.queries import revisions
from sladesk.queries.reference import Reference, reference
from sladesk.web.context import actor
from sladesk.web.format import instant
from sladesk.web.sentences import say_problems

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
#: Said of a step that came second: there is nothing typed to compare.
MEANWHILE = _l("Somebody else changed this meanwhile. Look at it as it is now, then try again.")


@dataclass(frozen=True)
class Area:
    """One page of the area's navigation."""

    name: str
    text: LazyString
    about: LazyString

    @property
    def url(self) -> str:
        """Its address."""
        return f"/admin/{self.name}"


#: The pages as the business speaks, in groups.
AREAS: tuple[tuple[LazyString, tuple[Area, ...]], ...] = (
    (
        _l("Time limits"),
        (
            Area("policies", _l("Time-limit policies"), _l("How long each kind of request may take")),
            Area("trials", _l("Trials on the past"), _l("What another set would have meant")),
            Area("chains", _l("Escalation chains"), _l("Who is told, and when, of what becomes overdue")),
            Area("calendars", _l("Calendars"), _l("Opening hours, holidays and make-up days")),
            Area("checks", _l("Checks of due times"), _l("Whether they are what their ledgers say")),
        ),
    ),
    (
        _l("Tickets"),
        (
            Area("channels", _l("Channels"), _l("The ways requests come in")),
            Area("categories", _l("Categories"), _l("The tree of problems below each class")),
            Area("reasons", _l("Reasons"), _l("The lists people choose a reason from")),
            Area("products", _l("Product models"), _l("What is repaired, with its warranty")),
        ),
    ),
    (
        _l("People and teams"),
        (
            Area("people", _l("People"), _l("Accounts, roles, teams, passwords")),
            Area("teams", _l("Teams"), _l("Who works together")),
            Area("shifts", _l("Shifts"), _l("Kinds of shifts the rota is made of")),
            Area("routing", _l("Assignment rules"), _l("Which team and whom new tickets go to")),
        ),
    ),
    (
        _l("Notices"),
        (
            Area("robots", _l("Group robots"), _l("What chat groups are told, and by which robot")),
            Area("outward", _l("Sent outside"), _l("E-mails and messages that did not arrive")),
        ),
    ),
    (
        _l("Operation"),
        (
            Area("settings", _l("General settings"), _l("Names, numbering, limits, goals")),
            Area("imports", _l("Imports"), _l("The history of another desk, out of its log")),
            Area("system", _l("System"), _l("Database, background work, backups")),
            Area("audit", _l("Audit"), _l("Who did what, and when")),
        ),
    ),
)


@dataclass(frozen=True)
class Box:
    """Something to fill in. Kinds: line, area, number, choice, tick, ticks (several of a list).

    `value` holds what is typed or stored; of ticks the codes, joined by commas. `sent` tells which of the
    two: a form of sent boxes keeps the version it was filled from, one of stored boxes has theirs.
    """

    name: str
    label: str
    kind: str = "line"
    value: str = ""
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    needed: bool = False
    error: str = ""
    offers: Sequence[str] = field(default=())
    sent: bool = False

    @property
    def ticked(self) -> frozenset[str]:
        """The codes of a list of ticks that are on."""
        return frozenset(filter(None, self.value.split(",")))

    @property
    def shown(self) -> str:
        """The value in words, for comparing two versions."""
        if self.kind == "tick":
            return _("yes") if self.value else _("no")
        names = dict(self.choices)
        if self.kind == "ticks":
            return _(", ").join(names.get(code, code) for code, _name in self.choices if code in self.ticked)
        return names.get(self.value, self.value) or "–"


def typed(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with what was sent instead of what is stored."""
    return [replace(box, value=_sent(box), sent=True) for box in boxes]


def _sent(box: Box) -> str:
    if box.kind == "ticks":
        return ",".join(request.form.getlist(box.name))
    return request.form.get(box.name, "")


def marked(boxes: Sequence[Box], problems: Mapping[str, Problem]) -> tuple[list[Box], list[str]]:
    """Return the boxes with the sentences about them, and those that belong to no box."""
    said = say_problems(problems)
    found = [replace(box, error=said.pop(box.name, "")) for box in boxes]
    return found, list(said.values())


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same: who was first and when, what differs, and how to insist."""

    who: str
    at: str
    differences: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, str], ...]
    post: str
    back: str


def last_hand(*things: tuple[str, str]) -> tuple[str, str]:
    """Say who changed one of some things last, and when; each is named as in the audit."""
    changed = queries.last_change(*things)
    return (person_name(ref(), changed.person_id), instant(changed.at)) if changed else (_("Somebody"), "")


def conflict(
    error: Stale, mine: Sequence[Box], theirs: Sequence[Box], thing: tuple[str, str], here: str
) -> Conflict:
    """Return what the page of a conflict says.

    Arguments:
        error: with the version stored now; insisting sends it along.
        mine, theirs: the same boxes, as typed and as stored now.
        thing: kind and name of what was changed, as in the audit.
        here: its page, where theirs can be seen and insisting is sent.
    """
    pairs = zip(mine, theirs, strict=True)
    differences = tuple((m.label, t.shown, m.shown) for m, t in pairs if m.shown != t.shown)
    fields = [(box.name, code) for box in mine for code in _codes(box)]
    fields.append(("version", str(error.version)))
    return Conflict(*last_hand(thing), differences, tuple(fields), post=here, back=here)


def _codes(box: Box) -> list[str]:
    if box.kind == "ticks":
        return sorted(box.ticked)
    return [box.value] if box.value or box.kind != "tick" else []


def conflict_page(found: Conflict, area: str) -> Response:
    """Answer a change of a form that came second: nothing is saved, nothing is lost (409)."""
    return make_response(render_template("admin/conflict.html", found=found, area=area), 409)


def version_sent() -> int:
    """Return the version a form was filled from.

    Raises:
        Invalid: there is none.
    """
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise invalid("version", "required")
    return int(text)


def locale() -> str:
    """Return the language of the page."""
    return str(get_locale())


def ref() -> Reference:
    """Return the master data."""
    return reference(db.session())


def calendar_versions() -> Mapping[str, tuple[str, int]]:
    """Return calendar code and number of every calendar version, asked once a request."""
    if "calendar_versions" not in g:
        g.calendar_versions = revisions.calendar_versions()
    found: Mapping[str, tuple[str, int]] = g.calendar_versions
    return found


def person_name(held: Reference, person_id: int | None) -> str:
    """Return a person's name with the staff number; the system has none."""
    found = held.person(person_id)
    return f"{found.shown(locale())} {found.staff_number}" if found else _("System")


@dataclass(frozen=True)
class Line:
    """A line of a history."""

    at: datetime
    who: str
    what: str
    detail: str = ""


@blueprint.app_template_global("admin_areas")
def areas() -> Sequence[tuple[str, tuple[Area, ...]]]:
    """Return the navigation of the area, nothing of it for who only reads a page of it."""
    if not access.allowed(actor(), "admin"):
        return []
    return [(str(heading), pages) for heading, pages in AREAS]
