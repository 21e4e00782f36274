"""The general list of tickets; what one keeps of lists; lists as files; handing on in bulk."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, cast

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from sladesk.domain.access import ALL_SEEING, allowed
from sladesk.domain.codes import Role
from sladesk.queries import lists
from sladesk.queries.lists import FIRST_WAY, SORTS, Order, Page, Place
from sladesk.queries.reference import Reference
from sladesk.queries.views import Views
from sladesk.web import filters, inputs
from sladesk.web.context import actor, master_data
from sladesk.web.filters import Asked
from sladesk.web.labels import choices
from sladesk.web.pace import look_up
from sladesk.web.quality_views import count_overdue
from sladesk.web.rows import COLUMNS, chosen_columns, eyes, view
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name

blueprint = Blueprint("lists", __name__)

PATHS = {"queue": "/queue", "tickets": "/tickets"}


@blueprint.get("/tickets")
def index() -> str:
    """Show the tickets this person may see."""
    ref = master_data()
    asked, seen = asked_or_open(ref), eyes(ref)
    who = actor()
    look_up(asked.filter.text)
    order = order_of(request.args)
    found = lists.page(who, asked.filter, order, place_of(request.args, order))
    total, kept = lists.beside(who, asked.filter)
    if allowed(who, "improvement.judge"):
        count_overdue()
    return render_template(
        "pages/lists.html",
        rows=[view(row, seen) for row in found.rows],
        total=total,
        most=lists.COUNT_TO,
        order=order,
        sort=order_text(order),
        pages=page_links(found, asked, order),
        people=staff(ref) if allowed(who, "ticket.assign") else (),
        analyses=allowed(who, "quality.write"),
        usual=not _says_something(),
        own_only=not who.roles & {*ALL_SEEING, Role.AGENT},
        **common("tickets", asked, ref, kept),
    )


def asked_or_open(ref: Reference) -> Asked:
    """Return the filter of the request; an address that says nothing shows what is open."""
    if _says_something():
        return filters.read(ref)
    return filters.read(ref, MultiDict({"status": filters.OPEN}))


def _says_something() -> bool:
    return any(name in request.args for name in (*filters.NAMES, "all"))


def common(page: str, asked: Asked, ref: Reference, kept: Views) -> dict[str, object]:
    """Return what the parts around a list show: chips, filter dialog, columns, saved views."""
    shown = chosen_columns(
        request.args.get("columns", "").split(",")
        if "columns" in request.args
        else kept.columns.get(page, ())
    )
    if ("chased", filters.YES) in asked.pairs:
        shown = chosen_columns((*shown, "chasers"))
    locale = locale_name()
    return {
        "page": page,
        "path": PATHS[page],
        "own_chips": [],
        "query": asked.query(),
        "asked": asked,
        "chips": filters.chips(asked, ref, PATHS[page]),
        "columns": shown,
        "all_columns": COLUMNS,
        "views": kept.views,
        "fields": ref.once(("filter fields", locale), lambda: filter_fields(ref, locale)),
        "may_export": allowed(actor(), "ticket.export"),
    }


Choices = tuple[tuple[str, str], ...]


def filter_fields(ref: Reference, locale: str) -> tuple[tuple[str, str, Choices], ...]:
    """Return the lists of the filter dialog: name, heading, choices."""
    return tuple((name, text, tuple(choices_)) for name, text, choices_ in _fields(ref, locale))


def _fields(ref: Reference, locale: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    people = [(filters.ME, _("me")), (filters.NOBODY, _("Unassigned"))]
    people += _staff(ref, locale)
    named = {
        name: [(row.code, row.name(locale)) for row in rows.values() if not row.retired]
        for name, rows in (("channel", ref.channels), ("team", ref.teams))
    }
    tree = [(c.code, " › ".join(c.path(locale))) for c in ref.categories.values() if not c.retired]
    return [
        ("owner", _("Owner"), people),
        ("status", _("Status"), [(filters.OPEN, _("Not closed")), *choices("status")]),
        ("priority", _("Priority"), choices("priority")),
        ("channel", _("Channel"), named["channel"]),
        ("class", _("Class"), choices("class")),
        ("category", _("Category"), tree),
        ("team", _("Team"), named["team"]),
        ("due", _("Due"), [(filters.HOUR, _("overdue or within 1 h"))]),
        ("chased", _("Chasers"), [(filters.YES, _("asked again"))]),
    ]


def staff(ref: Reference) -> Choices:
    """Return the people who can be chosen: staff number, and name with it."""
    locale = locale_name()
    return ref.once(("staff", locale), lambda: tuple(_staff(ref, locale)))


def _staff(ref: Reference, locale: str) -> Iterator[tuple[str, str]]:
    for person in ref.people.values():
        if not person.retired:
            yield person.staff_number, f"{person.shown(locale)} {person.staff_number}"


# ---- order and pages in the address ----


def order_of(args: MultiDict[str, str]) -> Order:
    """Return the order of an address: `sort=due` or `sort=-due`; anything unknown is the usual one."""
    given = args.get("sort", "")
    key = given.removeprefix("-")
    return Order(key, given.startswith("-")) if key in SORTS else Order()


def order_text(order: Order) -> str:
    """Return an order as the address says it."""
    return ("-" if order.descending else "") + order.key


def place_of(args: MultiDict[str, str], order: Order) -> Place | None:
    """Return the place a page begins at; one that can't be read is the beginning."""
    way = next((w for w in ("after", "before") if w in args), None)
    value, _tilde, number = args.get(way, "").rpartition("~") if way else ("", "", "")
    last = inputs.number(number)
    if way is None or not value or last is None:
        return None
    held = value if order.key == "number" else _count(value) if order.key == "chasers" else _instant(value)
    return Place(held, last, cast(Literal["after", "before"], way)) if held else None


def _count(text: str) -> int | None:
    return inputs.number(text, digits=9)


def _instant(text: str) -> datetime | None:
    """Return what `_place_text` wrote, of any year: where nothing is due, it is one nobody can mean."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo == UTC else None


def page_links(found: Page, asked: Asked, order: Order) -> dict[str, str]:
    """Return the addresses of the neighbouring pages."""
    return {
        way: _address(asked, order, (way, _place_text(place)))
        for way, place in (("before", found.before), ("after", found.after))
        if place is not None
    }


def _address(asked: Asked, order: Order, *extra: tuple[str, str]) -> str:
    """Return a query for the same tickets: all of them are asked for by name, as no filter means the open."""
    everything = () if asked.pairs else (("all", "1"),)
    return f"?{asked.query(*everything, ('sort', order_text(order)), *extra)}"


def _place_text(place: Place) -> str:
    value = place.value.isoformat() if isinstance(place.value, datetime) else place.value
    return f"{value}~{place.id}"


@blueprint.app_template_global("sort_link")
def sort_link(asked: Asked, order: Order, key: str) -> str:
    """Return the address that sorts by a column, the other way round when it does already."""
    way = not order.descending if order.key == key else FIRST_WAY[key]
    if key == "chasers" and ("chased", filters.YES) not in asked.pairs:
        return _address(asked, Order(key, way), ("chased", filters.YES))
    return _address(asked, Order(key, way))
