"""Folding a clock's ledger into its state: the only reader of the rows (decision 9)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sladesk.domain.sla.calendars import CalendarTable
from sladesk.domain.sla.entries import ClockState, ClockStatus, Data, Entry, EntryKind
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.targets import Hole, Target, due, used, warnings

Tables = Callable[[str], CalendarTable]
"""From the key of a calendar version to its table."""
Changes = dict[str, Any]
"""Fields of a state that a row changes."""

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
    start, target = entry.effective_at, entry.target
    times = {} if target.told else _times(start, target, (), tables)
    return ClockState(state=ClockStatus.RUNNING, started_at=start, target=target, rows=(entry,), **times)


def _next(state: ClockState, entry: Entry, tables: Tables) -> ClockState:
    rows = (*state.rows, entry)
    if entry.kind is EntryKind.CORRECT:
        again = _corrected(rows, entry, tables)
        return replace(again, rows=rows, previous=again)
    if entry.kind in _ENDS:
        return replace(_stopped(state, entry, tables), rows=rows, previous=state)
    # One copy: making a state costs more than what is worked out for it.
    return replace(state, **_HANDLERS[entry.kind](state, entry, tables), rows=rows, previous=state)


def _times(start: int, target: Target, holes: tuple[Hole, ...], tables: Tables) -> Changes:
    """Due time and warnings of a running clock."""
    table = table_of(target, tables)
    limit, (half, most) = due(start, target, table, holes), warnings(start, target, table, holes)
    return {"due_at": limit, "limit_at": limit, "warn50_at": half, "warn80_at": most}


def _missed(state: ClockState, target: Target, holes: tuple[Hole, ...], tables: Tables) -> Changes:
    """Those of a breached one, which keeps the due time it missed."""
    limit = due(state.started_at, target, table_of(target, tables), holes)
    return {"due_at": state.breached_at, "limit_at": limit, "warn50_at": None, "warn80_at": None}


def _running(state: ClockState, target: Target, holes: tuple[Hole, ...], tables: Tables) -> Changes:
    if target.told:
        return {}
    if state.breached_at is not None:
        return _missed(state, target, holes, tables)
    return _times(state.started_at, target, holes, tables)


def _silent(state: ClockState, target: Target, since: int, tables: Tables) -> Changes:
    """A paused clock warns of nothing and has no due time, unless it has missed one already."""
    ahead = due(state.started_at, target, table_of(target, tables), state.holes)
    limit = ahead if ahead < since else None
    return {"due_at": state.breached_at, "limit_at": limit, "warn50_at": None, "warn80_at": None}


def _retargeted(state: ClockState, entry: Entry, tables: Tables) -> Changes:
    target = entry.target
    if not state.going or target is None:
        raise ImpossibleOrder("not_going")
    if state.pause_since is not None:
        return {"target": target, **_silent(state, target, state.pause_since, tables)}
    return {"target": target, **_running(state, target, state.holes, tables)}


def _paused(state: ClockState, entry: Entry, tables: Tables) -> Changes:
    if state.state is not ClockStatus.RUNNING:
        raise ImpossibleOrder("not_running")
    since = entry.effective_at
    if since < latest(state):
        raise ImpossibleOrder("pause_in_the_past")
    silent = _silent(state, state.target, since, tables)
    return {"state": ClockStatus.PAUSED, "pause_since": since, **silent}


def _resumed(state: ClockState, entry: Entry, tables: Tables) -> Changes:
    holes = _with_hole(state, entry.effective_at)
    running = _running(state, state.target, holes, tables)
    return {"state": ClockStatus.RUNNING, "holes": holes, "pause_since": None, **running}


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
    times = _running(ended, ended.target, ended.holes, tables) | _UNWARNED
    return replace(ended, **times, open_seconds=counted, plain_seconds=at - ended.started_at)


def _breached(state: ClockState, entry: Entry, _tables: Tables) -> Changes:
    if state.breached_at is not None:
        raise ImpossibleOrder("already_breached")
    missed = entry.effective_at
    if state.target.told:
        return {"breached_at": missed}
    return {"breached_at": missed, "due_at": missed, **_UNWARNED}


def _withdrawn(state: ClockState, _entry: Entry, tables: Tables) -> Changes:
    if state.breached_at is None:
        raise ImpossibleOrder("not_breached")
    clean = replace(state, breached_at=None)
    if state.pause_since is not None:
        return {"breached_at": None, **_silent(clean, state.target, state.pause_since, tables)}
    times = _running(clean, state.target, state.holes, tables)
    return {"breached_at": None, **times, **({} if state.going else _UNWARNED)}


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


_ENDS = frozenset({EntryKind.STOP, EntryKind.CANCEL})
_UNWARNED: Changes = {"warn50_at": None, "warn80_at": None}
_HANDLERS: Mapping[EntryKind, Callable[[ClockState, Entry, Tables], Changes]] = {
    EntryKind.RETARGET: _retargeted,
    EntryKind.PAUSE: _paused,
    EntryKind.RESUME: _resumed,
    EntryKind.BREACH: _breached,
    EntryKind.WITHDRAW: _withdrawn,
}
