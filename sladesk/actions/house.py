"""Keeping house: removing rows nobody may need any more. No business row is ever among them (decision 14)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from sladesk.actions._action import Tx, action
from sladesk.db.queue import Job
from sladesk.domain.access import require
from sladesk.domain.errors import NotFound
from sladesk.models import Customer, LoginAttempt, RequestKey, Ticket
from sladesk.search import customers as names
from sladesk.search import reindex as search_again

#: Rows removed in one transaction.
BATCH = 1000
#: Tickets whose search documents are made in one transaction: writers wait no longer than that.
DOCUMENTS = 200


def forget(tx: Tx, model: Any, *which: ColumnElement[bool]) -> int:
    """Remove rows that have served their time, as many as one transaction takes; return how many went."""
    old = select(model.id).where(*which).limit(BATCH)
    return len(tx.session.execute(delete(model).where(model.id.in_(old)).returning(model.id)).all())


@action("house.drop_request_keys")
def drop_request_keys(tx: Tx, before: datetime) -> int:
    """Forget the answers to form keys older than the time a replay may come (decision 23)."""
    return forget(tx, RequestKey, RequestKey.at < before)


@action("house.drop_login_attempts")
def drop_login_attempts(tx: Tx, before: datetime) -> int:
    """Forget who tried to sign in when; what matters of it stands in the audit."""
    return forget(tx, LoginAttempt, LoginAttempt.at < before)


@action("house.drop_finished_jobs")
def drop_finished_jobs(tx: Tx, before: datetime) -> int:
    """Remove jobs that are done; those that failed stay for the administrator."""
    return forget(tx, Job, Job.state == "done", Job.finished_at < before)


@action("house.drop_failed_rounds")
def drop_failed_rounds(tx: Tx, before: datetime) -> int:
    """Remove rounds that failed, tried once each: another came since, and a fault of a day left thousands."""
    return forget(tx, Job, Job.state == "dead", Job.max_attempts == 1, Job.finished_at < before)


@action("house.retry_job")
def retry_job(tx: Tx, job_id: int) -> int:
    """Put a job that failed for good back into the queue.

    Raises:
        NotFound: there is no such dead job.
    """
    require(tx.by, "jobs.see")
    again = update(Job).where(Job.id == job_id, Job.state == "dead")
    values = {"state": "queued", "attempts": 0, "run_after": tx.now, "finished_at": None}
    if tx.session.execute(again.values(values).returning(Job.id)).first() is None:
        raise NotFound("job_not_found")
    tx.audit("job.retried", "job", job_id)
    return job_id


@action("house.reindex")
def reindex(tx: Tx, after: int) -> tuple[int, int]:
    """Let the next tickets be found by the texts they hold now, whatever the search index says.

    Arguments:
        after: key of the last ticket that is done; 0 at the start.

    Returns:
        Key of the last ticket done now, and how many were; 0 of them when all are.
    """
    require(tx.by, "jobs.see")
    following = select(Ticket.id).where(Ticket.id > after).order_by(Ticket.id).limit(DOCUMENTS)
    ids = tx.session.scalars(following).all()
    if not ids:
        return after, 0
    search_again(tx.session, ids)
    return ids[-1], len(ids)


@action("house.reindex_customers")
def reindex_customers(tx: Tx, after: int) -> tuple[int, int]:
    """Let the next customers be found by what is written of them; arguments and answer as of `reindex`."""
    require(tx.by, "jobs.see")
    following = select(Customer.id).where(Customer.id > after).order_by(Customer.id).limit(DOCUMENTS)
    ids = tx.session.scalars(following).all()
    if not ids:
        return after, 0
    names.reindex(tx.session, ids)
    return ids[-1], len(ids)
