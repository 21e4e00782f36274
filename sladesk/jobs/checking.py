"""Compares every clock with its ledger, some thousand a job: clocks are swept in between (R3.7)."""

from sladesk.actions import checks
from sladesk.actions._action import Call
from sladesk.actions._clockcheck import PORTION, Difference, compared, keys
from sladesk.actions.checks import Stretch
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.db.queue import Args
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, attempt
from sladesk.models import ClockCheck
from sladesk.queries import checks as queries
from sladesk.queries.reference import reference

#: Keys of one job: the sweep of clocks waits no longer than for these.
RUN = 10_000


def carry_on(work: Work) -> None:
    """Go on with a check; killed on the way, whoever takes the job up begins where the last one ended."""
    found = queries.check(int(work.args.get("check") or 0))
    if found is None or found.state != "running":
        return
    key = found.id
    error = attempt(f"check {key}", lambda: _carry_on(work, found))
    if error is not None:
        db.session.rollback()
        checks.failed(Call(SYSTEM, utcnow()), key)


def _carry_on(work: Work, check: ClockCheck) -> None:
    key, found = check.id, stretch(work, check)
    db.session.rollback()
    checks.keep(Call(SYSTEM, utcnow()), key, found)


def stretch(work: Work, check: ClockCheck) -> Stretch:
    """Return what differs among the next clocks of a check; reads only."""
    begun = check.next_key
    upto = min(begun + RUN, check.top_key)
    count, found = 0, list[Difference]()
    for start in range(begun, upto, PORTION):
        work.go_on()
        checked, differ = compared(
            db.session(), reference(db.session()), keys(start, min(start + PORTION, upto))
        )
        count += checked
        found += differ
    return Stretch(begun, upto, count, found)


def give_up(args: Args) -> None:
    """Note that a check that kills its workers is not carried on with, so that another can be begun."""
    checks.failed(Call(SYSTEM, utcnow()), int(args["check"] or 0))
