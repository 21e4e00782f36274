"""What a review knows of one ticket at its cut-off: whole seconds, codes and keys.

Instants are epoch seconds. What was done after the cut-off has not happened yet (decision 18), so that the
figures of an edition can be worked out again from what is recorded.
"""

from datetime import date
from typing import NamedTuple

from sladesk.domain.codes import Status

#: How a clock stands at the cut-off: stopped in time, stopped late, past its due time and not stopped,
#: still within its time, or not there at all.
MET, LATE, OVERDUE, RUNNING, NOT_RECORDED = "met", "late", "overdue", "running", "none"
MISSED = frozenset({LATE, OVERDUE})
DECIDED = frozenset({MET, LATE, OVERDUE})
_DONE = frozenset({Status.TO_VERIFY, Status.CLOSED, Status.ARCHIVED})


class ClockRow(NamedTuple):
    """A clock as stored: state, instants in epoch seconds, open time on its own calendar in seconds."""

    state: str | None
    due: int | None
    stopped: int | None
    breached: int | None
    open_seconds: int | None


class TicketRow(NamedTuple):
    """A ticket as stored, with its first cycle's response and its last cycle's solution.

    Arguments:
        day, weekday, hour: of the request in the site's zone; weekday 1 is Monday.
        requested, assigned, responded, solved, closed, answered: epoch seconds, None where not recorded.
        score: the last cycle's answer, 1-5.
        first, last: the clocks of the first response and of the last cycle's solution.
    """

    number: str
    channel: int
    category: int
    class_code: str
    service: str
    priority: str
    team: int | None
    owner: int | None
    status: str
    cycles: int
    day: date
    weekday: int
    hour: int
    requested: int
    assigned: int | None
    responded: int | None
    solved: int | None
    closed: int | None
    answered: int | None
    score: int | None
    first: ClockRow
    last: ClockRow


class Fact(NamedTuple):
    """A ticket at the cut-off.

    Arguments:
        response, resolution: how the two clocks stand.
        response_open, resolution_open: their open time in seconds, of stopped ones only.
        allowed: seconds from the request to the due time of the solution.
        done: a solution is recorded, or the ticket was closed without a recorded time of it.
    """

    number: str
    channel: int
    category: int
    class_code: str
    service: str
    priority: str
    team: int | None
    owner: int | None
    day: date
    weekday: int
    hour: int
    cycles: int
    requested: int
    assigned: int | None
    responded: int | None
    solved: int | None
    closed: int | None
    score: int | None
    response: str
    response_open: int | None
    resolution: str
    resolution_open: int | None
    allowed: int | None
    done: bool


def standing(clock: ClockRow, as_of: int) -> str:
    """Return how a clock stands at an instant; an event at the due instant is in time (R3.12).

    Arguments:
        as_of: the cut-off in epoch seconds.
    """
    stopped = clock.stopped is not None and clock.stopped <= as_of
    if clock.breached is not None and clock.breached < as_of:
        return LATE if stopped else OVERDUE
    if stopped:
        return MET
    if clock.state in {"running", "stopped"}:
        return OVERDUE if clock.due is not None and clock.due < as_of else RUNNING
    return RUNNING if clock.state == "paused" else NOT_RECORDED


def fact(row: TicketRow, as_of: int) -> Fact:
    """Return a ticket as it stood at the cut-off.

    Arguments:
        as_of: the cut-off in epoch seconds.
    """
    closed, solved = _by(row.closed, as_of), _by(row.solved, as_of)
    unrecorded_end = row.status in _DONE and row.solved is None and (row.closed is None or closed is not None)
    return Fact(
        number=row.number,
        channel=row.channel,
        category=row.category,
        class_code=row.class_code,
        service=row.service,
        priority=row.priority,
        team=row.team,
        owner=row.owner,
        day=row.day,
        weekday=row.weekday,
        hour=row.hour,
        cycles=row.cycles,
        requested=row.requested,
        assigned=_by(row.assigned, as_of),
        responded=_by(row.responded, as_of),
        solved=solved,
        closed=closed,
        score=None if _by(row.answered, as_of) is None else row.score,
        response=standing(row.first, as_of),
        response_open=_open(row.first, as_of),
        resolution=standing(row.last, as_of),
        resolution_open=_open(row.last, as_of),
        allowed=None if row.last.due is None else row.last.due - row.requested,
        done=solved is not None or unrecorded_end,
    )


def _by(at: int | None, as_of: int) -> int | None:
    return None if at is None or at > as_of else at


def _open(clock: ClockRow, as_of: int) -> int | None:
    return None if _by(clock.stopped, as_of) is None else clock.open_seconds
