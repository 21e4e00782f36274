"""Rows of a clock's ledger and the frozen state they fold into (decision 9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.targets import Hole, Target

Data = Mapping[str, int | str]


class EntryKind(StrEnum):
    """What a ledger row says; rows are only ever appended."""

    START = "start"
    RETARGET = "retarget"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    BREACH = "breach"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    CORRECT = "correct"


VERDICTS = frozenset({EntryKind.BREACH, EntryKind.WITHDRAW, EntryKind.CORRECT})
"""Rows about what has happened; the others are happenings with a true time of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One ledger row. Times are epoch seconds: `effective_at` is the true one, `recorded_at` the server's.

    target: with start and retarget. data: ids, codes and numbers ("reason" of a pause, "why" of a retarget,
    "seq" and "at" or "void" of a correction).
    """

    seq: int
    kind: EntryKind
    effective_at: int
    recorded_at: int
    target: Target | None = None
    data: Data = field(default_factory=dict[str, int | str])


class ClockStatus(StrEnum):
    """What a clock does now; whether it is late is `breached_at`, not a status."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """What a ledger says as of its last row; times in epoch seconds.

    due_at, warn50_at, warn80_at: None while paused (a breached clock keeps the due time that was missed).
    breached_at: the due time that was missed, None when in time so far or withdrawn.
    limit_at: the due time by start, target and pauses alone, whatever breach rows say; while paused only one
    that lies before the pause (a shorter target given meanwhile), which is missed once the pause ends.
    open_seconds: counted time without pauses, plain_seconds: plain time with pauses; both once stopped.
    """

    state: ClockStatus
    started_at: int
    target: Target
    holes: tuple[Hole, ...] = ()
    pause_since: int | None = None
    due_at: int | None = None
    warn50_at: int | None = None
    warn80_at: int | None = None
    stopped_at: int | None = None
    breached_at: int | None = None
    limit_at: int | None = None
    open_seconds: int | None = None
    plain_seconds: int | None = None
    rows: tuple[Entry, ...] = field(compare=False, repr=False)
    previous: "ClockState | None" = field(default=None, compare=False, repr=False)

    @property
    def entries(self) -> int:
        """How many rows were folded; the next one gets this number plus one as its `seq`."""
        return len(self.rows)

    @property
    def going(self) -> bool:
        """Running or paused: still to be decided or still late."""
        return self.state in (ClockStatus.RUNNING, ClockStatus.PAUSED)

    @property
    def met(self) -> bool | None:
        """Whether the target was kept; None while undecided and for a cancelled clock that was not late."""
        if self.breached_at is not None:
            return False
        return True if self.state is ClockStatus.STOPPED else None

    def trail(self) -> Iterator["ClockState"]:
        """The states after each happening, newest first; a correction's times as if they had always stood."""
        state: ClockState | None = self
        while state is not None:
            if state.rows[-1].kind not in VERDICTS:
                yield state
            state = state.previous

    def as_of(self, at: int) -> "ClockState":
        """The state by what had truly happened at `at` (epoch seconds).

        Raises ImpossibleOrder("before_start").
        """
        for state in self.trail():
            if state.rows[-1].effective_at <= at:
                return state
        raise ImpossibleOrder("before_start")
