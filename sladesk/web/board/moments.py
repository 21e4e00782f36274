"""Which moment the board shows, and in a word what it shows."""

from datetime import timedelta

from sladesk.queries.board import Days, Sign
from sladesk.web.format import now, zone


def stamp_of(sign: Sign) -> str:
    """Return in a word what the page shows; the minute is in it, because amounts of time change."""
    return f"{sign.text}-{int(now().timestamp()) // 60:x}"


def days() -> Days:
    """Return the present with the beginnings of today and yesterday in the site's zone."""
    local = now().astimezone(zone())
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    before = (local - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Days(now(), today, before, local.date())
