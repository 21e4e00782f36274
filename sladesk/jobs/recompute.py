"""After a change of calendar or policies: what still runs is computed anew, many tickets at a time (R3.7)."""

from sladesk.actions import clocks
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, by_groups
from sladesk.queries import late


def recompute(work: Work) -> None:
    """Go through every ticket whose clocks still run or rest; a second run changes nothing more."""
    why, after = str(work.args.get("why", "")), int(work.args.get("after") or 0)
    while found := late.going(db.session(), after):
        db.session.rollback()
        by_groups(
            work,
            "clocks.recompute",
            [number for _key, number in found],
            lambda group: clocks.recompute_many(Call(SYSTEM, utcnow()), group, why=why),
            lambda number: clocks.recompute(Call(SYSTEM, utcnow()), number, why=why),
        )
        after = found[-1][0]
