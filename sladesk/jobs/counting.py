"""Counts for the board where too much is open to be counted while a page waits (R7.1)."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy.exc import DBAPIError

from sladesk.actions import board
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import attempt
from sladesk.queries import board_counts
from sladesk.queries.board import Days
from sladesk.queries.board_sign import sign
from sladesk.queries.reference import reference

log = logging.getLogger("sladesk.jobs")
#: Seconds between two counts, and between two looks whether counts are wanted. A count that takes long is
#: followed by as long a rest, so that it never takes more than half of what the database can do for one.
AGAIN, LOOK = 1.0, 15.0


@dataclass
class Counter:
    """Counts again and again until it is told to stop; one of all that run counts, the others look on."""

    app: Flask
    stop: threading.Event

    def run(self) -> None:
        """Count until `stop` is set."""
        rest = 0.0
        while not self.stop.wait(rest):
            try:
                with self.app.app_context():
                    rest = self.turn()
            except DBAPIError as error:
                rest = LOOK
                log.warning("board not counted", extra={"error": type(error).__name__})

    def turn(self) -> float:
        """Count if that is wanted and nobody else has just done so; return how long to rest."""
        begun, now = time.monotonic(), utcnow()
        ref, shown = reference(db.session()), sign()
        idle = timedelta(minutes=ref.number("session.idle_minutes"))
        if not board_counts.wanted(now, idle):
            db.session.rollback()
            return LOOK
        days = Days.at(now, ZoneInfo(ref.zone))
        if (
            board_counts.holds(shown, days, ref)
            and shown.counted
            and now - shown.counted < timedelta(seconds=AGAIN)
        ):
            db.session.rollback()
            return AGAIN
        counts, basis = board_counts.count(days, ref), board_counts.basis_of(days, ref)
        db.session.rollback()
        attempt("board", lambda: board.keep(Call(SYSTEM, now), basis=basis, counts=counts))
        return max(AGAIN, time.monotonic() - begun)
