"""Stored clocks beside their ledgers, read back and worked out by the independent oracle."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from sladesk.db import db
from sladesk.domain.sla.instants import to_epoch
from sladesk.models import CalendarVersion, Clock, ClockEntry
from tests.domain.oracle import recompute

Ledger = list[dict[str, object]]


def stored(keys: Collection[int] = ()) -> list[tuple[Clock, Ledger]]:
    """Return clocks with their ledgers as the oracle reads them; all of them where no keys are given."""
    db.session.rollback()
    clocks, lines = select(Clock).order_by(Clock.id), select(ClockEntry)
    if keys:
        clocks, lines = clocks.where(Clock.id.in_(keys)), lines.where(ClockEntry.clock_id.in_(keys))
    ledgers: dict[int, Ledger] = {}
    for row in db.session.scalars(lines.order_by(ClockEntry.clock_id, ClockEntry.seq)):
        ledgers.setdefault(row.clock_id, []).append(
            {
                "seq": row.seq,
                "kind": row.kind,
                "effective_at": to_epoch(row.effective_at),
                "target": row.target,
                "data": row.data,
            }
        )
    return [(clock, ledgers[clock.id]) for clock in db.session.scalars(clocks)]


def specs() -> dict[str, dict[str, object]]:
    """Return the calendars as the oracle reads them."""
    return {str(v.id): v.spec for v in db.session.scalars(select(CalendarVersion))}


def told_by_row(clock: Clock) -> dict[str, object]:
    """Return what a clock's row says of what the oracle works out."""
    return {
        "state": clock.state,
        "due_at": to_epoch(clock.due_at) if clock.due_at else None,
        "breached_at": to_epoch(clock.breached_at) if clock.breached_at else None,
        "stopped_at": to_epoch(clock.stopped_at) if clock.stopped_at else None,
        "open_seconds": clock.open_seconds,
        "plain_seconds": clock.plain_seconds,
    }


def otherwise(keys: Collection[int] = ()) -> Iterator[str]:
    """Name the clocks of which the oracle says something else."""
    calendars = specs()
    for clock, ledger in stored(keys):
        answer, told = recompute(ledger, calendars), told_by_row(clock)
        if told != {name: answer[name] for name in told}:
            yield f"clock {clock.id} ({clock.kind}): {told}, not {answer}: {ledger}"
