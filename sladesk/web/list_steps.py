"""What one does with a list: keep it by name, choose columns, take it along as a file, hand on in bulk."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from sladesk.actions import pace, tickets, views
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.errors import DeskError, invalid
from sladesk.queries import lists
from sladesk.queries.reference import Reference, reference
from sladesk.web import filters, sheets
from sladesk.web.context import actor, call
from sladesk.web.format import now, zone
from sladesk.web.forms import answer, safe_path
from sladesk.web.labels import choices
from sladesk.web.lists import PATHS, order_of
from sladesk.web.rows import COLUMNS, RowView, chosen_columns, view
from sladesk.web.search import found_page
from sladesk.web.sentences import say_error

blueprint = Blueprint("list_steps", __name__)

_MOST_MARKED = 200
_WIDTHS = {"problem": 48, "category": 28, "number": 18, "clock": 20, "customer": 16}


def _page() -> str:
    page = request.form.get("page", "")
    if page not in PATHS:
        raise invalid("page", "unknown_choice")
    return page


def _columns() -> tuple[str, ...]:
    return tuple(name for name in request.form.getlist("columns") if name in COLUMNS)


def _query() -> str:
    """Return the filter the form was opened on, nothing else of its address."""
    given = MultiDict(
        [
            (name, value)
            for name, values in parse_qs(request.form.get("query", "")[:2000]).items()
            for value in values
        ]
    )
    tab = [("tab", given["tab"])] if "tab" in given else []
    return filters.read(reference(db.session()), given).query(*tab)


@blueprint.post("/lists/filter")
def choose_filter() -> Response:
    """Go to the list with the filter as its address; who is looked for by number or mail is searched for."""
    page, text = _page(), request.form.get("text", "")
    if filters.names_somebody(text):
        return make_response(found_page(text))
    tab = [("tab", request.form["tab"])] if request.form.get("tab") else []
    query = filters.read(reference(db.session()), request.form).query(*tab)
    return answer(to=f"{PATHS[page]}?{query or 'all=1'}")


@blueprint.post("/lists/views")
def save_view() -> Response:
    """Keep the filter under a name."""
    page, query, columns = _page(), _query(), _columns()
    name = views.save(
        call(), name=request.form.get("name", ""), query=f"{PATHS[page]}?{query}", columns=columns
    )
    return answer(to=f"{PATHS[page]}?{query}", message=_("View %(name)s is saved", name=name))


@blueprint.post("/lists/views/remove")
def remove_view() -> Response:
    """Forget a saved view."""
    page = _page()
    name = views.remove(call(), name=request.form.get("name", ""))
    return answer(
        to=safe_path(request.form.get("next"), PATHS[page]), message=_("View %(name)s is removed", name=name)
    )


@blueprint.post("/lists/columns")
def choose_columns() -> Response:
    """Remember the columns of a page; the button for the usual ones sends none."""
    page, query = _page(), _query()
    usual = request.form.get("usual") == "1"
    views.choose_columns(call(), page=page, columns=() if usual else _columns())
    return answer(to=f"{PATHS[page]}?{query}" if query else PATHS[page])


# ---- as a file ----


@blueprint.post("/lists/export")
def export() -> Response:
    """Hand out what is shown, at most `sheets.MOST` rows, masked, with an audit row."""
    pace.keep(db.session(), pace.EXPORTS, actor().person_id, now())  # before the rows are read
    ref, kind = reference(db.session()), request.form.get("kind", "")
    if kind not in {"xlsx", "csv"}:
        raise invalid("kind", "unknown_choice")
    asked = filters.read(ref, MultiDict(_pairs(_query())))
    columns = chosen_columns(_columns())
    order = order_of(request.form)
    found = lists.page(actor(), asked.filter, order, size=sheets.MOST)
    rows = [cells(view(row, ref), columns) for row in found.rows]
    views.exported(call(keyed=False), kind=kind, rows=len(rows), query=asked.query(), columns=columns)
    heads, name = [str(COLUMNS[c][0]) for c in columns], f"tickets-{now().astimezone(zone()):%Y%m%d-%H%M}"
    if kind == "csv":
        return sheets.download(sheets.csv_bytes(heads, rows), name, kind)
    widths = [_WIDTHS.get(column, 14) for column in columns]
    return sheets.download(sheets.xlsx_bytes(_("Tickets"), heads, widths, rows), name, kind)


def _pairs(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, values in parse_qs(query).items() for value in values]


def cells(row: RowView, columns: tuple[str, ...]) -> list[str]:
    """Return a row as texts, in the order of the columns; instants in full."""
    texts = {
        "clock": f"{row.clock.word} {row.clock.amount}" if row.clock else "",
        "due": row.due_full,
        "kind": row.kind,
        "number": row.number,
        "priority": dict(choices("priority")).get(row.priority, ""),
        "problem": row.problem,
        "customer": row.customer,
        "channel": row.channel,
        "status": row.status,
        "owner": row.owner,
        "team": row.team,
        "category": row.category,
        "requested": row.requested_full,
        "last": row.last_full,
    }
    return [texts[column] for column in columns]


# ---- in bulk ----


@dataclass(frozen=True)
class Refusal:
    """A ticket that could not be handed on, and why."""

    number: str
    why: str


@blueprint.post("/lists/assign")
def assign() -> Response:
    """Hand marked tickets on, each in a transaction of its own; say which were done and which refused."""
    ref, basis = reference(db.session()), call()
    owner = next((p for p in ref.people.values() if p.staff_number == request.form.get("owner")), None)
    numbers = list(dict.fromkeys(request.form.getlist("number")))[:_MOST_MARKED]
    if owner is None:
        raise invalid("owner", "unknown_choice")
    if not numbers:
        raise invalid("number", "required")
    done, refused = assign_each(
        numbers, owner.id, team_of(ref, owner.id), request.form.get("note", ""), basis
    )
    locale = str(get_locale())
    page = render_template(
        "lists/assigned.html",
        done=done,
        refused=refused,
        owner=owner.shown(locale),
        back=safe_path(request.form.get("next"), "/tickets"),
    )
    return make_response(page)


def team_of(ref: Reference, person_id: int) -> int | None:
    """Return the team the new owner works in: the ticket moves there with them."""
    return lists.default_team(person_id, [row.id for row in ref.teams.values() if not row.retired])


def assign_each(
    numbers: list[str], owner_id: int, team_id: int | None, note: str, basis: Call
) -> tuple[list[str], list[Refusal]]:
    """Hand tickets on, each in a transaction of its own; return which were done and which refused."""
    done, refused = list[str](), list[Refusal]()
    for number in numbers:
        each = replace(basis, key=f"{basis.key[:30]}-{number}"[:64])
        try:
            tickets.assign(each, number, team_id=team_id, owner_id=owner_id, note=note)
        except DeskError as error:
            refused.append(Refusal(number, say_error(error)))
        else:
            done.append(number)
    return done, refused
