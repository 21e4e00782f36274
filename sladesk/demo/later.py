"""What of the department a worker makes behind the first page."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.db import queue

#: Job that makes the next few tickets.
CONTINUE = "demo.continue"


def go_on(session: Session, place: int | None, now: datetime) -> None:
    """Let a worker make what is left; nothing where one is about to.

    Arguments:
        place: where it stands; none before the first ticket.
    """
    waits = select(queue.Job.id).where(queue.Job.name == CONTINUE, queue.Job.state == "queued")
    if session.scalar(waits.limit(1)) is None:
        queue.enqueue(session, CONTINUE, {"place": place}, now=now, unique_key=f"{CONTINUE}:{place}")
