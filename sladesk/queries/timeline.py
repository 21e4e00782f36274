"""The entries of a ticket's timeline with their words, a bounded number at a time (R4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Row, Select, Table, bindparam, or_, select
from sqlalchemy.orm import Session

from sladesk.db import db
from sladesk.models import Event, EventText

#: How many entries a page holds; earlier ones are asked for.
WINDOW = 200
_EVENT, _TEXT = cast(Table, Event.__table__), cast(Table, EventText.__table__)


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


@cache
def _statement(*, earlier: bool) -> Select[tuple[Any, ...]]:
    """Return the statement of `timeline`: putting it together costs more than running it."""
    picked = select(_EVENT).where(
        _EVENT.c.ticket_id == bindparam("ticket"), _EVENT.c.seq > bindparam("after")
    )
    if earlier:
        picked = picked.where(_EVENT.c.seq < bindparam("before"))
    window = picked.order_by(_EVENT.c.seq.desc()).limit(bindparam("limit", type_=Integer)).subquery()
    return (
        select(window, _TEXT.c.field, _TEXT.c.body)
        .outerjoin(_TEXT, _TEXT.c.event_id == window.c.id)
        .order_by(window.c.seq)
    )


def timeline(ticket_id: int, *, after: int = 0, before: int | None = None, limit: int = WINDOW) -> Timeline:
    """Return the newest entries of a ticket in one statement.

    Arguments:
        after: only entries with a higher number (live look).
        before: only entries with a lower number (earlier ones).
        limit: how many at most.
    """
    asked = {"ticket": ticket_id, "after": after, "limit": limit + 1}
    if before is not None:
        asked["before"] = before
    entries: dict[int, Entry] = {}
    for row in db.session.connection().execute(_statement(earlier=before is not None), asked):
        entry = entries.get(row.id)
        if entry is None:
            entry = entries[row.id] = _entry(row)
        if row.field is not None:
            entry.texts[row.field] = row.body
    found = tuple(entries.values())
    more = len(found) > limit
    return Timeline(found[1:] if more else found, more)


def words_now(session: Session, ticket_id: int, event_id: int, name: str) -> str | None:
    """Return the words of an entry as its last correction left them (R4.2).

    Arguments:
        name: which field of the entry.

    Returns:
        None when the entry has no such words.
    """
    rows = session.execute(
        select(Event.corrects_id, Event.data, EventText.field, EventText.body)
        .join(EventText, EventText.event_id == Event.id)
        .where(Event.ticket_id == ticket_id, or_(Event.id == event_id, Event.corrects_id == event_id))
        .order_by(Event.seq)
    )
    words: str | None = None
    for corrects, data, field_, body in rows:
        if (corrects is None and field_ == name) or (field_ == "after" and data.get("field") == name):
            words = body
    return words


def _entry(row: Row[Any]) -> Entry:
    return Entry(
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
