"""The way into the area: what asks for attention, and where everything is."""

from flask import current_app, render_template

from sladesk.config import Config
from sladesk.queries import system
from sladesk.web.admin import calendars
from sladesk.web.admin.pages import blueprint


@blueprint.get("")
def home() -> str:
    """Show the groups of settings, above them what should be looked at."""
    config: Config = current_app.config["SLADESK"]
    missing = [line for line in calendars.lines() if line.missing]
    return render_template(
        "admin/home.html",
        missing=missing,
        dead=system.job_counts().get("dead", 0),
        http=not config.https,
        engine=system.engine(),
    )
