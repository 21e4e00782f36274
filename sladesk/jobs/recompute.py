"""After a change of calendar or policies: what still runs is computed anew, many tickets at a time (R3.7)."""

from sladesk.actions import clocks
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, by_groups
from sladesk.queries import outdated
from sladesk.queries.reference import reference

#: Portions looked at in one job: the sweep of clocks waits no longer than for these.
RUN = 4


class Unfinished(Exception):  # a state, not a fault
    """Some tickets could not be computed anew; the job comes back for them."""


def recompute(work: Work) -> None:
    """Go through the tickets whose clocks still run or rest, and a minute later once more.

    Raises:
        Unfinished: some could not be done, and nobody else would ever come for them.
    """
    failed = 0
    why, look = (str(work.args.get(name) or "") for name in ("why", "look"))
    after, again = (int(work.args.get(name) or 0) for name in ("after", "again"))
    for _portion in range(RUN):
        found = outdated.portion(reference(db.session()), after)
        db.session.rollback()
        if found is None:
            if not again:
                clocks.recompute_again(Call(SYSTEM, utcnow()), why=why)
            break
        failed += by_groups(
            work,
            "clocks.recompute",
            found.numbers,
            lambda group: clocks.recompute_many(Call(SYSTEM, utcnow()), group, why=why),
            lambda number: clocks.recompute(Call(SYSTEM, utcnow()), number, why=why),
        )
        after = found.last
    else:
        clocks.recompute_on(Call(SYSTEM, utcnow()), why=why, after=after, again=again, look=look)
    if failed:
        raise Unfinished(f"{failed} tickets")
