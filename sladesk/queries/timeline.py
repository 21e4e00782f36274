"""The entries of a ticket's timeline with their words, a bounded number at a time (R4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from sladesk.db import db
from sladesk.models import Event, EventText

#: How many entries a page holds; earlier ones are asked for.
WINDOW = 200


@dataclass(frozen=True)
class Entry:
    """One event with its texts; instants are aware."""

    id: int
    seq: int
    cycle_no: int
    kind: str
    actor_id: int | None
    occurred_at: datetime
    recorded_at: datetime
    source: str
    informed: bool
    corrects_id: int | None
    data: Mapping[str, object]
    texts: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Timeline:
    """Entries in order of their number, and whether there are earlier ones."""

    entries: tuple[Entry, ...]
    more: bool

    @property
    def first(self) -> int:
        """Number of the first entry held."""
        return self.entries[0].seq if self.entries else 0


def timeline(
    ticket_id: int,
    *,
    after: int = 0,
    before: int | None = None,
    limit: int = WINDOW,
    ids: frozenset[int] = frozenset(),
) -> Timeline:
    """Return the newest entries of a ticket in one statement.

    Arguments:
        after: only entries with a higher number (live look), and those of `ids`.
        before: only entries with a lower number (earlier ones).
        limit: how many at most.
    """
    chosen = Event.seq > after
    if ids:
        chosen = chosen | Event.seq.in_(ids)
    picked = select(Event).where(Event.ticket_id == ticket_id, chosen)
    if before is not None:
        picked = picked.where(Event.seq < before)
    window = picked.order_by(Event.seq.desc()).limit(limit + 1).subquery()
    rows = db.session.execute(
        select(window, EventText.field, EventText.body)
        .outerjoin(EventText, EventText.event_id == window.c.id)
        .order_by(window.c.seq)
    ).all()
    entries: dict[int, Entry] = {}
    for row in rows:
        if row.id not in entries:
            entries[row.id] = Entry(
                id=row.id,
                seq=row.seq,
                cycle_no=row.cycle_no,
                kind=row.kind,
                actor_id=row.actor_id,
                occurred_at=row.occurred_at,
                recorded_at=row.recorded_at,
                source=row.source,
                informed=row.customer_informed,
                corrects_id=row.corrects_id,
                data=row.data,
            )
        if row.field is not None:
            entries[row.id].texts[row.field] = row.body
    found = tuple(entries.values())
    more = len(found) > limit
    return Timeline(found[1:] if more else found, more)
