"""After a change of calendar or policies: what still runs is computed anew, a ticket a transaction (R3.7)."""

from functools import partial

from sladesk.actions import clocks
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, attempt
from sladesk.queries import late


def recompute(work: Work) -> None:
    """Go through every ticket whose clocks still run or rest; a second run changes nothing more."""
    why, after = str(work.args.get("why", "")), int(work.args.get("after") or 0)
    while found := late.going(db.session(), after):
        db.session.rollback()
        for key, number in found:
            work.go_on()
            verb = partial(clocks.recompute, Call(SYSTEM, utcnow()), number, why=why)
            attempt(f"clocks.recompute {number}", verb)
            after = key
