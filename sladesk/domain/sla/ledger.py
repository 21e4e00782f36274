"""What may happen to a clock: each decision returns the rows to append, oldest first, and changes nothing.

A clock is its ledger. An action loads the rows, folds them, asks for one decision, stores the rows it returns
and folds on with `follow` (decisions 8 and 9). All times are epoch seconds: `at` is the true one, `recorded`
the server's.
"""

from collections.abc import Sequence

from sladesk.domain.sla.entries import ClockState, ClockStatus, Data, Entry, EntryKind
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.folding import Tables, fold, follow, latest, table_of
from sladesk.domain.sla.targets import Target, due

__all__ = [
    "ClockState",
    "ClockStatus",
    "Entry",
    "EntryKind",
    "Tables",
    "begin",
    "cancel",
    "correct",
    "fold",
    "follow",
    "pause",
    "resume",
    "retarget",
    "run_on",
    "settle",
    "stop",
    "told",
]


def begin(target: Target, at: int, recorded: int, data: Data | None = None) -> tuple[Entry, ...]:
    """Start a clock at its true time `at` (R3.12). Raises ImpossibleOrder("in_the_future")."""
    _not_ahead(at, recorded)
    return (Entry(1, EntryKind.START, at, recorded, target, data or {}),)


def told(start: int, end: int, recorded: int, *, met: bool) -> tuple[Entry, ...]:
    """Write down what another desk decided: met, or missed by the time it ended (decision 33).

    Target and calendar are not known, so the clock was never due and counts no time. A breach is dated at the
    end, the first instant at which it is known.
    """
    _not_ahead(end, recorded)
    begun = begin(Target(0, told=True), start, recorded)
    kinds = (EntryKind.STOP,) if met else (EntryKind.BREACH, EntryKind.STOP)
    return (*begun, *(Entry(2 + n, kind, end, recorded) for n, kind in enumerate(kinds)))


def settle(state: ClockState, now: int) -> tuple[Entry, ...]:
    """Record a breach that has already happened, dated at the due time, not at the sweep.

    An event at the due instant is in time: the breach exists from the second after. Paused, nothing breaks.
    """
    if state.state is not ClockStatus.RUNNING or state.breached_at is not None:
        return ()
    if state.due_at is None or now <= state.due_at:
        return ()
    return (Entry(state.entries + 1, EntryKind.BREACH, state.due_at, now),)


def pause(state: ClockState, at: int, recorded: int, data: Data | None = None) -> tuple[Entry, ...]:
    """Stop counting from `at`, never before what already happened; `data` carries the reason (R3.6)."""
    _not_ahead(at, recorded)
    if state.state is not ClockStatus.RUNNING:
        raise ImpossibleOrder("not_running")
    if at < latest(state):
        raise ImpossibleOrder("pause_in_the_past")
    return _after(settle(state, at), state, EntryKind.PAUSE, at, recorded, data=data)


def resume(state: ClockState, at: int, recorded: int, data: Data | None = None) -> tuple[Entry, ...]:
    """Count again from `at`; the open time since the pause has become a hole."""
    _not_ahead(at, recorded)
    if state.pause_since is None:
        raise ImpossibleOrder("not_paused")
    if at < latest(state):
        raise ImpossibleOrder("resume_before_pause")
    return _after((), state, EntryKind.RESUME, at, recorded, data=data)


def retarget(
    state: ClockState, target: Target, at: int, recorded: int, data: Data | None = None
) -> tuple[Entry, ...]:
    """Give a running or paused clock another target; start and pauses stay, what is decided stays (R3.7).

    No row for a clock that is over, late or has this target already. Settle again afterwards: the new due
    time may lie in the past. `data` says why.
    """
    _not_ahead(at, recorded)
    late = settle(state, at)
    if late or not state.going or state.breached_at is not None or state.target == target:
        return late
    if at < latest(state):
        raise ImpossibleOrder("retarget_in_the_past")
    return _after((), state, EntryKind.RETARGET, at, recorded, target=target, data=data)


def stop(state: ClockState, at: int, recorded: int, data: Data | None = None) -> tuple[Entry, ...]:
    """The awaited event happened at its true time `at`, perhaps long before it was `recorded` (offline).

    Judged by what had truly happened at `at`: later pauses and retargets count for nothing. Adds the breach
    when late, and withdraws one recorded in the meantime when in time after all (decision 8).
    """
    return _ended(state, EntryKind.STOP, at, recorded, data)


def cancel(state: ClockState, at: int, recorded: int, data: Data | None = None) -> tuple[Entry, ...]:
    """End a clock without an answer (void ticket, promise replaced); a breach before `at` stays on record."""
    return _ended(state, EntryKind.CANCEL, at, recorded, data)


def correct(
    state: ClockState, seq: int, at: int, *, recorded: int, tables: Tables, data: Data | None = None
) -> tuple[Entry, ...]:
    """Move a start, pause, resume or stop to its true time and draw the consequences for the breach.

    Raises ImpossibleOrder("not_correctable") for a row that counts for nothing: a stop that was struck out
    would come to life again.
    """
    _not_ahead(at, recorded)
    if not any(step.rows[-1].seq == seq for step in state.trail()):
        raise ImpossibleOrder("not_correctable")
    return _correction(state, {**(data or {}), "seq": seq, "at": at}, at, recorded, tables)


def run_on(state: ClockState, recorded: int, tables: Tables, data: Data | None = None) -> tuple[Entry, ...]:
    """Strike out the stop: the clock runs on as if it had never stopped (verification failed, R4.7)."""
    if state.state is not ClockStatus.STOPPED:
        raise ImpossibleOrder("not_stopped")
    stopped = max(row.seq for row in state.rows if row.kind is EntryKind.STOP)
    return _correction(state, {**(data or {}), "seq": stopped, "void": 1}, recorded, recorded, tables)


def _ended(
    state: ClockState, kind: EntryKind, at: int, recorded: int, data: Data | None
) -> tuple[Entry, ...]:
    _not_ahead(at, recorded)
    if not state.going:
        raise ImpossibleOrder("not_going")
    then = state.as_of(at)
    limit = then.limit_at
    late = limit is not None and at > limit
    before: tuple[Entry, ...] = ()
    if limit is not None and at > limit and state.breached_at is None:
        before = _after((), state, EntryKind.BREACH, limit, recorded)
    rows = _after(before, state, kind, at, recorded, data=data)
    if state.breached_at is None or late:
        return rows
    return _after(rows, state, EntryKind.WITHDRAW, at, recorded)


def _correction(state: ClockState, data: Data, at: int, recorded: int, tables: Tables) -> tuple[Entry, ...]:
    rows = _after((), state, EntryKind.CORRECT, at, recorded, data=data)
    after = follow(state, rows, tables)
    missed = _missed(after, recorded, tables)
    if missed == after.breached_at:
        return rows
    if after.breached_at is not None:
        rows = _after(rows, state, EntryKind.WITHDRAW, recorded, recorded)
    return rows if missed is None else _after(rows, state, EntryKind.BREACH, missed, recorded)


def _missed(state: ClockState, now: int, tables: Tables) -> int | None:
    """The due time that was missed by start, target and holes alone, whatever was recorded before."""
    end = next((at for at in (state.stopped_at, state.pause_since) if at is not None), now)
    due_at = due(state.started_at, state.target, table_of(state.target, tables), state.holes)
    return due_at if end > due_at else None


def _after(
    rows: Sequence[Entry],
    state: ClockState,
    kind: EntryKind,
    at: int,
    recorded: int,
    *,
    target: Target | None = None,
    data: Data | None = None,
) -> tuple[Entry, ...]:
    return (*rows, Entry(state.entries + len(rows) + 1, kind, at, recorded, target, data or {}))


def _not_ahead(at: int, recorded: int) -> None:
    if at > recorded:
        raise ImpossibleOrder("in_the_future")
