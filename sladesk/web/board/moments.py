"""Which moment the board shows, and in a word what it shows."""

from sladesk.queries import board_counts
from sladesk.queries.board import Days
from sladesk.queries.board_sign import Sign
from sladesk.queries.reference import Reference
from sladesk.web.format import now, zone


def stamp_of(sign: Sign, ref: Reference) -> str:
    """Return in a word what the page shows; the minute is in it, because amounts of time change."""
    kept = f".{sign.mark}" if board_counts.holds(sign, days(), ref) else ""
    return f"{sign.text}{kept}-{int(now().timestamp()) // 60:x}"


def days() -> Days:
    """Return the present with the beginnings of today and yesterday in the site's zone."""
    return Days.at(now(), zone())
