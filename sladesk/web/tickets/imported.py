"""Where an imported ticket comes from, and what its source decided of it (decision 33)."""

from dataclasses import dataclass

from sladesk.web.labels import label
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class Imported:
    """The source of a ticket and its number there; `verdicts`: a sentence for each decision of the source."""

    source: str
    ref: str
    verdicts: tuple[str, ...]
    read_only: bool


def imported_view(scene: Scene) -> Imported | None:
    """Return where the ticket comes from, None when it was registered here."""
    ticket = scene.ticket
    if ticket.external_source is None or ticket.external_ref is None:
        return None
    told = tuple(
        _("By its source %(kind)s was late.", kind=label(row.clock.kind, "clock"))
        if row.clock.breached_at
        else _("By its source %(kind)s was in time.", kind=label(row.clock.kind, "clock"))
        for row in scene.clocks
        if row.told and row.clock.cycle_id == scene.row.cycle.id
    )
    return Imported(ticket.external_source, ticket.external_ref, told, ticket.read_only)
