"""Keeping house: removing rows nobody may need any more. No business row is ever among them (decision 14)."""

from datetime import datetime

from sqlalchemy import delete, select

from sladesk.actions._action import Tx, action
from sladesk.db.queue import Job
from sladesk.models import LoginAttempt, RequestKey

#: Rows removed in one transaction.
BATCH = 1000


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
    """Remove jobs that are done; dead ones stay for the administrator. Slots are kept as long as clocks differ."""
    old = select(Job.id).where(Job.state == "done", Job.finished_at < before).limit(BATCH)
    return len(tx.session.execute(delete(Job).where(Job.id.in_(old)).returning(Job.id)).all())
