"""Between clock rows and the frozen values of the engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from sladesk.actions._timeline import Written
from sladesk.db import rows
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.ledger import ClockState, ClockStatus, Entry, EntryKind
from sladesk.domain.sla.targets import Target, due
from sladesk.models import Clock, ClockEntry
from sladesk.queries.reference import Reference

#: Sort value of tickets on which nothing is due: they stand behind everything else.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_NONE: tuple[None, None] = (None, None)

#: Columns of a ledger line that `entry_of` reads.
LINE = (
    ClockEntry.seq,
    ClockEntry.kind,
    ClockEntry.effective_at,
    ClockEntry.recorded_at,
    ClockEntry.target,
    ClockEntry.data,
)

#: The newest number of a kind in a cycle.
LAST_NO = select(func.max(Clock.no)).where(
    Clock.cycle_id == bindparam("cycle"), Clock.kind == bindparam("kind")
)


def due_if_resumed(state: ClockState, ref: Reference) -> int:
    """Return when a paused clock would be due if it went on at the instant it was paused (epoch seconds)."""
    table = ref.table(state.target.calendar) if state.target.calendar else None
    return state.breached_at or due(state.started_at, state.target, table, state.holes)


def ledger_line(
    clock_id: int, entry: Entry, due_after: int | None, event_id: int | None = None
) -> dict[str, object]:
    """Return a ledger entry as its row holds it.

    Arguments:
        due_after: when the clock is due by it.
    """
    return {
        "clock_id": clock_id,
        "seq": entry.seq,
        "kind": entry.kind,
        "effective_at": from_epoch(entry.effective_at),
        "recorded_at": from_epoch(entry.recorded_at),
        "event_id": event_id,
        "due_after": moment(due_after),
        "target": entry.target.to_json() if entry.target else None,
        "data": dict(entry.data),
    }


def entry_of(row: ClockEntry | Row[*tuple[Any, ...]]) -> Entry:
    """Return a stored ledger line as the engine reads it; its columns alone will do."""
    return Entry(
        row.seq,
        EntryKind(row.kind),
        to_epoch(row.effective_at),
        to_epoch(row.recorded_at),
        Target.from_json(row.target) if row.target is not None else None,
        {name: value for name, value in row.data.items() if isinstance(value, int | str)},
    )


def text(seconds: int | None) -> str | None:
    """Return an instant as ISO text."""
    return None if seconds is None else from_epoch(seconds).isoformat()


def moment(seconds: int | None) -> datetime | None:
    """Return epoch seconds as an aware instant."""
    return None if seconds is None else from_epoch(seconds)


def columns(state: ClockState, warned: int) -> dict[str, object]:
    """Return what the folded state says of the columns of a clock's row.

    Arguments:
        warned: per cent of the time at which the row was warned of last; the ledger does not hold that.
    """
    half, most = moment(state.warn50_at), moment(state.warn80_at)
    going = state.state is ClockStatus.RUNNING and state.breached_at is None
    return {
        "state": state.state,
        "started_at": from_epoch(state.started_at),
        "target_seconds": state.target.seconds,
        "mode": state.target.mode,
        "calendar_version_id": int(state.target.calendar) if state.target.calendar else None,
        "due_at": moment(state.due_at),
        "warn50_at": half,
        "warn80_at": most,
        "paused_since": moment(state.pause_since),
        "stopped_at": moment(state.stopped_at),
        "breached_at": moment(state.breached_at),
        "open_seconds": state.open_seconds,
        "plain_seconds": state.plain_seconds,
        "next_warn_at": {0: half, 50: most}.get(warned) if going else None,
    }


def show(row: Clock, state: ClockState) -> None:
    """Write the folded state into the row's columns."""
    rows.let(row, **columns(state, row.warned))


@dataclass
class Held:
    """A clock row with its folded state and the ledger lines that are new."""

    row: Clock
    state: ClockState
    fresh: list[Entry] = field(default_factory=list[Entry])
    event: Written | None = None
    shown: ClockState | None = None

    def show(self) -> None:
        """Write the state into the row's columns, unless they hold it already."""
        if self.shown is not self.state:
            show(self.row, self.state)
            self.shown = self.state


def again(known: Iterable[Held]) -> list[Held]:
    """Return clocks for the next verb of a transaction: as they stand, the oldest first."""
    made = [Held(held.row, held.state, shown=held.shown) for held in known]
    return sorted(made, key=lambda held: held.row.id)


def ruling(clocks: Iterable[tuple[str, ClockState]], ref: Reference) -> dict[str, object]:
    """Return the ticket's columns that repeat the clock that rules now (decision 10).

    Arguments:
        clocks: kind and state of those that go, the oldest first: of two due together the older one rules.
    """
    going = tuple(clocks)
    running = [one for one in going if one[1].state is ClockStatus.RUNNING and one[1].due_at is not None]
    paused = [one for one in going if one[1].state is ClockStatus.PAUSED]
    kind, state = min(running, key=lambda one: one[1].due_at or 0) if running else next(iter(paused), _NONE)
    ahead, waits = (state, None) if running else (None, state)
    due_at = moment(ahead.due_at) if ahead else None
    held_due = from_epoch(due_if_resumed(waits, ref)) if waits else None
    return {
        "next_kind": kind,
        "next_started_at": from_epoch(state.started_at) if state else None,
        "next_due_at": due_at,
        "next_warn50_at": moment(ahead.warn50_at) if ahead else None,
        "next_warn80_at": moment(ahead.warn80_at) if ahead else None,
        "held_due_at": held_due,
        "paused_since": moment(waits.pause_since) if waits else None,
        "sort_due_at": due_at or held_due or NEVER,
    }


def move_of(kind: str, before: ClockState, after: ClockState) -> dict[str, object] | None:
    """Return what the timeline says of a due time that moved; None where it did not (R3.7)."""
    if before.due_at == after.due_at:
        return None
    return {"kind": kind, "before": text(before.due_at), "after": text(after.due_at)}
