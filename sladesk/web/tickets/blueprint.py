"""The blueprint all modules of this room register on."""

from datetime import datetime

from flask import Blueprint

blueprint = Blueprint("ticket", __name__, url_prefix="/tickets/<number>")


@blueprint.app_template_filter("from_iso")
def from_iso(value: object) -> datetime | None:
    """Filter: the instant an event keeps as text; nothing for nothing."""
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
