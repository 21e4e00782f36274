"""A policy set that waits for its instant is made to rule when it has come (decision 15)."""

from sladesk.actions import policies
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work
from sladesk.queries import policies as queries


def take_effect(work: Work) -> None:
    """Let the set rule that is due; nothing while the clock of the machine is not believed."""
    now = utcnow()
    if work.steady and queries.due(now):
        db.session.rollback()
        policies.take_effect(Call(SYSTEM, now))
