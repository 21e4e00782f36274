"""Other lengths for the targets of a policy set, and what they would do to a clock that runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sladesk.domain.sla import ledger
from sladesk.domain.sla.folding import Tables, follow, table_of
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import ClockState
from sladesk.domain.sla.policies import Policy
from sladesk.domain.sla.targets import Target, due

#: The lengths a target has: the usual one, after the next opening, at the peak.
PARTS = ("seconds", "after_opening_seconds", "peak_seconds")
Key = tuple[str, str, str]
Revision = Mapping[Key, int]
"""Seconds by policy code, kind and part."""


def field_name(policy: str, kind: str, part: str) -> str:
    """Return the name a length has in forms."""
    return f"t.{policy}.{kind}.{part}"


def revised(policies: Iterable[Policy], revision: Revision) -> tuple[Policy, ...]:
    """Return the policies with other lengths."""
    return tuple(
        replace(
            policy,
            targets={kind: _with(policy.code, kind, t, revision) for kind, t in policy.targets.items()},
        )
        for policy in policies
    )


def _with(code: str, kind: ClockKind, target: Target, revision: Revision) -> Target:
    return replace(
        target,
        seconds=revision.get((code, kind, "seconds"), target.seconds),
        after_opening_seconds=revision.get(
            (code, kind, "after_opening_seconds"), target.after_opening_seconds or 0
        )
        if target.after_opening_seconds is not None
        else None,
        peak_seconds=revision.get((code, kind, "peak_seconds"), target.peak_seconds or 0)
        if target.peak_seconds is not None
        else None,
    )


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
