"""Random lives of tickets on both engines, their ledgers read back and recomputed by the independent oracle.

Many tickets are driven side by side through every verb that touches a clock; calendars and policies change
under them. What the database then holds must be what the oracle works out from the ledger rows alone.
"""

from sqlalchemy import select

from sladesk.db import db
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.ledger import EntryKind
from sladesk.models import CalendarVersion, Clock, ClockEntry
from tests.domain.oracle import recompute
from tests.support.storm import blow

#: Tickets on each engine: 300 lives of 30 steps altogether.
TICKETS, STEPS = 150, 30


def stored() -> list[tuple[Clock, list[dict[str, object]]]]:
    """Every clock with its ledger as the oracle reads it."""
    db.session.rollback()
    ledgers: dict[int, list[dict[str, object]]] = {}
    for row in db.session.scalars(select(ClockEntry).order_by(ClockEntry.clock_id, ClockEntry.seq)):
        ledgers.setdefault(row.clock_id, []).append(
            {
                "seq": row.seq,
                "kind": row.kind,
                "effective_at": to_epoch(row.effective_at),
                "target": row.target,
                "data": row.data,
            }
        )
    return [(clock, ledgers[clock.id]) for clock in db.session.scalars(select(Clock).order_by(Clock.id))]


def specs() -> dict[str, dict[str, object]]:
    return {str(v.id): v.spec for v in db.session.scalars(select(CalendarVersion))}


def told_by_row(clock: Clock) -> dict[str, object]:
    return {
        "state": clock.state,
        "due_at": to_epoch(clock.due_at) if clock.due_at else None,
        "breached_at": to_epoch(clock.breached_at) if clock.breached_at else None,
        "stopped_at": to_epoch(clock.stopped_at) if clock.stopped_at else None,
        "open_seconds": clock.open_seconds,
        "plain_seconds": clock.plain_seconds,
    }


def test_the_oracle_agrees_with_every_stored_clock_and_finds_a_dropped_pause() -> None:
    seen: dict[str, int] = {}
    blow(20261119, TICKETS, STEPS)
    calendar_json, kept = specs(), stored()
    for clock, ledger in kept:
        answer = recompute(ledger, calendar_json)
        told = told_by_row(clock)
        assert told == {name: answer[name] for name in told}, (clock.kind, ledger)
        for entry in ledger:
            seen[str(entry["kind"])] = seen.get(str(entry["kind"]), 0) + 1
    assert set(EntryKind) <= seen.keys()
    assert any(differs_without_its_pauses(clock, ledger, calendar_json) for clock, ledger in kept)


def differs_without_its_pauses(
    clock: Clock, ledger: list[dict[str, object]], calendar_json: dict[str, dict[str, object]]
) -> bool:
    """Whether the oracle tells a seeded fault: a ledger that has lost its pauses, with where they ended."""
    kinds = [entry["kind"] for entry in ledger]
    if "pause" not in kinds or kinds.count("resume") != kinds.count("pause"):
        return False
    cut = [entry for entry in ledger if entry["kind"] not in {"pause", "resume"}]
    wrong = recompute([{**entry, "seq": place} for place, entry in enumerate(cut, 1)], calendar_json)
    told = told_by_row(clock)
    return told != {name: wrong[name] for name in told}
