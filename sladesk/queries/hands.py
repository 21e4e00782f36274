"""Who caused what a clock's ledger says (R3.8)."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.models import ClockEntry, Event


def hands(session: Session, clock_ids: Iterable[int]) -> dict[int, dict[int, int | None]]:
    """Return by clock and by its rows' `seq` who did what is behind them; None is the system."""
    found = (
        select(ClockEntry.clock_id, ClockEntry.seq, Event.actor_id)
        .join(Event, Event.id == ClockEntry.event_id)
        .where(ClockEntry.clock_id.in_(tuple(clock_ids)))
    )
    caused: dict[int, dict[int, int | None]] = {}
    for clock, seq, actor in session.execute(found):
        caused.setdefault(clock, {})[seq] = actor
    return caused
