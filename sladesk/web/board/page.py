"""The supervisor's board: figures, what breaks next, channels, people, what waits (R7.1)."""

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from sladesk.db import db
from sladesk.domain.access import allowed
from sladesk.domain.errors import NotFound, invalid
from sladesk.queries import board, board_contacts, board_counts, board_figures, board_people, handing
from sladesk.queries.board_sign import Sign
from sladesk.queries.board_sign import sign as read_sign
from sladesk.queries.board_waiting import Waiting
from sladesk.queries.reference import Reference, reference
from sladesk.web import htmx, shell
from sladesk.web.board.blueprint import blueprint
from sladesk.web.board.figures import channel_rows, figure_views
from sladesk.web.board.moments import days, stamp_of
from sladesk.web.board.narrowing import asked, menus
from sladesk.web.board.people import PersonRow, duty_lines, load_rows
from sladesk.web.board.pressing import pressing_rows
from sladesk.web.board.shifts import facts
from sladesk.web.board.waiting import comes_after, items, lead, total
from sladesk.web.context import actor, call, duty_now
from sladesk.web.format import now
from sladesk.web.forms import answer
from sladesk.web.holes import holes
from sladesk.web.list_steps import assign_each, team_of
from sladesk.web.tickets.takes import way_back

_MOST_MARKED = 200


@blueprint.get("/board")
def index() -> str:
    """Show the board."""
    return render_template("pages/board.html", **_scene(read_sign()))


@blueprint.get("/board/look")
def look() -> Response:
    """Answer a look for news: nothing while nothing has changed, else the board anew (decision 25)."""
    sign = read_sign()
    if request.args.get("stamp") == stamp_of(sign, reference(db.session(), sign.reference)):
        return make_response("", 204)
    return make_response(render_template("board/_live.html", **_scene(sign)))


def _scene(sign: Sign) -> dict[str, object]:
    ref, when = reference(db.session(), sign.reference), days()
    counts = board_counts.counts(sign, when, ref)
    contacts, totals = board_contacts.contacts(counts.contacts), board_figures.totals(counts.totals)
    workers = board_people.people(counts.people, duty_now())
    waiting = [Waiting(*row) for row in counts.waiting]
    kept = asked(ref)
    pressing = board.pressing(now(), kept.narrow)
    channels = channel_rows(contacts, ref, when.date)
    rows = pressing_rows(pressing, ref)
    found = items(waiting, channels, ref)
    blue_row = bool(rows) and comes_after(found, rows[0].clock)
    may_assign = allowed(actor(), "ticket.assign")
    return {
        "stamp": stamp_of(sign, ref),
        "figures": figure_views(contacts, totals, ref, when.date),
        "pressing": rows,
        "soon": pressing[0].soon if pressing else 0,
        "late": pressing[0].late if pressing else 0,
        "channels": channels,
        "line": ref.number("board.channel_line"),
        "people": load_rows(workers, ref, kept.codes.get("team", "")),
        "limit": ref.number("board.load_limit"),
        "menus": menus(kept, workers, ref),
        "query": kept.query,
        "items": found if blue_row else lead(found),
        "blue_row": blue_row,
        "waiting": total(waiting, channels),
        "facts": facts(workers, duty_now(), hands=may_assign),
        "duty": duty_lines(workers, ref),
        "holes": holes(ref, 2),
        "acting": may_assign,
        "moment": now(),
    }


# ---- handing on ----


@blueprint.get("/board/assign")
def assign_form() -> Response:
    """Show who can take the marked tickets: those on duty first, with what they hold."""
    return _assign_page(request.args.getlist("number"), 200)


@blueprint.post("/board/assign")
def assign() -> Response:
    """Hand one or several tickets on, each in a transaction of its own (R2.2, decision 32)."""
    ref, basis = reference(db.session()), call()
    owner = next((p for p in ref.people.values() if p.staff_number == request.form.get("owner")), None)
    numbers = list(dict.fromkeys(request.form.getlist("number")))[:_MOST_MARKED]
    if not numbers:
        raise invalid("number", "required")
    if owner is None:
        return _assign_page(numbers, 422, problem=_("Choose who takes it over"))
    undo = _way_back(numbers)
    done, refused = assign_each(
        numbers, owner.id, team_of(ref, owner.id), request.form.get("note", ""), basis
    )
    name = owner.shown(shell.shell().lang)
    values = {"done": done, "refused": refused, "owner": name, "back": "/board"}
    if refused:
        page = "board/_assigned.html" if htmx.is_htmx() else "lists/assigned.html"
        return make_response(render_template(page, **values))
    said = _("%(n)s handed to %(name)s", n=len(done), name=name)
    events: dict[str, dict[str, str]] = {"sladesk:saved": {"name": "assign"}, "sladesk:tick": {}}
    return answer([" "], to="/board", message=said, undo_url=undo, events=events)


def _way_back(numbers: list[str]) -> str | None:
    """Return the address that takes it back, where one ticket is handed on; nothing for several."""
    if len(numbers) > 1:
        return None
    try:
        return way_back(numbers[0])
    except NotFound:
        return None


def _assign_page(given: list[str], status: int, problem: str = "") -> Response:
    numbers = list(dict.fromkeys(given))[:_MOST_MARKED]
    ref = reference(db.session())
    values = {
        "numbers": numbers,
        "people": _takers(ref, numbers),
        "limit": ref.number("board.load_limit"),
        "problem": problem,
        "note": request.form.get("note", ""),
    }
    page = "board/_assign.html" if htmx.is_htmx() else "pages/board_assign.html"
    return make_response(render_template(page, **values), status)


def _takers(ref: Reference, numbers: list[str]) -> list[PersonRow]:
    """Return who can take these tickets: on duty first, their own teams' people before the others."""
    workers, own = (
        board_people.people(board_people.people_rows(days(), duty_now()), duty_now()),
        handing.teams_of(numbers),
    )
    among = {ref.people[worker.id].staff_number for worker in workers if own & set(worker.team_ids)}
    rows = load_rows(workers, ref, "", everybody=True)
    return sorted(
        rows,
        key=lambda row: (row.duty_rank, row.staff_number not in among, row.open, row.staff_number),
    )
