"""Who is here, by which session, in which language, and as whom an action is called."""

from dataclasses import replace
from typing import Literal

from flask import Flask, g, request, session
from flask_babel import Babel
from flask_login import LoginManager, UserMixin

from sladesk.actions._action import Call
from sladesk.actions.sessions import LOCALES, THEMES, TOUCH, token_hash, touch
from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.errors import Forbidden
from sladesk.queries.duty import DutyNow
from sladesk.queries.reference import Reference, reference
from sladesk.queries.sessions import SignedIn, signed_in
from sladesk.web import forms, words
from sladesk.web.format import now
from sladesk.web.htmx import is_look
from sladesk.web.site import site


class Visitor(UserMixin):
    """The person of this request, as Flask-Login wants it."""

    def __init__(self, row: SignedIn) -> None:
        self.row = row
        self.id = str(row.person_id)


def load_visitor() -> SignedIn | None:
    """Return the live session of this request: one statement, asked once."""
    row: SignedIn | Literal[False] | None = g.get("visitor", False)
    if row is False:
        row = g.visitor = _load()
    return row


def _load() -> SignedIn | None:
    token = session.get("t")
    if not isinstance(token, str):
        return None
    limits, row = site(now()), signed_in(token_hash(token), now())
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
        raise Forbidden
    return row


def forget_visitor() -> None:
    """Read the session anew, after it was opened, ended or changed in this request."""
    for name in ("visitor", "actor", "shell"):
        g.pop(name, None)


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
    who: Actor | None = g.get("actor")
    if who is None:
        row = current()
        who = g.actor = Actor(row.person_id, frozenset(row.roles), row.team_ids, row.name, row.staff_number)
    return who


def duty_now() -> DutyNow:
    """Return what tells who is on duty now, by everybody's switch or by the rota."""
    return DutyNow(master_data(), now())


def master_data() -> Reference:
    """Return the master data as this request found it: its stamp came along with the session.

    Raises:
        Forbidden: nobody is signed in.
    """
    return reference(db.session(), current().stamp)


def call(*, keyed: bool = True, source: str | None = None) -> Call:
    """Return the caller of an action: this person, now, with the form's key (decision 23).

    Arguments:
        keyed: whether the form's key is handed on; not for steps that may be repeated freely.
        source: the door, `phone` for the engineer's pages.
    """
    who = replace(actor(), source=source) if source else actor()
    key = forms.request_key() if keyed else ""
    return Call(by=who, now=now(), key=key, body_hash=forms.body_hash() if key else "")


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


def install(app: Flask) -> None:
    """Connect languages, the person and the template variables."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans_CN")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    babel = Babel(app, locale_selector=choose_locale, timezone_selector=choose_zone)
    words.install(app, babel)
    manager = LoginManager()
    manager.session_protection = None  # type: ignore[assignment] - how Flask-Login is told none
    manager.init_app(app, add_context_processor=False)

    @manager.request_loader
    def visitor(_request: object) -> Visitor | None:
        row = load_visitor()
        return Visitor(row) if row else None
