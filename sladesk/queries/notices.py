"""A person's notices, newest first, unread ones before all others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.models import ChainRun, Clock, Notice, Ticket
from sladesk.queries.scope import visible

#: How many the page shows.
SHOWN = 100


@dataclass(frozen=True)
class NoticeRow:
    """One notice; `number` is None when it is about no ticket.

    A ticket that was handed on since may be out of reach (`seen` is false): what it says now is left out.
    """

    id: int
    kind: str
    data: Mapping[str, object]
    number: str | None
    summary: str
    created_at: datetime
    read: bool
    seen: bool


def of_person(actor: Actor) -> list[NoticeRow]:
    """Return what somebody was told, at most `SHOWN`, in one statement."""
    rows = db.session.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.data,
            Ticket.number,
            Ticket.summary,
            Notice.created_at,
            Notice.read_at,
            visible(actor).label("seen"),
        )
        .outerjoin(Ticket, Ticket.id == Notice.ticket_id)
        .where(Notice.person_id == actor.person_id)
        .order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id.desc())
        .limit(SHOWN)
    )
    return [
        NoticeRow(
            key,
            kind,
            data,
            number,
            summary if seen and number else "",
            created_at,
            read_at is not None,
            bool(seen),
        )
        for key, kind, data, number, summary, created_at, read_at, seen in rows
    ]


def to_take(clocks: Collection[int]) -> frozenset[int]:
    """Return those of some missed clocks whose chain goes on until somebody takes it (R3.9)."""
    if not clocks:
        return frozenset()
    found = (
        select(ChainRun.clock_id)
        .join(Clock, Clock.id == ChainRun.clock_id)
        .where(ChainRun.clock_id.in_(clocks), ChainRun.taken_at.is_(None))
        .where(Clock.state.in_(("running", "paused")), Clock.breached_at.is_not(None))
    )
    return frozenset(db.session.scalars(found))
