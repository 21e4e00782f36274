"""What the frame of every page shows: where one may go, what waits, in which language and look."""

from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from flask import Flask, current_app, g, request
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import HTTPException

from sladesk.db import db
from sladesk.domain.codes import Role
from sladesk.queries.duty import own_duty
from sladesk.queries.reference import reference
from sladesk.queries.sessions import SignedIn
from sladesk.web import forms
from sladesk.web.context import actor, choose_theme, load_visitor
from sladesk.web.format import now
from sladesk.web.routes import may_reach
from sladesk.web.site import site
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l
from sladesk.web.words import locale_name

#: Where each role starts, the first one held wins when none was chosen.
LANDING: dict[str, str] = {
    Role.AGENT: "/queue",
    Role.ENGINEER: "/field",
    Role.SUPERVISOR: "/board",
    Role.ANALYST: "/tickets",
    Role.MANAGER: "/reviews",
    Role.ADMIN: "/admin",
    Role.COLLABORATOR: "/tasks",
}


@dataclass(frozen=True)
class Place:
    """A page of the main navigation; pages that do not exist yet are left out (decision 35)."""

    name: str
    path: str
    text: LazyString
    go: str
    key: str = ""


PLACES: dict[str, Place] = {
    place.name: place
    for place in (
        Place("queue", "/queue", _l("My queue"), "q"),
        Place("field", "/field", _l("Today"), "f"),
        Place("board", "/board", _l("Board"), "b"),
        Place("register", "/register", _l("Register"), "r", key="n"),
        Place("tickets", "/tickets", _l("Tickets"), "t"),
        Place("tasks", "/tasks", _l("Department tasks"), "s"),
        Place("callbacks", "/callbacks", _l("Callbacks"), "h"),
        Place("customers", "/customers", _l("Customers"), "c"),
        Place("reviews", "/reviews", _l("Reviews"), "e"),
        Place("knowledge", "/knowledge", _l("Knowledge"), "k"),
        Place("quality", "/quality", _l("Quality"), "i"),
        Place("people", "/people", _l("People and shifts"), "p"),
        Place("admin", "/admin", _l("Settings"), "a"),
    )
}
NAV: dict[str, tuple[str, ...]] = {
    Role.AGENT: ("queue", "register", "tickets", "callbacks", "customers", "knowledge", "people"),
    Role.ENGINEER: ("field", "tickets", "knowledge", "people"),
    Role.SUPERVISOR: (
        "board",
        "tickets",
        "reviews",
        "register",
        "callbacks",
        "customers",
        "knowledge",
        "quality",
        "people",
        "admin",
    ),
    Role.ANALYST: ("tickets", "reviews", "quality", "customers", "knowledge"),
    Role.MANAGER: ("reviews", "board", "quality", "tickets", "customers", "knowledge"),
    Role.ADMIN: ("admin", "people", "knowledge"),
    Role.COLLABORATOR: ("tasks", "tickets", "knowledge"),
}


@dataclass(frozen=True)
class NavItem:
    """One link of the main navigation as shown."""

    name: str
    url: str
    text: str
    go: str
    key: str
    here: bool
    count: int | None = None


@dataclass(frozen=True)
class Shell:
    """What base templates need; without a person most of it is empty."""

    lang: str
    theme: str
    here: str
    signed_in: bool = False
    person_id: int | None = None
    name: str = ""
    staff_number: str = ""
    role: str = ""
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    duty: str = "off"
    unread: int = 0
    nav: tuple[NavItem, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    search_url: str | None = None
    notices_url: str | None = None
    duty_url: str | None = None
    figures_url: str | None = None
    note: str = ""


def active_role(row: SignedIn) -> str:
    """Return the role whose pages come first."""
    if row.active_role in row.roles:
        return str(row.active_role)
    return next((role for role in LANDING if role in row.roles), "")


def endpoint_of(path: str) -> str | None:
    """Return the endpoint that answers GET on a path, None when there is none."""
    known: dict[str, str | None] = current_app.extensions.setdefault("sladesk.paths", {})
    if path not in known:
        try:
            known[path] = current_app.url_map.bind("localhost").match(path, method="GET")[0]
        except HTTPException:
            known[path] = None
    return known[path]


def reachable(path: str) -> bool:
    """Whether the page exists and this person may open it."""
    endpoint = endpoint_of(path)
    return endpoint is not None and may_reach(actor(), endpoint)


def landing_path() -> str:
    """Return where this person starts: the page of the active role, else the first one that exists."""
    row = load_visitor()
    role = active_role(row) if row else ""
    wanted = [LANDING.get(role, "/account"), *(PLACES[name].path for name in NAV.get(role, ()))]
    return next((path for path in wanted if reachable(path)), "/account")


def _nav(row: SignedIn) -> tuple[NavItem, ...]:
    counts: dict[str, int] = g.get("nav_counts", {})
    places = [PLACES[name] for name in NAV.get(active_role(row), ())]
    paths = [place.path for place in places]
    here = max(
        (p for p in paths if request.path == p or request.path.startswith(p + "/")), key=len, default=""
    )
    who = actor()
    return tuple(
        NavItem(p.name, p.path, str(p.text), p.go, p.key, p.path == here, counts.get(p.name))
        for p in places
        if (endpoint := endpoint_of(p.path)) is not None and may_reach(who, endpoint)
    )


def nav_count(name: str, number: int) -> None:
    """Show a number beside a link of the navigation on this page."""
    g.setdefault("nav_counts", {})[name] = number
    g.pop("shell", None)


def _demo_note() -> str:
    """Say that the demo department is not complete yet, while it is being built."""
    progress = site(now()).demo_progress
    if progress is None:
        return ""
    done, wanted = progress
    return _("Demo data is still being made: %(done)s of %(wanted)s tickets.", done=done, wanted=wanted)


def here_path() -> str:
    """Return the address to come back to: this page, for a fragment the page it is in."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.full_path.rstrip("?")
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "/")
    return forms.safe_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def quoted_here() -> str:
    """Return this page's address for a `next` parameter."""
    return quote(here_path(), safe="/")


def shell() -> Shell:
    """Return what the base templates show for this request; a page of several parts asks once for each."""
    known: tuple[str, Shell] | None = g.get("shell")
    name = locale_name()
    if known is None or known[0] != name:
        known = g.shell = (name, _shell(name))
    return known[1]


def _shell(locale: str) -> Shell:
    lang = "en" if locale.startswith("en") else "zh-Hans"
    row = load_visitor()
    plain = Shell(lang=lang, theme=choose_theme(), here=here_path(), note=_demo_note())
    if row is None:
        return plain
    nav = _nav(row)
    return replace(
        plain,
        signed_in=True,
        person_id=row.person_id,
        name=(row.name_en if lang == "en" else "") or row.name,
        staff_number=row.staff_number,
        role=active_role(row),
        roles=row.roles,
        teams=tuple((en if lang == "en" else zh) or zh for zh, en in row.teams),
        duty=_duty(row),
        unread=row.unread,
        nav=nav,
        keys=tuple((item.go, item.text) for item in nav if item.go),
        search_url="/search" if reachable("/search") else None,
        notices_url="/notices" if reachable("/notices") else None,
        duty_url="/session/duty",
        figures_url="/performance" if reachable("/performance") else None,
    )


def _duty(row: SignedIn) -> str:
    """Return the duty of who is signed in: by their switch, or by the rota where there is one."""
    return own_duty(reference(db.session(), row.stamp), row.duty, row.duty_since, row.shifts, now())


def site_name() -> str:
    """Return the name of the desk in the language of the page."""
    values = site(now())
    return values.name_en if locale_name().startswith("en") else values.name_zh or _("Service desk")


def install(app: Flask) -> None:
    """Give templates the shell."""

    @app.context_processor
    def variables() -> dict[str, object]:
        return {"shell": shell(), "site_name": site_name()}
