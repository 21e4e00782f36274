"""The background jobs as an administrator looks at them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from sladesk.db.queue import Job


def listed(
    session: Session, *, states: tuple[str, ...] | None, limit: int = 200
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return jobs, newest first.

    Arguments:
        states: only those in one of these; all when None.
    """
    found = select(Job.id, Job.name, Job.state, Job.attempts, Job.last_error, Job.run_after, Job.finished_at)
    if states is not None:
        found = found.where(Job.state.in_(states))
    return session.execute(found.order_by(Job.id.desc()).limit(limit)).all()
