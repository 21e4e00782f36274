"""HTTP in and out: thin handlers, one module per noun."""

from importlib import import_module

from flask import Flask, redirect, request
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from sladesk.config import Config
from sladesk.web import (
    assets,
    context,
    errors,
    format,
    forms,
    headers,
    htmx,
    inputs,
    labels,
    routes,
    row_html,
    shell,
    templating,
    turns,
)

#: Modules with a `blueprint`; add a line for a new noun, and rows to `web.routes`.
NOUNS = (
    "auth",
    "health",
    "queue",
    "lists",
    "list_steps",
    "search",
    "board",
    "reports",
    "tickets",
    "field",
    "files",
    "visits",
    "register",
    "customers",
    "department_tasks",
    "knowledge",
    "quality",
    "rota",
    "notices",
    "choosing",
    "admin",
)

#: Reachable although the password has to be changed first.
_BEFORE_PASSWORD = frozenset(
    {"auth.password", "auth.change_password", "auth.logout", "auth.language", "auth.theme", "auth.token"}
)
_TOKENS = CSRFProtect()


def connect(app: Flask) -> None:
    """Connect everything of the web layer; fails when a route has no permission."""
    config: Config = app.config["SLADESK"]
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)  # `_guard` asks, in its order
    app.config["PERMANENT_SESSION_LIFETIME"] = 30 * 86400
    templating.install(app, config)
    _TOKENS.init_app(app)
    for part in (htmx, inputs, format, labels, forms, errors, context, shell, row_html, turns):
        part.install(app)
    for part in (assets, headers):
        part.install(app, config)
    app.before_request(_guard)
    for noun in NOUNS:
        app.register_blueprint(import_module(f"sladesk.web.{noun}").blueprint)
    routes.check(app)


def _guard() -> Response | None:
    """Let nobody pass without what the route's row asks for.

    Who is here comes before the token: a session that ended took its token with it, and what has to be
    said then is that it ended (decision 22).
    """
    endpoint = request.endpoint
    if endpoint is None:
        return None
    public = routes.ROUTES[endpoint] == routes.PUBLIC
    row = None if public else context.load_visitor()
    if row is None and not public:
        return _turn_away()
    _TOKENS.protect()
    if row is None:
        return None
    if row.must_change_password and endpoint not in _BEFORE_PASSWORD:
        return htmx.go_to("/account/password") if htmx.is_htmx() else redirect("/account/password", 303)
    context.keep_alive()
    if not routes.may_reach(context.actor(), endpoint):
        return errors.error_answer(403)
    return None


def _turn_away() -> Response:
    if htmx.is_htmx() or request.method not in {"GET", "HEAD"}:
        return errors.signed_out()
    return redirect("/login" + ("" if request.path == "/" else f"?next={shell.quoted_here()}"))
