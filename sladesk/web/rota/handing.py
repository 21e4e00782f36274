"""Handing over somebody's open tickets with a note, to one person or shared out (R2.3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, make_response, render_template, request
from flask_babel import get_locale

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.codes import Duty
from sladesk.domain.errors import DeskError, Problem
from sladesk.domain.routing import shared_out
from sladesk.queries import handing as queries
from sladesk.queries.assigning import Among, estimate, hands
from sladesk.queries.candidates import Candidate, candidates
from sladesk.queries.handing import OpenTicket
from sladesk.queries.reference import Reference
from sladesk.web.context import call, duty_now, master_data
from sladesk.web.forms import refused
from sladesk.web.labels import label
from sladesk.web.list_steps import Refusal
from sladesk.web.rota.blueprint import blueprint
from sladesk.web.sentences import say_error, say_problem
from sladesk.web.words import gettext as _

#: What stands for "shared out" among those who could take tickets.
SHARED = "shared"
LONGEST_NOTE = 400


@dataclass(frozen=True)
class Giver:
    """Whose tickets are handed over: keys of people, and what they are called together."""

    people: tuple[int, ...]
    name: str
    asked: str


@dataclass(frozen=True)
class TicketLine:
    """An open ticket on the page."""

    number: str
    summary: str
    owner: str
    status: str
    priority: str
    due_at: datetime | None


@blueprint.get("/people/handover")
def hand_over() -> str:
    """Show what somebody has in hand, and who could take it."""
    ref = master_data()
    return _page(ref, _giver(ref, request.args.get("from", "")))


@blueprint.post("/people/handover")
def handed_over() -> Response:
    """Hand the marked tickets over, each in a transaction of its own; say what was done and what refused."""
    ref, basis = master_data(), call()
    giver = _giver(ref, request.form.get("from", ""))
    marked, note, to = (
        set(request.form.getlist("number")),
        request.form.get("note", ""),
        request.form.get("to"),
    )
    listed = [t for t in queries.open_tickets(giver.people) if t.number in marked] if giver.people else []
    problem = _problem(listed, note, to)
    given = dict[str, int]() if problem else _shares(ref, giver, listed, str(to))
    if not problem and not given:
        problem = _("Nobody else who could take them is on duty now. Choose a person.")
    if problem:
        return refused(_page(ref, giver, problem, marked))
    done, not_done = _each(basis, listed, given, note.strip())
    one = next(iter(given.values())) if to != SHARED else None
    name = ref.people[one].shown(str(get_locale())) if one else _("those on duty")
    back = f"/people/handover?from={giver.asked}"
    values = {"done": done, "refused": not_done, "owner": name, "back": back}
    return make_response(render_template("lists/assigned.html", **values))


def _problem(listed: list[OpenTicket], note: str, to: str | None) -> str:
    if not listed:
        return _("No ticket is marked.")
    if not note.strip():
        return _("Write what whoever takes over should know")
    if len(note) > LONGEST_NOTE:
        return say_problem(Problem("too_long", {"max": LONGEST_NOTE, "length": len(note)}))
    return "" if to else _("Choose who takes it over")


def _giver(ref: Reference, text: str) -> Giver:
    """Return whose tickets are meant: one person by staff number, or everybody on a shift today."""
    kind, _sign, code = text[:80].partition(":")
    locale = str(get_locale())
    if kind == "shift":
        shift = next((shift for shift in ref.shifts.values() if shift.code == code), None)
        today = duty_now().moment.day
        people = tuple(queries.on_shift(shift.id, today)) if shift else ()
        return Giver(people, shift.name(locale) if shift else "", text[:80])
    person = next((p for p in ref.people.values() if p.staff_number == text), None)
    return Giver((person.id,) if person else (), person.shown(locale) if person else "", text[:80])


def _shares(ref: Reference, giver: Giver, listed: list[OpenTicket], to: str) -> dict[str, int]:
    """Return who gets which ticket; a team's tickets are shared out among its people on duty."""
    if to != SHARED:
        person = next((p for p in ref.people.values() if p.staff_number == to and not p.retired), None)
        return {ticket.number: person.id for ticket in listed} if person else {}
    minutes, given = estimate(ref), dict[str, int]()
    for home in sorted({ref.home_teams.get(ticket.owner_id, 0) for ticket in listed}):
        found = hands(db.session.connection(), duty_now(), Among.TEAM, home)
        able = [h.load for h in found if h.on_duty and h.load.person_id not in giver.people]
        own = [t for t in listed if ref.home_teams.get(t.owner_id, 0) == home]
        given |= shared_out([(t.number, minutes.get(t.service_type, 0)) for t in own], able)
    return given


def _each(
    basis: Call, listed: list[OpenTicket], given: dict[str, int], note: str
) -> tuple[list[str], list[Refusal]]:
    done, not_done = list[str](), list[Refusal]()
    db.session.rollback()
    for ticket in listed:
        taker = given.get(ticket.number)
        if taker is None:
            not_done.append(Refusal(ticket.number, _("Nobody of the team is on duty now.")))
            continue
        each = replace(basis, key=f"{basis.key[:30]}-{ticket.number}"[:64])
        try:
            tickets.pass_on(each, ticket.number, from_id=ticket.owner_id, owner_id=taker, note=note)
        except DeskError as error:
            not_done.append(Refusal(ticket.number, say_error(error)))
        else:
            done.append(ticket.number)
    return done, not_done


def _page(ref: Reference, giver: Giver, problem: str = "", marked: set[str] | None = None) -> str:
    locale = str(get_locale())
    listed = queries.open_tickets(giver.people) if giver.people else []
    people = sorted(
        (one for one in candidates(duty_now()) if one.person_id not in giver.people),
        key=lambda one: (one.duty != Duty.ON, one.open_tickets),
    )
    return render_template(
        "pages/handover.html",
        giver=giver,
        lines=[
            TicketLine(
                t.number,
                t.summary,
                ref.people[t.owner_id].shown(locale),
                label(t.status, "status"),
                t.priority,
                t.due_at,
            )
            for t in listed
        ],
        several=len(giver.people) > 1,
        marked=marked,
        takers=[_taker(ref, one, locale) for one in people],
        full=len(listed) == queries.MOST,
        problem=problem,
        to=request.form.get("to", SHARED),
        note=request.form.get("note", ""),
        shared=SHARED,
    )


def _taker(ref: Reference, one: Candidate, locale: str) -> tuple[str, str]:
    person = ref.people[one.person_id]
    how = (label(one.duty, "duty"), _("%(n)s open", n=one.open_tickets))
    return person.staff_number, " · ".join((person.shown(locale), *how))
