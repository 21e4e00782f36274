"""Folding a clock's ledger into its state: the only reader of the rows (decision 9)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sladesk.domain.sla.calendars import CalendarTable
from sladesk.domain.sla.entries import ClockState, ClockStatus, Data, Entry, EntryKind
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.targets import Hole, Target, due, used, warnings

Tables = Callable[[str], CalendarTable]
"""From the key of a calendar version to its table."""

#: Happenings that can be moved to their true time.
CORRECTABLE = frozenset({EntryKind.START, EntryKind.PAUSE, EntryKind.RESUME, EntryKind.STOP})


def fold(entries: Iterable[Entry], tables: Tables) -> ClockState:
    """The state of a clock from its rows in order of `seq`.

    Raises ImpossibleOrder when the rows cannot have happened in this order.
    """
    state: ClockState | None = None
    for entry in entries:
        state = _first(entry, tables) if state is None else _next(state, entry, tables)
    if state is None:
        raise ImpossibleOrder("empty")
    return state


def follow(state: ClockState, entries: Iterable[Entry], tables: Tables) -> ClockState:
    """The state after some more rows."""
    for entry in entries:
        state = _next(state, entry, tables)
    return state


def table_of(target: Target, tables: Tables) -> CalendarTable | None:
    """The table a target counts on, None when it needs none."""
    return None if target.calendar is None else tables(target.calendar)


def latest(state: ClockState) -> int:
    """True time of the newest happening."""
    return next(state.trail()).rows[-1].effective_at


def _first(entry: Entry, tables: Tables) -> ClockState:
    if entry.kind is not EntryKind.START or entry.target is None:
        raise ImpossibleOrder("no_start")
    fresh = ClockState(
        state=ClockStatus.RUNNING, started_at=entry.effective_at, target=entry.target, rows=(entry,)
    )
    return _timed(fresh, tables)


def _next(state: ClockState, entry: Entry, tables: Tables) -> ClockState:
    rows = (*state.rows, entry)
    if entry.kind is EntryKind.CORRECT:
        again = _corrected(rows, entry, tables)
        return replace(again, rows=rows, previous=again)
    return replace(_HANDLERS[entry.kind](state, entry, tables), rows=rows, previous=state)


def _timed(state: ClockState, tables: Tables) -> ClockState:
    """Fill in due time and warnings of a running clock; a breached one keeps the due time it missed."""
    if state.target.told:
        return state
    table = table_of(state.target, tables)
    limit = due(state.started_at, state.target, table, state.holes)
    if state.breached_at is not None:
        return replace(state, due_at=state.breached_at, limit_at=limit, warn50_at=None, warn80_at=None)
    half, most = warnings(state.started_at, state.target, table, state.holes)
    return replace(state, due_at=limit, limit_at=limit, warn50_at=half, warn80_at=most)


def _silent(state: ClockState, tables: Tables) -> ClockState:
    """A paused clock warns of nothing and has no due time, unless it has missed one already."""
    ahead = due(state.started_at, state.target, table_of(state.target, tables), state.holes)
    limit = ahead if state.pause_since is not None and ahead < state.pause_since else None
    return replace(state, due_at=state.breached_at, limit_at=limit, warn50_at=None, warn80_at=None)


def _retargeted(state: ClockState, entry: Entry, tables: Tables) -> ClockState:
    if not state.going or entry.target is None:
        raise ImpossibleOrder("not_going")
    changed = replace(state, target=entry.target)
    return _silent(changed, tables) if state.state is ClockStatus.PAUSED else _timed(changed, tables)


def _paused(state: ClockState, entry: Entry, tables: Tables) -> ClockState:
    if state.state is not ClockStatus.RUNNING:
        raise ImpossibleOrder("not_running")
    if entry.effective_at < latest(state):
        raise ImpossibleOrder("pause_in_the_past")
    return _silent(replace(state, state=ClockStatus.PAUSED, pause_since=entry.effective_at), tables)


def _resumed(state: ClockState, entry: Entry, tables: Tables) -> ClockState:
    holes = _with_hole(state, entry.effective_at)
    running = replace(state, state=ClockStatus.RUNNING, holes=holes, pause_since=None)
    return _timed(running, tables)


def _with_hole(state: ClockState, at: int) -> tuple[Hole, ...]:
    if state.pause_since is None:
        raise ImpossibleOrder("not_paused")
    if at < state.pause_since:
        raise ImpossibleOrder("resume_before_pause")
    return (*state.holes, (state.pause_since, at)) if at > state.pause_since else state.holes


def _stopped(state: ClockState, entry: Entry, tables: Tables) -> ClockState:
    if not state.going:
        raise ImpossibleOrder("not_going")
    at = entry.effective_at
    then = state.as_of(at)
    ended = replace(
        then,
        state=ClockStatus.STOPPED if entry.kind is EntryKind.STOP else ClockStatus.CANCELLED,
        holes=then.holes if then.pause_since is None else _with_hole(then, at),
        pause_since=None,
        stopped_at=at,
        breached_at=state.breached_at,
    )
    if ended.target.told:
        return ended
    table = table_of(ended.target, tables)
    counted = used(ended.started_at, at, ended.target, table, ended.holes)
    timed = replace(_timed(ended, tables), warn50_at=None, warn80_at=None)
    return replace(timed, open_seconds=counted, plain_seconds=at - ended.started_at)


def _breached(state: ClockState, entry: Entry, _tables: Tables) -> ClockState:
    if state.breached_at is not None:
        raise ImpossibleOrder("already_breached")
    missed = entry.effective_at
    if state.target.told:
        return replace(state, breached_at=missed)
    return replace(state, breached_at=missed, due_at=missed, warn50_at=None, warn80_at=None)


def _withdrawn(state: ClockState, _entry: Entry, tables: Tables) -> ClockState:
    if state.breached_at is None:
        raise ImpossibleOrder("not_breached")
    clean = replace(state, breached_at=None)
    if state.state is ClockStatus.PAUSED:
        return _silent(clean, tables)
    timed = _timed(clean, tables)
    return timed if state.going else replace(timed, warn50_at=None, warn80_at=None)


def _corrected(rows: tuple[Entry, ...], entry: Entry, tables: Tables) -> ClockState:
    """Fold again with one row moved to its true time, or struck out; the corrections themselves drop out."""
    moved = {row.data.get("seq"): row.data for row in rows if row.kind is EntryKind.CORRECT}
    if not any(row.seq == entry.data.get("seq") and row.kind in CORRECTABLE for row in rows):
        raise ImpossibleOrder("not_correctable")
    told = [row for row in rows if row.kind is not EntryKind.CORRECT]
    return fold([true for row in told if (true := _true_row(row, moved.get(row.seq))) is not None], tables)


def _true_row(row: Entry, correction: Data | None) -> Entry | None:
    if correction is None:
        return row
    at = correction.get("at")
    return replace(row, effective_at=at) if isinstance(at, int) else None


_HANDLERS: Mapping[EntryKind, Callable[[ClockState, Entry, Tables], ClockState]] = {
    EntryKind.RETARGET: _retargeted,
    EntryKind.PAUSE: _paused,
    EntryKind.RESUME: _resumed,
    EntryKind.STOP: _stopped,
    EntryKind.CANCEL: _stopped,
    EntryKind.BREACH: _breached,
    EntryKind.WITHDRAW: _withdrawn,
}
