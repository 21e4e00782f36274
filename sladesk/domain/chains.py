"""Escalation chains: who is told when a time limit runs out, step by step, until somebody takes it (R3.9).

A step is known by what it says, not by its place: a chain may be edited while it runs, and what has been told
once is not told again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sladesk.domain.codes import Role
from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.sla.calendars import CalendarTable
from sladesk.domain.sla.errors import BadCalendar

#: The chain of every policy that names none; it can't be retired.
STANDARD = "standard"
#: Steps of a chain at most, and minutes after the due time at most (30 days).
MOST_STEPS, MOST_MINUTES = 12, 43_200


class Moment(StrEnum):
    """When a step comes: at half and at four fifths of the target, or from the due time on."""

    HALF = "half"
    MOST = "most"
    LATE = "late"


class To(StrEnum):
    """Who is told: the owner, the team's supervisors on duty, everybody of a role, one person."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    ROLE = "role"
    PERSON = "person"


#: The share of the target at which a warning is due, and its moment.
WARNINGS: Mapping[int, Moment] = {50: Moment.HALF, 80: Moment.MOST}
#: Roles that may be told: those that see tickets.
ROLES = (Role.SUPERVISOR, Role.MANAGER, Role.ANALYST)


@dataclass(frozen=True)
class Step:
    """One step.

    Arguments:
        who: code of the role, or staff number of the person.
        minutes: after the due time; 0 is the breach itself.
        calendar: code of the calendar these minutes are counted on, so that the step waits for its opening;
            empty for plain time.
    """

    moment: Moment
    to: To
    who: str = ""
    minutes: int = 0
    calendar: str = ""

    @property
    def key(self) -> str:
        """What the step is known by."""
        return ":".join((self.moment, str(self.minutes), self.calendar, self.to, self.who))

    def planned(self, due: int, table: CalendarTable | None) -> int:
        """Return when the step comes after a missed due time, in epoch seconds.

        Arguments:
            due: epoch seconds.
            table: of its calendar; None for plain time.
        """
        seconds = self.minutes * 60
        if table is None:
            return due + seconds
        try:
            return table.add(due, seconds)
        except BadCalendar:
            return due + seconds  # it never opens again: better told at night than not at all


def parse(stored: object) -> tuple[Step, ...]:
    """Return the steps of a chain from what its row holds."""
    if not isinstance(stored, list):
        return ()
    return tuple(
        Step(Moment(row["moment"]), To(row["to"]), row["who"], int(row["minutes"]), row["calendar"])
        for row in stored
    )


def stored(steps: Iterable[Step]) -> list[dict[str, object]]:
    """Return steps as a row holds them."""
    return [dict[str, object](asdict(step)) for step in steps]


def ordered(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return steps in the order in which they come, those of one moment as they were given."""
    places = list(Moment)
    return tuple(sorted(steps, key=lambda step: (places.index(step.moment), step.minutes)))


@dataclass(frozen=True)
class Known:
    """What steps may name: codes of calendars in use, staff numbers of people who see tickets."""

    calendars: Collection[str]
    people: Collection[str]


def check(steps: Sequence[Step], known: Known) -> None:
    """Refuse a chain that could not do its work.

    Raises:
        Invalid: by `step-<place>`, or by `steps` for the chain as a whole.
    """
    problems: dict[str, Problem] = {}
    seen: set[str] = set()
    for place, step in enumerate(steps):
        problem = _wrong(step, known)
        if problem is None and step.key in seen:
            problem = Problem("step_twice")
        if problem is not None:
            problems[f"step-{place}"] = problem
        seen.add(step.key)
    if len(steps) > MOST_STEPS:
        problems["steps"] = Problem("too_many_steps", {"max": MOST_STEPS})
    elif not any(step.moment is Moment.LATE and step.minutes == 0 and not step.calendar for step in steps):
        problems["steps"] = Problem("nobody_told_of_breach")
    if problems:
        raise Invalid(problems)


def _wrong(step: Step, known: Known) -> Problem | None:
    if step.moment is not Moment.LATE and (step.minutes or step.calendar):
        return Problem("warning_has_no_minutes")
    if not 0 <= step.minutes <= MOST_MINUTES:
        return Problem("number_between", {"low": 0, "high": MOST_MINUTES})
    if step.calendar and step.calendar not in known.calendars:
        return Problem("unknown_choice")
    if step.to is To.ROLE and step.who not in set(map(str, ROLES)):
        return Problem("unknown_choice")
    if step.to is To.PERSON and step.who not in known.people:
        return Problem("unknown_choice")
    return None


def at(steps: Iterable[Step], moment: Moment) -> tuple[Step, ...]:
    """Return the steps of a moment."""
    return tuple(step for step in steps if step.moment is moment)


def to_come(
    steps: Iterable[Step], done: Collection[str], due: int, tables: Mapping[str, CalendarTable]
) -> list[tuple[int, Step]]:
    """Return the steps after a missed due time that have not been taken, each with when, the first first.

    Arguments:
        done: keys of the steps that have been taken.
        due: epoch seconds.
        tables: of calendars by code; one that is gone counts as plain time.
    """
    left = [step for step in at(steps, Moment.LATE) if step.key not in done]
    return sorted(
        ((step.planned(due, tables.get(step.calendar)), step) for step in left), key=lambda pair: pair[0]
    )
