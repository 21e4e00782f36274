"""Seals the audit rows of the last minute (decision 30)."""

from sladesk.actions import audit
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, log


def seal(work: Work) -> None:
    """Seal everything written so far; the digest in the log is the copy that nobody here can change.

    Each digest stands on the one before it, so the newest of a pass speaks for all of them.
    """
    rows, newest = 0, None
    try:
        while sealed := audit.seal(Call(SYSTEM, utcnow())):
            rows, newest = rows + int(sealed["rows"]), sealed
            work.go_on()
    finally:
        if newest:
            told = {"last": newest["last"], "rows": rows, "digest": newest["digest"]}
            log.info("audit sealed", extra=told)
