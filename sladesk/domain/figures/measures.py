"""The catalogue of measures: one place for screen, PDF, workbook and API (R9.2).

A measure looks at one ticket and says what it counts for: 1 or 0 in a rate, seconds, a score, or None when
the ticket is not in its cohort; one that is about clocks counts each of them. A figure is the mean of that
(`figures/counting.py`). The words of each definition stand beside its code in `reports/definitions.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sladesk.domain.codes import ServiceType
from sladesk.domain.figures.facts import DECIDED, LETTERS, MET, OVERDUE, RUNNING, Fact
from sladesk.domain.sla.kinds import ClockKind


class Unit(StrEnum):
    """What a measure's value is: a share 0-1, seconds, or points 1-5."""

    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"


#: Stands for every decided target of a ticket: its two answers' and each clock of the other kinds.
ALL_KINDS = "*"
#: A ticket's value, and the lowest score that counts as satisfied, which is the site's to choose (R6.2).
Value = Callable[[Fact, int], float | None]


@dataclass(frozen=True)
class Measure:
    """One row of the catalogue.

    Arguments:
        code: stable name, in editions, addresses and the API.
        value: what a ticket counts for; None for a measure that counts clocks.
        more_is_better: on which side of the target it has to lie; None for what only describes.
        target: name of the setting that holds it, None without one.
        target_unit: how many of the value's units one of the setting's is.
        letter: of a measure that counts clocks, the mark of their kind; `ALL_KINDS` for every decided target.
        span: of a length, the names of the instants it lies between, where it is plain time.
        only: of a span, which tickets are in its cohort.
        repairs: only repairs are in its cohort.
        habit: some departments divide by all tickets instead; that can be shown beside it (R9.2).
    """

    code: str
    unit: Unit
    value: Value | None
    more_is_better: bool | None = None
    target: str | None = None
    target_unit: float = 1
    letter: str = ""
    span: tuple[str, str] | None = None
    only: Callable[[Fact], bool] | None = None
    repairs: bool = False
    habit: bool = False

    def of(self, fact: Fact, satisfied_from: int = 0) -> float | None:
        """Return what a ticket counts for; a measure that counts clocks says nothing about one ticket."""
        return self.value(fact, satisfied_from) if self.value is not None else None


def gap(since: int | None, until: int | None) -> int | None:
    """Return seconds between two instants; a negative difference counts as 0 (decision 18)."""
    if since is None or until is None:
        return None
    return until - since if until > since else 0


def _responded(fact: Fact, _satisfied_from: int) -> float | None:
    if fact.responded is not None:
        return 1.0
    return 0.0 if fact.response == OVERDUE else None


def _resolved(fact: Fact, _satisfied_from: int) -> float | None:
    if fact.done:
        return 1.0
    return None if fact.resolution == RUNNING else 0.0


def _response_met(fact: Fact, _satisfied_from: int) -> float | None:
    return float(fact.response == MET) if fact.response in DECIDED else None


def _resolution_met(fact: Fact, _satisfied_from: int) -> float | None:
    return float(fact.resolution == MET) if fact.resolution in DECIDED else None


def _satisfied(fact: Fact, satisfied_from: int) -> float | None:
    return None if fact.score is None else float(fact.score >= satisfied_from)


def _answered(fact: Fact, _satisfied_from: int) -> float | None:
    if fact.score is not None:
        return 1.0
    return 0.0 if fact.closed is not None and not fact.imported else None


def _second(fact: Fact, _satisfied_from: int) -> float | None:
    return float(fact.cycles > 1) if fact.done else None


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


def _rate(code: str, value: Value, target: str, *, habit: bool = False) -> Measure:
    return Measure(code, Unit.SHARE, value, True, f"target.{target}", _PERCENT, habit=habit)


def _clocks(code: str, letter: str) -> Measure:
    return Measure(code, Unit.SHARE, None, True, "target.attainment", _PERCENT, letter)


def _length(
    code: str,
    since: str,
    until: str,
    *,
    target: str | None = None,
    unit: float = 1,
    only: Callable[[Fact], bool] | None = None,
    repairs: bool = False,
) -> Measure:
    """Return a measure of plain time between two instants of a ticket that has both."""

    def value(fact: Fact, _satisfied_from: int) -> float | None:
        return gap(getattr(fact, since), getattr(fact, until)) if only is None or only(fact) else None

    return Measure(
        code, Unit.SECONDS, value, False, target, unit,
        span=(since, until), only=only, repairs=repairs, habit=bool(target),
    )  # fmt: skip


_REPAIR = ServiceType.REPAIR.value


def _is_repair(fact: Fact) -> bool:
    return fact.service == _REPAIR


def _stage(code: str, since: str, until: str) -> Measure:
    return _length(code, since, until, only=_is_repair, repairs=True)


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        _rate("response_rate", _responded, "response_rate", habit=True),
        _rate("resolution_rate", _resolved, "resolution_rate", habit=True),
        _length(
            "first_response", "assigned", "responded", target="target.first_response_minutes", unit=_MINUTE
        ),
        _length("first_response_requested", "requested", "responded"),
        Measure("first_response_working", Unit.SECONDS, lambda f, _s: f.response_open, False),
        _length("resolution", "assigned", "solved", target="target.resolution_hours", unit=_HOUR),
        _length("resolution_requested", "requested", "solved"),
        Measure("resolution_working", Unit.SECONDS, lambda f, _s: f.resolution_open, False),
        _length("resolution_after_response", "responded", "solved", only=lambda f: f.closed is not None),
        _clocks("attainment", ALL_KINDS),
        _rate("response_attainment", _response_met, "attainment"),
        _rate("resolution_attainment", _resolution_met, "attainment"),
        *(_clocks(code, LETTERS[kind]) for code, kind in BY_KIND.items()),
        _rate("satisfaction", _satisfied, "satisfaction"),
        Measure("answer_rate", Unit.SHARE, _answered, True),
        Measure("score", Unit.SCORE, lambda f, _s: f.score, True),
        Measure("second_cycles", Unit.SHARE, _second, False),
        _stage("repair_acceptance", "assigned", "accepted"),
        _stage("repair_arrival", "accepted", "arrived"),
        _stage("repair_work", "arrived", "repaired"),
        Measure(
            "parts_wait", Unit.SECONDS, lambda f, _s: f.waited if _is_repair(f) else None, False, repairs=True
        ),
    )
}
#: The five of the summary, in the order people read them (R9.2).
HEADLINE = ("response_rate", "resolution_rate", "first_response", "resolution", "satisfaction")
