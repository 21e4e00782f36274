"""Other lengths for the targets of a policy set, and what they would do to a clock that runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sladesk.domain.sla import ledger
from sladesk.domain.sla.folding import Tables, follow, table_of
from sladesk.domain.sla.ledger import ClockState
from sladesk.domain.sla.targets import Target, due

#: The lengths a target has: the usual one, after the next opening, at the peak.
PARTS = ("seconds", "after_opening_seconds", "peak_seconds")
Key = tuple[str, str, str]
Revision = Mapping[Key, int]
"""Seconds by policy code, kind and part."""


def field_name(policy: str, kind: str, part: str) -> str:
    """Return the name a length has in forms."""
    return f"t.{policy}.{kind}.{part}"


@dataclass(frozen=True)
class Shift:
    """What another target does to a clock: due before and after in epoch seconds; late at once or not."""

    before: int
    after: int
    late: bool


def shift(state: ClockState, target: Target, now: int, tables: Tables) -> Shift | None:
    """Return how a going clock's due time moves under another target; None when it does not.

    Nothing is written: this asks the same decision as the recomputing job (R3.7, R3.11).
    """
    before = _due(state, tables)
    moved = follow(state, ledger.retarget(state, target, now, now), tables)
    after = _due(moved, tables)
    if before == after or moved.breached_at is not None:
        return None
    return Shift(before, after, late=moved.due_at is not None and after < now)


def _due(state: ClockState, tables: Tables) -> int:
    """A paused clock is judged as if it went on at the instant it was paused."""
    if state.due_at is not None:
        return state.due_at
    return due(state.started_at, state.target, table_of(state.target, tables), state.holes)
