"""A row of a foreign log, read; and the tickets planned from such rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sladesk.domain.codes import Status
from sladesk.domain.history.outcomes import Outcome

#: Figures and words a row's sentence is filled with.
Detail = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class State:
    """What a state of the foreign desk is here. `reason`: code of the reason while a ticket waits in it."""

    word: str
    status: Status
    reason: str = ""

    @property
    def solved(self) -> bool:
        """Whether nothing is left to do in it."""
        return self.status in {Status.TO_VERIFY, Status.CLOSED}

    @property
    def waits(self) -> bool:
        """Whether the clock rests in it."""
        return self.status in {Status.WAITING_CUSTOMER, Status.WAITING_PARTS}


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that can be read: how a ticket stood after one change. Times are aware, in UTC.

    Arguments:
        at: when it was changed; opened_at, responded_at, resolved_at, closed_at: as the row says, None where
            it does not.
        priority, channel, category: codes of this desk; a category or channel to be made begins with `+`.
        team, owner, customer: codes and numbers of this desk, empty when the mapping knows none.
        words: what is kept as words, by column of the log.
        response_met, resolution_met: the source's own verdict, None where it gives none.
        sequence: number of the change in the source.
    """

    at: datetime
    state: State
    opened_at: datetime
    priority: str
    channel: str
    category: str
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    response_met: bool | None = None
    resolution_met: bool | None = None
    sequence: int | None = None
    team: str = ""
    owner: str = ""
    customer: str = ""
    summary: str = ""
    description: str = ""
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: what it says, or why it can't be read.

    Arguments:
        line: number of the line it begins in, the head being 1.
        ref: the foreign number of its ticket, empty when it has none.
        mark: digest of the row as far as it does not change afterwards; known ones are not taken twice.
    """

    line: int
    ref: str
    mark: str
    fact: Fact | None = None
    problem: Outcome | None = None
    detail: Detail = field(default_factory=dict[str, "str | int"])


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a row."""

    row: Row
    code: Outcome
    detail: Detail = field(default_factory=dict[str, "str | int"])


@dataclass(slots=True)
class PlannedCycle:
    """One pass of handling as the log has it; what it does not record is None (decision 18)."""

    no: int
    opened_at: datetime
    responded_at: datetime | None = None
    solution_at: datetime | None = None
    closed_at: datetime | None = None
    response_met: bool | None = None
    resolution_met: bool | None = None


@dataclass(slots=True)
class PlannedPause:
    """A stretch of waiting; `ended_at` empty while the log ends in it."""

    cycle: int
    state: State
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry of the timeline: how the ticket stood before (None at the opening) and after.

    Arguments:
        kind: opened, moved, changed or reopened.
        at: its true time as the log says it.
    """

    kind: str
    cycle: int
    at: datetime
    before: Fact | None
    after: Fact


@dataclass(slots=True)
class PlannedTicket:
    """A ticket as it will be made; `entries` with the line of their row."""

    ref: str
    opened_at: datetime
    last: Fact
    cycles: list[PlannedCycle]
    pauses: list[PlannedPause]
    entries: list[tuple[int, PlannedEntry]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rows of one ticket come to: an outcome for each, and the ticket unless it is refused."""

    ref: str
    told: tuple[Told, ...]
    ticket: PlannedTicket | None = None
