"""Keeps facts ready for reviews: of tickets that have come to rest, and anew of those that have changed."""

from sladesk.actions import facts
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work
from sladesk.queries.measuring import EVER, measured, unkept

#: Tickets of one transaction, and of one run: the sweep of clocks waits no longer than that.
BATCH, RUN = 200, 2_000


def keep(work: Work) -> None:
    """Go through tickets at rest whose facts don't hold; what one run leaves is the next one's."""
    for _batch in range(RUN // BATCH):
        seqs = unkept(BATCH)
        if not seqs:
            break
        found = measured(list(seqs), EVER)
        db.session.rollback()
        work.go_on()
        facts.keep(Call(SYSTEM, utcnow()), seqs, found)
