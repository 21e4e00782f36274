"""The catalogue of measures: one place for screen, PDF, workbook and API (R9.2).

A measure says of every ticket what it counts for: 1 or 0 in a rate, seconds, a score, or None when the
ticket is not in its cohort; one that is about clocks counts each of them. A figure is the mean of that
(`figures/counting.py`). The words of each definition stand beside its code in `reports/definitions.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sladesk.domain.codes import ServiceType
from sladesk.domain.figures.facts import DECIDED, LETTERS, MET, OVERDUE, RUNNING, Fact, Facts
from sladesk.domain.sla.kinds import ClockKind


class Unit(StrEnum):
    """What a measure's value is: a share 0-1, seconds, or points 1-5."""

    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"


#: Stands for every decided target of a ticket: its two answers' and each clock of the other kinds.
ALL_KINDS = "*"
#: What each ticket counts for, in the order of their places.
Column = list[float | None]
#: Works a column out; the number is the lowest score that counts as satisfied, the site's to choose (R6.2).
Values = Callable[[Facts, int], Column]


@dataclass(frozen=True)
class Measure:
    """One row of the catalogue.

    Arguments:
        code: stable name, in editions, addresses and the API.
        values: what tickets count for; None for a measure that counts clocks.
        more_is_better: on which side of the target it has to lie; None for what only describes.
        target: name of the setting that holds it, None without one.
        target_unit: how many of the value's units one of the setting's is.
        letter: of a measure that counts clocks, the mark of their kind; `ALL_KINDS` for every decided target.
        span: of a length, the names of the instants it lies between, where it is plain time.
        repairs: only repairs are in its cohort.
        habit: some departments divide by all tickets instead; that can be shown beside it (R9.2).
    """

    code: str
    unit: Unit
    values: Values | None
    more_is_better: bool | None = None
    target: str | None = None
    target_unit: float = 1
    letter: str = ""
    span: tuple[str, str] | None = None
    repairs: bool = False
    habit: bool = False

    def of(self, fact: Fact, satisfied_from: int = 0) -> float | None:
        """Return what a ticket counts for; a measure that counts clocks says nothing about one ticket."""
        return self.values(Facts.of([fact]), satisfied_from)[0] if self.values is not None else None


def _gaps(since: Sequence[int | None], until: Sequence[int | None]) -> Column:
    """Return seconds between two instants of each; a negative difference counts as 0 (decision 18)."""
    return [
        None if a is None or b is None else b - a if b > a else 0 for a, b in zip(since, until, strict=True)
    ]


def _where(wanted: Sequence[object], values: Sequence[float | None]) -> Column:
    """Return values of those tickets for which something is true."""
    return [value if there else None for there, value in zip(wanted, values, strict=True)]


def _responded(facts: Facts, _satisfied_from: int) -> Column:
    both = zip(facts.responded, facts.response, strict=True)
    return [1.0 if at is not None else 0.0 if stand == OVERDUE else None for at, stand in both]


def _resolved(facts: Facts, _satisfied_from: int) -> Column:
    both = zip(facts.done, facts.resolution, strict=True)
    return [1.0 if done else None if stand == RUNNING else 0.0 for done, stand in both]


def _met(stands: Sequence[str]) -> Column:
    counts: Mapping[str, float] = {stand: float(stand == MET) for stand in DECIDED}
    return [counts.get(stand) for stand in stands]


def _satisfied(facts: Facts, satisfied_from: int) -> Column:
    return [None if score is None else float(score >= satisfied_from) for score in facts.score]


def _answered(facts: Facts, _satisfied_from: int) -> Column:
    each = zip(facts.score, facts.closed, facts.imported, strict=True)
    return [
        1.0 if score is not None else 0.0 if closed is not None and not imported else None
        for score, closed, imported in each
    ]


def _second(facts: Facts, _satisfied_from: int) -> Column:
    return _where(facts.done, [float(cycles > 1) for cycles in facts.cycles])


_MINUTE, _HOUR, _PERCENT = 60.0, 3600.0, 0.01
#: Measures of one kind of target each, in the order of a ticket's life.
BY_KIND: Mapping[str, ClockKind] = {
    "answer_attainment": ClockKind.ANSWER,
    "assignment_attainment": ClockKind.ASSIGNMENT_WAIT,
    "preliminary_attainment": ClockKind.PRELIMINARY,
    "update_attainment": ClockKind.UPDATE,
    "promises_kept": ClockKind.PROMISE,
    "task_attainment": ClockKind.TASK,
    "emergency_attainment": ClockKind.EMERGENCY,
    "callback_attainment": ClockKind.CALLBACK,
    "low_score_attainment": ClockKind.LOW_SCORE,
}
#: The stages of a repair (R9.2).
STAGES = ("repair_acceptance", "repair_arrival", "repair_work", "parts_wait")


def _rate(code: str, values: Values, target: str, *, habit: bool = False) -> Measure:
    return Measure(code, Unit.SHARE, values, True, f"target.{target}", _PERCENT, habit=habit)


def _clocks(code: str, letter: str) -> Measure:
    return Measure(code, Unit.SHARE, None, True, "target.attainment", _PERCENT, letter)


def _length(
    code: str,
    since: str,
    until: str,
    *,
    target: str | None = None,
    unit: float = 1,
    only: Callable[[Facts], Sequence[object]] | None = None,
    repairs: bool = False,
) -> Measure:
    """Return a measure of plain time between two instants of a ticket that has both."""

    def values(facts: Facts, _satisfied_from: int) -> Column:
        found = _gaps(getattr(facts, since), getattr(facts, until))
        return found if only is None else _where(only(facts), found)

    return Measure(
        code, Unit.SECONDS, values, False, target, unit,
        span=(since, until), repairs=repairs, habit=bool(target),
    )  # fmt: skip


_REPAIR = ServiceType.REPAIR.value


def _repairs(facts: Facts) -> Sequence[object]:
    return [service == _REPAIR for service in facts.service]


def _stage(code: str, since: str, until: str) -> Measure:
    return _length(code, since, until, only=_repairs, repairs=True)


def _ended(facts: Facts) -> Sequence[object]:
    return [closed is not None for closed in facts.closed]


def _parts(facts: Facts, _satisfied_from: int) -> Column:
    return _where(_repairs(facts), facts.waited)


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        _rate("response_rate", _responded, "response_rate", habit=True),
        _rate("resolution_rate", _resolved, "resolution_rate", habit=True),
        _length(
            "first_response", "assigned", "responded", target="target.first_response_minutes", unit=_MINUTE
        ),
        _length("first_response_requested", "requested", "responded"),
        Measure("first_response_working", Unit.SECONDS, lambda f, _s: list(f.response_open), False),
        _length("resolution", "assigned", "solved", target="target.resolution_hours", unit=_HOUR),
        _length("resolution_requested", "requested", "solved"),
        Measure("resolution_working", Unit.SECONDS, lambda f, _s: list(f.resolution_open), False),
        _length("resolution_after_response", "responded", "solved", only=_ended),
        _clocks("attainment", ALL_KINDS),
        _rate("response_attainment", lambda f, _s: _met(f.response), "attainment"),
        _rate("resolution_attainment", lambda f, _s: _met(f.resolution), "attainment"),
        *(_clocks(code, LETTERS[kind]) for code, kind in BY_KIND.items()),
        _rate("satisfaction", _satisfied, "satisfaction"),
        Measure("answer_rate", Unit.SHARE, _answered, True),
        Measure("score", Unit.SCORE, lambda f, _s: list(f.score), True),
        Measure("second_cycles", Unit.SHARE, _second, False),
        _stage("repair_acceptance", "assigned", "accepted"),
        _stage("repair_arrival", "accepted", "arrived"),
        _stage("repair_work", "arrived", "repaired"),
        Measure("parts_wait", Unit.SECONDS, _parts, False, repairs=True),
    )
}
#: The five of the summary, in the order people read them (R9.2).
HEADLINE = ("response_rate", "resolution_rate", "first_response", "resolution", "satisfaction")
