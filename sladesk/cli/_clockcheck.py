"""Stored clocks beside what their ledgers say."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sladesk.actions._clockcheck import PORTION, Difference, compared, keys
from sladesk.actions._clockrows import entry_of
from sladesk.domain.sla.entries import Entry
from sladesk.models import Clock, ClockEntry, Ticket
from sladesk.queries.reference import Reference


@dataclass(frozen=True)
class Stored:
    """A clock row with its ledger."""

    clock: Clock
    entries: tuple[Entry, ...]


def read(session: Session, wanted: ColumnElement[bool]) -> list[Stored]:
    """Return clocks with their ledgers, in the order of their keys."""
    clocks = session.scalars(select(Clock).where(wanted).order_by(Clock.id)).all()
    lines: dict[int, list[ClockEntry]] = {clock.id: [] for clock in clocks}
    found = (
        select(ClockEntry).where(ClockEntry.clock_id.in_(lines)).order_by(ClockEntry.clock_id, ClockEntry.seq)
    )
    for line in session.scalars(found):
        lines[line.clock_id].append(line)
    return [Stored(clock, tuple(map(entry_of, lines[clock.id]))) for clock in clocks]


def _chosen(session: Session, sample: int | None) -> Iterator[ColumnElement[bool]]:
    """Yield which clocks to check, a portion at a time."""
    top = session.scalar(select(func.max(Clock.id))) or 0
    if sample is None:
        yield from (keys(start, start + PORTION) for start in range(0, top, PORTION))
        return
    drawn = {secrets.randbelow(top) + 1 for _ in range(min(sample * 2, top * 4))} if top else set[int]()
    ids = session.scalars(select(Clock.id).where(Clock.id.in_(sorted(drawn))).limit(sample)).all()
    for start in range(0, len(ids), PORTION):
        yield Clock.id.in_(ids[start : start + PORTION])


def verify(session: Session, ref: Reference, sample: int | None) -> tuple[int, list[str]]:
    """Check clocks; return how many, and a line for each difference.

    Arguments:
        sample: how many by chance; every one when None.
    """
    count, wrong = 0, list[str]()
    for wanted in _chosen(session, sample):
        checked, found = compared(session, ref, wanted)
        count += checked
        numbers = select(Ticket.id, Ticket.number).where(Ticket.id.in_({one.ticket for one in found}))
        named = {row.id: row.number for row in session.execute(numbers)} if found else {}
        wrong += [f"{named[one.ticket]}, clock {one.clock} ({one.kind}): {_said(one)}" for one in found]
    return count, wrong


def _said(one: Difference) -> str:
    """Say a difference in one line."""
    if one.field == "lines":
        return "ledger rows are missing"
    if one.field == "order":
        return f"impossible ledger: {one.told}"
    if one.field == "last_line":
        return f"the ledger's last line has due {one.stored}, its fold says {one.told}"
    return f"{one.field} is {one.stored}, the ledger says {one.told}"
