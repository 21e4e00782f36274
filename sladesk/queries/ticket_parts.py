"""What hangs on one ticket: clocks with their ledgers, cycles, visits, files; each in one statement (R4.2).

The statements are put together once: building them costs more than running them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, bindparam, func, or_, select

from sladesk.db import db
from sladesk.models import (
    Attachment,
    Breach,
    Calendar,
    CalendarVersion,
    ChainRun,
    ChainStep,
    Clock,
    ClockEntry,
    Cycle,
    Pause,
    Visit,
)
from sladesk.queries.ticket import let_go


@dataclass(frozen=True)
class ClockRow:
    """A clock of the ticket with the breach on record, if there is one, and how far its chain has come."""

    clock: Clock
    breach: Breach | None
    run: ChainRun | None = None

    @property
    def told(self) -> bool:
        """Whether another desk decided it, so that it was never due here (decision 33)."""
        return self.clock.state == "stopped" and self.clock.due_at is None


_NEWEST = (
    select(func.max(Clock.id))
    .where(Clock.ticket_id == bindparam("ticket"))
    .group_by(Clock.cycle_id, Clock.kind)
)
_CLOCKS = (
    select(Clock, Breach, ChainRun)
    .outerjoin(Breach, Breach.clock_id == Clock.id)
    .outerjoin(ChainRun, ChainRun.clock_id == Clock.id)
    .where(
        Clock.ticket_id == bindparam("ticket"),
        or_(Clock.state.in_(("running", "paused")), Clock.id.in_(_NEWEST), Breach.id.is_not(None)),
    )
    .order_by(Clock.id)
)
_LEDGERS = (
    select(ClockEntry)
    .where(ClockEntry.clock_id.in_(bindparam("clocks", expanding=True)))
    .order_by(ClockEntry.clock_id, ClockEntry.seq)
)
_TOLD = (
    select(ChainStep.clock_id, ChainStep.at, ChainStep.told)
    .where(ChainStep.ticket_id == bindparam("ticket"))
    .order_by(ChainStep.id)
)
_CYCLES = select(Cycle).where(Cycle.ticket_id == bindparam("ticket")).order_by(Cycle.no)
_PAUSES = select(Pause).where(Pause.cycle_id == bindparam("cycle")).order_by(Pause.id)
_VISITS = select(Visit).where(Visit.ticket_id == bindparam("ticket")).order_by(Visit.no)
_FILES = select(Attachment).where(Attachment.ticket_id == bindparam("ticket")).order_by(Attachment.id)


def clocks(ticket_id: int) -> tuple[ClockRow, ...]:
    """Return the clocks that go, the newest of each kind in each cycle, and all that were missed."""
    rows = db.session.execute(_CLOCKS, {"ticket": ticket_id}).all()
    let_go()
    return tuple(ClockRow(row.Clock, row.Breach, row.ChainRun) for row in rows)


def told(ticket_id: int) -> dict[int, list[tuple[datetime, list[int]]]]:
    """Return by clock whom its chain has told, step by step: when, and the keys of the people."""
    found: dict[int, list[tuple[datetime, list[int]]]] = {}
    for clock, at, people in db.session.execute(_TOLD, {"ticket": ticket_id}):
        found.setdefault(clock, []).append((at, people))
    let_go()
    return found


def ledgers(clock_ids: Iterable[int]) -> dict[int, list[ClockEntry]]:
    """Return the ledger lines of clocks in order."""
    lines: dict[int, list[ClockEntry]] = {}
    for line in db.session.scalars(_LEDGERS, {"clocks": tuple(clock_ids)}).all():
        lines.setdefault(line.clock_id, []).append(line)
    let_go()
    return lines


def calendar_code(version_id: int | None) -> str:
    """Return the code of the calendar a version belongs to."""
    wanted = select(Calendar.code).join(CalendarVersion, CalendarVersion.calendar_id == Calendar.id)
    return db.session.scalar(wanted.where(CalendarVersion.id == version_id)) or ""


Row = TypeVar("Row")


def _all(asked: Select[Row], values: Mapping[str, int]) -> tuple[Row, ...]:
    rows = db.session.scalars(asked, values).all()
    let_go()
    return tuple(rows)


def cycles(ticket_id: int) -> tuple[Cycle, ...]:
    """Return all handling cycles of a ticket."""
    return _all(_CYCLES, {"ticket": ticket_id})


def pauses(cycle_id: int) -> tuple[Pause, ...]:
    """Return the stretches of waiting of a cycle."""
    return _all(_PAUSES, {"cycle": cycle_id})


def visits(ticket_id: int) -> tuple[Visit, ...]:
    """Return all visits of a ticket."""
    return _all(_VISITS, {"ticket": ticket_id})


def files(ticket_id: int) -> tuple[Attachment, ...]:
    """Return the files of a ticket."""
    return _all(_FILES, {"ticket": ticket_id})
