"""Checks of clocks against their ledgers: how far one is, what differs (R3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from sladesk.db import db
from sladesk.models import Clock, ClockCheck, ClockDifference, Ticket
from sladesk.queries import keyed
from sladesk.queries.keyed import Page, Way

#: Differences on a page; checks that are listed.
PAGE, LISTED = 50, 50


@dataclass(frozen=True)
class Differing:
    """A difference with its clock and ticket; `kind` is the clock's."""

    id: int
    number: str
    clock: int
    kind: str
    field: str
    stored: str | None
    told: str | None


def checks() -> Sequence[ClockCheck]:
    """Return the checks there are, newest first."""
    return db.session.scalars(select(ClockCheck).order_by(ClockCheck.id.desc()).limit(LISTED)).all()


def check(check_id: int) -> ClockCheck | None:
    """Return a check as stored now."""
    return db.session.get(ClockCheck, check_id, populate_existing=True)


def newest_clock() -> int:
    """Return the key of the newest clock, 0 without any."""
    return db.session.scalar(select(func.max(Clock.id))) or 0


def differing(check_id: int, start: int | None = None, way: Way = "after") -> Page[Differing]:
    """Return a page of what differs, in the order of the clocks."""
    found = (
        select(
            ClockDifference.id,
            Ticket.number,
            ClockDifference.clock_id,
            Clock.kind,
            ClockDifference.field,
            ClockDifference.stored,
            ClockDifference.told,
        )
        .join(Clock, Clock.id == ClockDifference.clock_id)
        .join(Ticket, Ticket.id == ClockDifference.ticket_id)
        .where(ClockDifference.check_id == check_id)
    )
    return keyed.page(found, Differing, ClockDifference.id, PAGE, start, way, newest_first=False)
