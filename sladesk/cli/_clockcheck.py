"""Stored clocks beside what their ledgers say."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sladesk.actions._clockrows import entry_of, show
from sladesk.domain.sla import ledger
from sladesk.domain.sla.entries import Entry
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.models import Clock, ClockEntry, Ticket
from sladesk.queries.reference import Reference

#: Clocks read in one go.
CHUNK = 500
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


@dataclass(frozen=True)
class Stored:
    """A clock row with its ledger."""

    clock: Clock
    entries: tuple[Entry, ...]
    due_after: object


def read(session: Session, wanted: ColumnElement[bool]) -> list[Stored]:
    """Return clocks with their ledgers, in the order of their keys."""
    clocks = session.scalars(select(Clock).where(wanted).order_by(Clock.id)).all()
    lines: dict[int, list[ClockEntry]] = {clock.id: [] for clock in clocks}
    found = (
        select(ClockEntry).where(ClockEntry.clock_id.in_(lines)).order_by(ClockEntry.clock_id, ClockEntry.seq)
    )
    for line in session.scalars(found):
        lines[line.clock_id].append(line)
    return [
        Stored(
            clock,
            tuple(map(entry_of, lines[clock.id])),
            lines[clock.id][-1].due_after if lines[clock.id] else None,
        )
        for clock in clocks
    ]


def differences(stored: Stored, ref: Reference) -> list[str]:
    """Return what a clock's row says otherwise than its ledger."""
    clock = stored.clock
    if [entry.seq for entry in stored.entries] != list(range(1, len(stored.entries) + 1)):
        return ["ledger rows are missing"]
    try:
        state = ledger.fold(stored.entries, ref.table)
    except ImpossibleOrder as error:
        return [f"impossible ledger: {error}"]
    again = Clock(warned=clock.warned)
    show(again, state)
    wrong = [
        f"{name} is {getattr(clock, name)}, the ledger says {getattr(again, name)}"
        for name in COLUMNS
        if getattr(clock, name) != getattr(again, name)
    ]
    if stored.due_after != again.due_at:
        wrong.append(f"the ledger's last line has due {stored.due_after}, its fold says {again.due_at}")
    return wrong


def _chosen(session: Session, sample: int | None) -> Iterator[Sequence[int]]:
    """Yield the keys to check, a chunk at a time."""
    if sample is None:
        ids = session.scalars(select(Clock.id).order_by(Clock.id)).all()
    else:
        top = session.scalar(select(func.max(Clock.id))) or 0
        drawn = {secrets.randbelow(top) + 1 for _ in range(min(sample * 2, top * 4))} if top else set[int]()
        found = select(Clock.id).where(Clock.id.in_(sorted(drawn))).limit(sample)
        ids = session.scalars(found).all()
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def verify(session: Session, ref: Reference, sample: int | None) -> tuple[int, list[str]]:
    """Check clocks; return how many, and a line for each difference.

    Arguments:
        sample: how many by chance; every one when None.
    """
    count, wrong = 0, list[str]()
    for ids in _chosen(session, sample):
        for stored in read(session, Clock.id.in_(ids)):
            count += 1
            clock = stored.clock
            found = differences(stored, ref)
            number = (
                session.scalar(select(Ticket.number).where(Ticket.id == clock.ticket_id)) if found else ""
            )
            wrong += [f"{number}, clock {clock.id} ({clock.kind}): {text}" for text in found]
        session.expunge_all()
    return count, wrong
