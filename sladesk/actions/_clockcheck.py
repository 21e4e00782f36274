"""Rows of clocks compared with what their ledgers say; nothing is written (R3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.orm import Session

from sladesk.actions._clockrows import LINE, columns, entry_of
from sladesk.domain.sla import ledger
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.models import Clock, ClockEntry
from sladesk.queries.reference import Reference

#: Clocks read in one go.
PORTION = 500
#: What the fold decides; the rest of the row says what the clock is for.
COLUMNS = (
    "state",
    "started_at",
    "target_seconds",
    "mode",
    "calendar_version_id",
    "due_at",
    "warn50_at",
    "warn80_at",
    "next_warn_at",
    "paused_since",
    "stopped_at",
    "breached_at",
    "open_seconds",
    "plain_seconds",
)
_CLOCKS = select(
    Clock.id, Clock.ticket_id, Clock.kind, Clock.warned, *(getattr(Clock, name) for name in COLUMNS)
).order_by(Clock.id)
_LINES = select(ClockEntry.clock_id, *LINE, ClockEntry.due_after).order_by(
    ClockEntry.clock_id, ClockEntry.seq
)


@dataclass(frozen=True)
class Difference:
    """What the row of a clock says otherwise than its ledger.

    Arguments:
        field: the column; `lines` when some of the ledger are missing, `order` when they can't follow one
            another (`told` says why), `last_line` when the due time beside the last one is another.
        stored, told: what the row says and what the ledger does, as text; None for nothing.
    """

    clock: int
    ticket: int
    kind: str
    field: str
    stored: str | None = None
    told: str | None = None


def keys(after: int, upto: int) -> ColumnElement[bool]:
    """Return the condition of clocks whose keys lie beyond one and not beyond another."""
    return and_(Clock.id > after, Clock.id <= upto)


def compared(session: Session, ref: Reference, wanted: ColumnElement[bool]) -> tuple[int, list[Difference]]:
    """Compare clocks with their ledgers; return how many there are, and what differs.

    On PostgreSQL row and ledger are read one after the other, and a clock may move in between: what differs
    is looked at once more, and only what differs in the same way again is told.
    """
    count, found = _compared(session, ref, wanted)
    if found:
        _again, sure = _compared(session, ref, Clock.id.in_({one.clock for one in found}))
        found = [one for one in found if one in sure]
    return count, found


def _compared(session: Session, ref: Reference, wanted: ColumnElement[bool]) -> tuple[int, list[Difference]]:
    clocks = session.execute(_CLOCKS.where(wanted)).all()
    lines: dict[int, list[Row[*tuple[Any, ...]]]] = {clock.id: [] for clock in clocks}
    if clocks:
        first, last = clocks[0].id, clocks[-1].id
        dense = last - first < 2 * len(clocks)
        near = ClockEntry.clock_id.between(first, last) if dense else ClockEntry.clock_id.in_(lines)
        for line in session.execute(_LINES.where(near)):
            if line.clock_id in lines:
                lines[line.clock_id].append(line)
    return len(clocks), [one for clock in clocks for one in _of(clock, lines[clock.id], ref)]


def _of(
    clock: Row[*tuple[Any, ...]], lines: Sequence[Row[*tuple[Any, ...]]], ref: Reference
) -> list[Difference]:
    """Return what a clock's row says otherwise than its ledger."""

    def differs(field: str, stored: object = None, told: object = None) -> Difference:
        return Difference(clock.id, clock.ticket_id, clock.kind, field, _text(stored), _text(told))

    if not lines or [line.seq for line in lines] != list(range(1, len(lines) + 1)):
        return [differs("lines")]
    try:
        state = ledger.fold(map(entry_of, lines), ref.table)
    except ImpossibleOrder as error:
        return [differs("order", told=error.code)]
    again = columns(state, clock.warned)
    found = [
        differs(name, stored, again[name])
        for name in COLUMNS
        if (stored := getattr(clock, name)) != again[name]
    ]
    last = lines[-1].due_after
    if last != again["due_at"]:
        found.append(differs("last_line", last, again["due_at"]))
    return found


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)
