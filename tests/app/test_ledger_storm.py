"""Random lives of tickets on both engines, their ledgers read back and recomputed by the independent oracle.

Many tickets are driven side by side through every verb that touches a clock; calendars and policies change
under them. What the database then holds must be what the oracle works out from the ledger rows alone.
"""

from sladesk.domain.sla.ledger import EntryKind
from sladesk.models import Clock
from tests.domain.oracle import recompute
from tests.support.ledgers import Ledger, specs, stored, told_by_row
from tests.support.storm import blow

#: Tickets on each engine: 300 lives of 30 steps altogether.
TICKETS, STEPS = 150, 30


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
    clock: Clock, ledger: Ledger, calendar_json: dict[str, dict[str, object]]
) -> bool:
    """Whether the oracle tells a seeded fault: a ledger that has lost its pauses, with where they ended."""
    kinds = [entry["kind"] for entry in ledger]
    if "pause" not in kinds or kinds.count("resume") != kinds.count("pause"):
        return False
    cut = [entry for entry in ledger if entry["kind"] not in {"pause", "resume"}]
    wrong = recompute([{**entry, "seq": place} for place, entry in enumerate(cut, 1)], calendar_json)
    told = told_by_row(clock)
    return told != {name: wrong[name] for name in told}
