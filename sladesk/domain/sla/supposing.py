"""What a clock would do if things went otherwise: another target, a wait, an answer (R3.8); no writing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sladesk.domain.sla import ledger
from sladesk.domain.sla.entries import ClockState, ClockStatus, EntryKind
from sladesk.domain.sla.folding import Tables, fold, follow, table_of
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.story import imagine
from sladesk.domain.sla.targets import Target, due

#: Clocks that an answer to the customer stops, and the one it starts anew (R3.4, R3.12).
_ANSWERED = frozenset({ClockKind.ANSWER, ClockKind.FIRST_RESPONSE, ClockKind.ASSIGNMENT_WAIT})


@dataclass(frozen=True)
class Supposition:
    """What is supposed; times in epoch seconds.

    Arguments:
        targets: the target each kind would have; a kind that is missing keeps its own.
        waits: kinds that stand still from now until `until`.
        answered: when the customer is answered.
        unpaused: pauses that were taken already count for nothing.
    """

    targets: Mapping[ClockKind, Target] = field(default_factory=dict[ClockKind, Target])
    waits: frozenset[str] = frozenset()
    until: int | None = None
    answered: int | None = None
    unpaused: bool = False


class Effect(StrEnum):
    """What would become of a clock."""

    DECIDED = "decided"
    SAME = "same"
    MOVED = "moved"
    KEPT = "kept"
    MISSED = "missed"
    RESTARTED = "restarted"


@dataclass(frozen=True)
class Outcome:
    """Due times as it stands and as supposed, in epoch seconds; `spare` is what is left at an answer.

    While paused the due time is the one if the pause ended now. late: the supposed due time has passed.
    """

    effect: Effect
    before: int | None
    after: int | None
    spare: int = 0
    late: bool = False


def suppose(state: ClockState, kind: ClockKind, wish: Supposition, now: int, tables: Tables) -> Outcome:
    """Return what a clock would do; one that is decided or late already stays as it is (R3.7).

    Raises ImpossibleOrder for a wait that ends before it begins.
    """
    if not state.going or state.breached_at is not None or state.target.told:
        return Outcome(Effect.DECIDED, state.due_at, state.due_at)
    before = _due(state, now, tables)
    pauses = [row.seq for row in state.rows if row.kind is EntryKind.PAUSE] if wish.unpaused else []
    then = imagine(state, tables, target=wish.targets.get(kind), without=pauses)
    if wish.answered is not None and kind is ClockKind.UPDATE and wish.answered > then.started_at:
        fresh = fold(ledger.begin(then.target, wish.answered, wish.answered), tables)
        return Outcome(Effect.RESTARTED, before, _due(fresh, wish.answered, tables))
    if wish.until is not None and kind in wish.waits:
        then = _waited(then, now, wish.until, tables)
    after = _due(then, now, tables)
    if wish.answered is not None and kind in _ANSWERED:
        in_time = wish.answered <= after
        return Outcome(Effect.KEPT if in_time else Effect.MISSED, before, after, after - wish.answered)
    return Outcome(Effect.SAME if after == before else Effect.MOVED, before, after, late=after < now)


def _waited(state: ClockState, now: int, until: int, tables: Tables) -> ClockState:
    """The clock after a wait that begins now, or one it is in already, has ended."""
    held = state
    if state.state is ClockStatus.RUNNING:
        at = max(now, state.rows[-1].effective_at)
        held = follow(state, ledger.pause(state, at, at), tables)
    return follow(held, ledger.resume(held, until, until), tables)


def _due(state: ClockState, now: int, tables: Tables) -> int:
    if state.due_at is not None:
        return state.due_at
    holes = state.holes
    if state.pause_since is not None and now > state.pause_since:
        holes = (*holes, (state.pause_since, now))
    return due(state.started_at, state.target, table_of(state.target, tables), holes)
