"""Somebody comes on duty: tickets that waited for that are given out by the rules, first due first (R2.2)."""

from functools import partial

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, attempt
from sladesk.queries.reference import reference
from sladesk.queries.unmanned import to_staff

#: Tickets given out in one job; each is seen by the choice of the next, so that people share fairly.
RUN = 100


def staff(work: Work) -> None:
    """Give out what waits, a ticket a transaction."""
    now = utcnow().replace(microsecond=0)
    found = to_staff(db.session(), reference(db.session()), now)[:RUN]
    db.session.rollback()
    for number in found:
        work.go_on()
        attempt(f"tickets.staff {number}", partial(tickets.staff, Call(SYSTEM, now), number))
