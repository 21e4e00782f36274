"""Removes what has served its time: old form keys, log-in attempts, finished jobs."""

from datetime import timedelta

from sladesk.actions import house
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, log


def tidy(work: Work) -> None:
    """Remove rows past their keeping time, a batch a transaction, so that nobody waits for it."""
    now = utcnow()
    for name, verb, keep in (
        ("request keys", house.drop_request_keys, timedelta(days=7)),
        ("log-in attempts", house.drop_login_attempts, timedelta(days=7)),
        ("jobs", house.drop_finished_jobs, timedelta(hours=1)),
    ):
        gone = 0
        while step := verb(Call(SYSTEM, now), now - keep):
            work.go_on()
            gone += step
        if gone:
            log.info("tidied", extra={"rows": gone, "what": name})
