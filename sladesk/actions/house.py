"""Keeping house: removing rows nobody may need any more. No business row is ever among them (decision 14)."""

from datetime import datetime

from sqlalchemy import delete, select, update

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


@action("house.drop_request_keys")
def drop_request_keys(tx: Tx, before: datetime) -> int:
    """Forget the answers to form keys older than the time a replay may come (decision 23)."""
    old = select(RequestKey.id).where(RequestKey.at < before).limit(BATCH)
    return len(
        tx.session.execute(delete(RequestKey).where(RequestKey.id.in_(old)).returning(RequestKey.id)).all()
    )


@action("house.drop_login_attempts")
def drop_login_attempts(tx: Tx, before: datetime) -> int:
    """Forget who tried to sign in when; what matters of it stands in the audit."""
    old = select(LoginAttempt.id).where(LoginAttempt.at < before).limit(BATCH)
    gone = tx.session.execute(delete(LoginAttempt).where(LoginAttempt.id.in_(old)).returning(LoginAttempt.id))
    return len(gone.all())


@action("house.drop_finished_jobs")
def drop_finished_jobs(tx: Tx, before: datetime) -> int:
    """Remove jobs that are done; dead ones stay for the administrator."""
    old = select(Job.id).where(Job.state == "done", Job.finished_at < before).limit(BATCH)
    return len(tx.session.execute(delete(Job).where(Job.id.in_(old)).returning(Job.id)).all())


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
