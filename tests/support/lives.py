"""What is stored of a ticket, without what tells it from another one that lived alike."""

from sqlalchemy import select

from sladesk.db import db
from sladesk.models import Breach, ChainRun, ChainStep, Clock, ClockEntry, Event, Notice, Pause, Ticket
from tests.support import desk

TABLES = (Breach, ChainRun, ChainStep, Clock, Event, Notice, Pause)
#: What differs between two tickets that lived alike.
OWN = {"id", "ticket_id", "cycle_id", "clock_id", "key", "number", "data", "event_id"}


def lived(number: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is stored of a ticket but its own keys."""
    ticket = desk.ticket(number)
    found: dict[str, list[tuple[object, ...]]] = {
        "ticket": [tuple(getattr(ticket, c.name) for c in Ticket.__table__.columns if c.name not in OWN)]
    }
    for model in TABLES:
        names = [c.name for c in model.__table__.columns if c.name not in OWN]
        rows = db.session.scalars(select(model).where(model.ticket_id == ticket.id).order_by(model.id))
        found[model.__tablename__] = sorted((tuple(getattr(row, n) for n in names) for row in rows), key=repr)
    lines = db.session.scalars(
        select(ClockEntry).join(Clock, Clock.id == ClockEntry.clock_id).where(Clock.ticket_id == ticket.id)
    )
    found["line"] = sorted(
        ((e.seq, e.kind, e.effective_at, e.recorded_at, e.due_after, e.event_id is None) for e in lines),
        key=repr,
    )
    db.session.rollback()
    return found


def registered(count: int) -> list[str]:
    """Register tickets that live alike: urgent and not, with owner and without, in turn by twos."""
    made = [
        desk.register(priority=("urgent", "medium")[n // 2 % 2], owner=("lina", None)[n // 4 % 2])
        for n in range(count)
    ]
    db.session.rollback()
    return made
