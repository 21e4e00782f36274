"""Which waiting holds which clock (R3.6), and what that says of the stretches a ticket has waited.

A pause stops the resolution only, unless the policy names more: a ticket waiting for a part is still updated.
What a policy names stands in the target and is frozen with it in the clock's ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sladesk.domain.sla import ledger
from sladesk.domain.sla.entries import ClockState, ClockStatus, Data, Entry
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Hole, Target

#: Ways of waiting, as the ticket's status says them.
WAITS = ("waiting_customer", "waiting_parts")
_USUAL: Mapping[str, tuple[str, ...]] = {ClockKind.RESOLUTION: WAITS}


def usual(kind: str) -> tuple[str, ...]:
    """Return the ways of waiting that hold a kind of clock where its policy names none."""
    return _USUAL.get(kind, ())


def held_by(kind: str, target: Target) -> tuple[str, ...]:
    """Return the ways of waiting that hold a clock."""
    return usual(kind) if target.held_by is None else target.held_by


def named(kind: str, ways: Iterable[str]) -> tuple[str, ...] | None:
    """Return what a target stores: the ways in their order; None where they are the usual ones."""
    chosen = set(ways)
    found = tuple(way for way in WAITS if way in chosen)
    return None if found == usual(kind) else found


def stands(kind: str, target: Target, status: str) -> bool:
    """Whether a clock stands still while its ticket has a status."""
    return status in held_by(kind, target)


def follow(kind: str, state: ClockState, status: str, now: int, data: Data) -> tuple[Entry, ...]:
    """Return what lets a clock that has just got its target stand still or go on as that says.

    From now on only: what has been counted stays counted (R3.7).

    Arguments:
        status: of its ticket.
        data: of the row that says it stands still, with the reason the ticket waits for.
    """
    held = stands(kind, state.target, status)
    if held and state.state is ClockStatus.RUNNING:
        return ledger.pause(state, now, now, data)
    if not held and state.state is ClockStatus.PAUSED:
        return ledger.resume(state, now, now)
    return ()


def other_ways(kind: str, tried: Target | None, present: Target | None) -> tuple[str, ...] | None:
    """Return what holds a clock by one target, None where another one says the same or there is none."""
    if tried is None or (present is not None and held_by(kind, tried) == held_by(kind, present)):
        return None
    return held_by(kind, tried)


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch a ticket waited, in epoch seconds; `end` is None while it lasts."""

    start: int
    end: int | None
    status: str
    reason: str


def clipped(waits: Iterable[Wait], ways: Iterable[str], start: int, end: int) -> tuple[Hole, ...]:
    """Return the holes that some ways of waiting cut into [start, end); waits follow one another."""
    held = set(ways)
    cut = (
        (max(w.start, start), end if w.end is None else min(w.end, end)) for w in waits if w.status in held
    )
    return tuple((begin, finish) for begin, finish in cut if begin < finish)


@dataclass(frozen=True, slots=True)
class Waited:
    """A stretch of waiting beside one clock.

    Arguments:
        holds: the clock stood still in it, or in a part of it.
        why: `usual`, `policy` (its policy names what holds it) or `then` (the rules were others then).
    """

    wait: Wait
    holds: bool
    why: str

    def during(self, start: int, end: int | None) -> bool:
        """Whether some of it falls into [start, end); without an end, into what follows the start."""
        wait = self.wait
        return (end is None or wait.start < end) and (wait.end is None or start < wait.end)


def beside(
    kind: str, target: Target, waits: Iterable[Wait], holes: Iterable[tuple[int, int | None]]
) -> tuple[Waited, ...]:
    """Return how stretches of waiting stand to a clock.

    Arguments:
        waits: those that began before the clock was over and ended after it began.
        holes: when the clock stood still by its ledger; an open one has no end.
    """
    stood, found = tuple(holes), list[Waited]()
    for wait in waits:
        now = Waited(
            wait, wait.status in held_by(kind, target), "usual" if target.held_by is None else "policy"
        )
        holds = any(now.during(start, end) for start, end in stood)
        found.append(now if now.holds == holds else Waited(wait, holds, "then"))
    return tuple(found)
