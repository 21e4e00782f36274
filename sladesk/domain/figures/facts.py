"""What a review knows of one ticket at its cut-off: whole seconds, codes and keys.

Instants are epoch seconds. What was done after the cut-off has not happened yet (decision 18), so that the
figures of an edition can be worked out again from what is recorded.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple, Self, TypeVar

from sladesk.domain.codes import Status
from sladesk.domain.sla.kinds import ClockKind

#: How a clock stands at the cut-off: stopped in time, stopped late, past its due time and not stopped,
#: still within its time, or not there at all.
MET, LATE, OVERDUE, RUNNING, NOT_RECORDED = "met", "late", "overdue", "running", "none"
MISSED = frozenset({LATE, OVERDUE})
DECIDED = frozenset({MET, LATE, OVERDUE})
_DONE = frozenset({Status.TO_VERIFY, Status.CLOSED, Status.ARCHIVED})

#: The letter of each kind of clock that a ticket can have several of, in `Fact.marks`.
LETTERS: Mapping[ClockKind, str] = {
    ClockKind.ANSWER: "a",
    ClockKind.PRELIMINARY: "p",
    ClockKind.UPDATE: "u",
    ClockKind.PROMISE: "o",
    ClockKind.CALLBACK: "c",
    ClockKind.LOW_SCORE: "l",
    ClockKind.TASK: "t",
    ClockKind.EMERGENCY: "e",
    ClockKind.ASSIGNMENT_WAIT: "w",
}


class Fact(NamedTuple):
    """A ticket at the cut-off, of values as JSON knows them.

    Kept ones (`models.facts`) are read again when what is said here changes: by a migration that sets
    `ticket.facts_seq` to 0.

    Arguments:
        day: of the request in the site's zone, as ISO text.
        response, resolution: how the two clocks stand.
        response_open, resolution_open: their open time in seconds, of stopped ones only.
        allowed: seconds from the request to the due time of the solution.
        done: a solution is recorded, or the ticket was closed without a recorded time of it.
        imported: from another desk's history, whose customers nobody here has asked.
        marks: a letter for each decided clock of the other kinds, small where it was met, capital where not.
        accepted, arrived, repaired: first acceptance and first arrival of an engineer, last repair.
        waited: seconds it waited for parts, None when it never did.
        queue, agent, engineer, parts, customer, off: whose the seconds of the last resolution clock were
            (`sla.usage.Who`), None while it runs and where another desk told the end only.
    """

    number: str
    channel: int
    category: int
    service: str
    priority: str
    team: int | None
    owner: int | None
    day: str
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
    imported: bool
    marks: str = ""
    accepted: int | None = None
    arrived: int | None = None
    repaired: int | None = None
    waited: int | None = None
    queue: int | None = None
    agent: int | None = None
    engineer: int | None = None
    parts: int | None = None
    customer: int | None = None
    off: int | None = None


class Beside(NamedTuple):
    """What a ticket has besides, at the cut-off: see `Fact`."""

    marks: str = ""
    accepted: int | None = None
    arrived: int | None = None
    repaired: int | None = None
    waited: int | None = None
    queue: int | None = None
    agent: int | None = None
    engineer: int | None = None
    parts: int | None = None
    customer: int | None = None
    off: int | None = None


NOTHING = Beside()


def standing(
    state: str | None, due: int | None, stopped: int | None, breached: int | None, as_of: int
) -> str:
    """Return how a clock stands at an instant; an event at the due instant is in time (R3.12).

    Arguments:
        state: as stored, None where there is no clock.
        due, stopped, breached: epoch seconds.
        as_of: the cut-off in epoch seconds.
    """
    ended = stopped is not None and stopped <= as_of
    if breached is not None and breached < as_of:
        return LATE if ended else OVERDUE
    if ended:
        return MET
    if state in {"running", "stopped"}:
        return OVERDUE if due is not None and due < as_of else RUNNING
    return RUNNING if state == "paused" else NOT_RECORDED


def fact(
    as_of: int,
    beside: Beside,
    number: str,
    channel: int,
    category: int,
    service: str,
    priority: str,
    team: int | None,
    owner: int | None,
    status: str,
    cycles: int,
    day: date,
    weekday: int,
    hour: int,
    requested: int,
    assigned: int | None,
    responded: int | None,
    solved: int | None,
    closed: int | None,
    answered: int | None,
    score: int | None,
    first_state: str | None,
    first_due: int | None,
    first_stopped: int | None,
    first_breached: int | None,
    first_open: int | None,
    last_state: str | None,
    last_due: int | None,
    last_stopped: int | None,
    last_breached: int | None,
    last_open: int | None,
    imported: int,
) -> Fact:
    """Return a ticket as it stood at the cut-off; the arguments are the columns of `queries.measured`.

    Arguments:
        as_of: the cut-off in epoch seconds, as all instants are.
        beside: what it has besides.
        status, cycles: of the ticket now.
        day, weekday, hour: of the request in the site's zone; weekday 1 is Monday.
        score: the last cycle's answer, 1-5, given at `answered`.
        first_state, first_due, first_stopped, first_breached, first_open: the clock of the first response;
            open seconds on its own calendar.
        last_state, last_due, last_stopped, last_breached, last_open: the clock of the last cycle's solution.
    """
    # Written out, without a function for "at the cut-off": a month is made of thousands of these.
    ended = None if closed is None or closed > as_of else closed
    known = None if solved is None or solved > as_of else solved
    unrecorded = solved is None and status in _DONE and (closed is None or ended is not None)
    return Fact(
        number,
        channel,
        category,
        service,
        priority,
        team,
        owner,
        str(day),
        weekday,
        hour,
        cycles,
        requested,
        None if assigned is None or assigned > as_of else assigned,
        None if responded is None or responded > as_of else responded,
        known,
        ended,
        None if answered is None or answered > as_of else score,
        standing(first_state, first_due, first_stopped, first_breached, as_of),
        None if first_stopped is None or first_stopped > as_of else first_open,
        standing(last_state, last_due, last_stopped, last_breached, as_of),
        None if last_stopped is None or last_stopped > as_of else last_open,
        None if last_due is None else last_due - requested,
        known is not None or unrecorded,
        bool(imported),
        *beside,
    )


V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Facts:
    """The tickets of a period, column by column: each holds one field of `Fact`, a ticket is its place.

    Thousands of tickets are counted dozens of times over: going through one list of numbers costs a fraction
    of going through as many rows.
    """

    number: Sequence[str]
    channel: Sequence[int]
    category: Sequence[int]
    service: Sequence[str]
    priority: Sequence[str]
    team: Sequence[int | None]
    owner: Sequence[int | None]
    day: Sequence[str]
    weekday: Sequence[int]
    hour: Sequence[int]
    cycles: Sequence[int]
    requested: Sequence[int]
    assigned: Sequence[int | None]
    responded: Sequence[int | None]
    solved: Sequence[int | None]
    closed: Sequence[int | None]
    score: Sequence[int | None]
    response: Sequence[str]
    response_open: Sequence[int | None]
    resolution: Sequence[str]
    resolution_open: Sequence[int | None]
    allowed: Sequence[int | None]
    done: Sequence[bool]
    imported: Sequence[bool]
    marks: Sequence[str]
    accepted: Sequence[int | None]
    arrived: Sequence[int | None]
    repaired: Sequence[int | None]
    waited: Sequence[int | None]
    queue: Sequence[int | None]
    agent: Sequence[int | None]
    engineer: Sequence[int | None]
    parts: Sequence[int | None]
    customer: Sequence[int | None]
    off: Sequence[int | None]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], skip: int = 0) -> Self:
        """Return tickets given as rows: each the fields of a `Fact`.

        Arguments:
            skip: so many columns stand before them.
        """
        columns = list(zip(*rows, strict=True)) if rows else [()] * (skip + len(fields(cls)))
        return cls(*columns[skip:])

    @property
    def places(self) -> range:
        """The places of all tickets."""
        return range(len(self.number))

    def at(self, place: int) -> Fact:
        """Return one ticket."""
        return Fact(*(getattr(self, name)[place] for name in Fact._fields))


def grouped(column: Sequence[V], places: Sequence[int]) -> dict[V, list[int]]:
    """Return some places by what a column holds there, in their order."""
    groups: dict[V, list[int]] = defaultdict(list)
    for place, value in zip(places, map(column.__getitem__, places), strict=True):
        groups[value].append(place)
    return dict(groups)
