"""The application as people meet it: a demo shows its log-ins, and to this machine only (decision 27)."""

from flask import Flask, Response, request
from flask_babel import gettext as _
from sqlalchemy import inspect, select

from sladesk.actions.beginning import DEMO_MARK
from sladesk.app import create_app
from sladesk.config import Config, ConfigError
from sladesk.db import db
from sladesk.models import Setting
from sladesk.web.errors import error_answer, unread
from sladesk.web.format import now
from sladesk.web.site import forget, site
from sladesk.webserver import UNREAD


def is_demo() -> bool:
    """Whether the database of the open context was filled with the demo department; an empty one was not."""
    if not inspect(db.engine).has_table(Setting.__tablename__):
        return False
    return db.session.scalar(select(Setting.value).where(Setting.name == DEMO_MARK)) is not None


def guard(config: Config) -> None:
    """Keep a demo, whose passwords everybody knows, from other machines unless somebody wants it there.

    Raises:
        ConfigError: the address can be reached by others and nobody said `--demo`.
    """
    if config.loopback or config.demo:
        return
    raise ConfigError(
        "This database holds the demo department, whose passwords everybody knows, and this site "
        f"({config.bind}, {config.url}) can be reached by other machines: add  --demo  (or SLADESK_DEMO=1) "
        "to serve it there all the same, "
        "or begin a real site with  sladesk init  in another folder (SLADESK_DATA)."
    )


def application(config: Config) -> Flask:
    """Build the application for a web server; the database must answer.

    Raises:
        ConfigError: it is a demo that strangers could reach.
    """
    app = create_app(config)
    with app.app_context():
        marked = is_demo()
        db.session.remove()
        db.engine.dispose()
    if marked:
        guard(config)
    app.extensions[UNREAD] = unread(app)
    if config.loopback or config.demo:  # what everybody knows is not told to strangers all the same
        app.extensions["sladesk.demo_accounts"] = _accounts
    else:
        app.before_request(_keep_strangers_out)
    return app


def _keep_strangers_out() -> Response | None:
    """Serve nothing any more when a demo has come into the database while strangers can reach the server.

    Whether it has is known for some seconds; before a password is looked at it is asked anew.
    """
    if request.endpoint == "auth.sign_in":
        forget()
    if request.endpoint == "health.healthz" or not site(now()).is_demo:
        return None
    return error_answer(
        503,
        _("This is a demo, whose passwords everybody knows: it is not served to other machines."),
        code="demo",
    )


def _accounts(*, english: bool) -> tuple[tuple[str, str, str, str], ...]:
    """Return the log-ins of a demo; only a demo pays for reading its content."""
    from sladesk import demo

    return demo.accounts(english=english)
