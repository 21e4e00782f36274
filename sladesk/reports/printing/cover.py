"""What a review covers, as its cover says it."""

from flask_babel import gettext as _

from sladesk.reports.document import Document
from sladesk.reports.saying import count


def scope(document: Document) -> str:
    """Return what the figures are of: the whole department, and how much of it had tickets."""
    counts = {
        "n": document.balance.requested,
        "channels": sum(bool(line.tickets) for line in document.channels),
        "groups": sum(line.by == "team" and bool(line.tickets) for line in document.groups),
    }
    said = {name: count(n) for name, n in counts.items()}
    if not counts["n"]:
        return _("All channels, products and groups")
    if not counts["groups"]:
        return _("All channels, products and groups (tickets: %(n)s; channels: %(channels)s)", **said)
    return _(
        "All channels, products and groups (tickets: %(n)s; channels: %(channels)s; groups: %(groups)s)",
        **said,
    )
