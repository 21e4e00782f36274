"""Who is here, in which language, and what the shell of every page shows."""

from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from flask import Flask, current_app, g, request, session
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import LoginManager, UserMixin
from werkzeug.exceptions import HTTPException

from sladesk.actions._action import Call
from sladesk.actions.sessions import LOCALES, THEMES, TOUCH, token_hash, touch
from sladesk.domain.access import Actor
from sladesk.domain.codes import Role
from sladesk.domain.errors import Forbidden
from sladesk.queries.sessions import SignedIn, signed_in
from sladesk.web import forms
from sladesk.web.format import now
from sladesk.web.htmx import is_look
from sladesk.web.routes import may_reach
from sladesk.web.site import site

#: Where each role starts, the first one held wins when none was chosen.
LANDING: dict[str, str] = {
    Role.AGENT: "/queue",
    Role.ENGINEER: "/field",
    Role.SUPERVISOR: "/board",
    Role.ANALYST: "/tickets",
    Role.MANAGER: "/tickets",
    Role.ADMIN: "/admin",
    Role.COLLABORATOR: "/tickets",
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
        Place("register", "/tickets/new", _l("Register"), "r", key="n"),
        Place("tickets", "/tickets", _l("Tickets"), "t"),
        Place("callbacks", "/callbacks", _l("Callbacks"), "h"),
        Place("customers", "/customers", _l("Customers"), "c"),
        Place("people", "/people", _l("People and shifts"), "p"),
        Place("admin", "/admin", _l("Settings"), "a"),
    )
}
NAV: dict[str, tuple[str, ...]] = {
    Role.AGENT: ("queue", "register", "tickets", "callbacks", "customers"),
    Role.ENGINEER: ("field", "tickets"),
    Role.SUPERVISOR: ("board", "tickets", "register", "callbacks", "customers", "people", "admin"),
    Role.ANALYST: ("tickets", "customers"),
    Role.MANAGER: ("tickets", "board", "customers"),
    Role.ADMIN: ("admin",),
    Role.COLLABORATOR: ("tickets",),
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
    search_url: str | None = None
    notices_url: str | None = None
    duty_url: str | None = None
    notes: tuple[tuple[str, str], ...] = ()


class Visitor(UserMixin):
    """The person of this request, as Flask-Login wants it."""

    def __init__(self, row: SignedIn) -> None:
        self.row = row
        self.id = str(row.person_id)


def load_visitor() -> SignedIn | None:
    """Return the live session of this request: one statement, asked once."""
    if "visitor" not in g:
        g.visitor = _load()
    row: SignedIn | None = g.visitor
    return row


def _load() -> SignedIn | None:
    token = session.get("t")
    if not isinstance(token, str):
        return None
    limits, row = site(now()), signed_in(token_hash(token))
    if row is None or now() - row.last_seen_at > limits.idle or now() - row.created_at > limits.longest:
        return None
    return row


def current() -> SignedIn:
    """Return the session of this request.

    Raises:
        Forbidden: nobody is signed in (the route table lets no request come here without).
    """
    row = load_visitor()
    if row is None:
        raise Forbidden()
    return row


def forget_visitor() -> None:
    """Read the session anew, after it was opened, ended or changed in this request."""
    g.pop("visitor", None)
    g.pop("actor", None)


def keep_alive() -> None:
    """Note that the person is here; looks for news and repeated requests within a minute don't count."""
    row = load_visitor()
    if row is not None and not is_look() and now() - row.last_seen_at >= TOUCH:
        touch(row.session_id, now())


def actor() -> Actor:
    """Return who acts in this request.

    Raises:
        Forbidden: nobody is signed in (the route table lets no request come here without).
    """
    row = current()
    if "actor" not in g:
        g.actor = Actor(row.person_id, frozenset(row.roles), row.team_ids, row.name, row.staff_number)
    who: Actor = g.actor
    return who


def call(*, keyed: bool = True, source: str | None = None) -> Call:
    """Return the caller of an action: this person, now, with the form's key (decision 23).

    Arguments:
        keyed: whether the form's key is handed on; not for steps that may be repeated freely.
        source: the door, `phone` for the engineer's pages.
    """
    who = replace(actor(), source=source) if source else actor()
    key = forms.request_key() if keyed else ""
    return Call(by=who, now=now(), key=key, body_hash=forms.body_hash() if key else "")


def active_role(row: SignedIn) -> str:
    """Return the role whose pages come first."""
    if row.active_role in row.roles:
        return str(row.active_role)
    return next((role for role in LANDING if role in row.roles), "")


def choose_locale() -> str:
    """Language: the person's choice, the cookie, the site's default; never the browser's (decision 28)."""
    row = load_visitor()
    chosen = (row.locale if row else None) or request.cookies.get("locale", "")
    return chosen if chosen in LOCALES else site(now()).locale


def choose_theme() -> str:
    """Appearance: the person's choice, the cookie, what the device says."""
    row = load_visitor()
    chosen = (row.theme if row else None) or request.cookies.get("theme", "")
    return chosen if chosen in THEMES else "auto"


def choose_zone() -> str:
    """Return the name of the site's time zone."""
    return str(site(now()).zone)


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
    here = max((p for p in paths if request.path == p or request.path.startswith(p + "/")), key=len, default="")
    return tuple(
        NavItem(p.name, p.path, str(p.text), p.go, p.key, p.path == here, counts.get(p.name))
        for p in places
        if reachable(p.path)
    )


def nav_count(name: str, number: int) -> None:
    """Show a number beside a link of the navigation on this page."""
    g.setdefault("nav_counts", {})[name] = number


def note(text: str, *, kind: str = "info") -> None:
    """Show a sentence above this page; kind is info or warn."""
    g.setdefault("notes", []).append((kind, text))


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
    """Return what the base templates show for this request."""
    locale = get_locale()
    lang = "en" if locale is not None and locale.language == "en" else "zh-Hans"
    row = load_visitor()
    notes = tuple(g.get("notes", ()))
    plain = Shell(lang=lang, theme=choose_theme(), here=here_path(), notes=notes)
    if row is None:
        return plain
    return replace(
        plain,
        signed_in=True,
        person_id=row.person_id,
        name=row.name,
        staff_number=row.staff_number,
        role=active_role(row),
        roles=row.roles,
        teams=row.teams,
        duty=row.duty,
        unread=row.unread,
        nav=_nav(row),
        search_url="/search" if reachable("/search") else None,
        notices_url="/notices" if reachable("/notices") else None,
        duty_url="/session/duty",
    )


def site_name() -> str:
    """Return the name of the desk in the language of the page."""
    values, locale = site(now()), get_locale()
    return values.name_en if locale is not None and locale.language == "en" else values.name_zh or _("Service desk")


def install(app: Flask) -> None:
    """Connect languages, the person and the template variables."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans_CN")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    Babel(app, locale_selector=choose_locale, timezone_selector=choose_zone)
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)

    @manager.request_loader
    def visitor(_request: object) -> Visitor | None:
        row = load_visitor()
        return Visitor(row) if row else None

    @app.context_processor
    def variables() -> dict[str, object]:
        return {"shell": shell(), "site_name": site_name()}
