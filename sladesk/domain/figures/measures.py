"""The catalogue of measures: one place for screen, PDF, workbook and API (R9.2).

A measure looks at one ticket and says what it counts for: 1 or 0 in a rate, seconds, a score, or None when
the ticket is not in its cohort. A figure is the mean of that over the tickets that have it. The words of each
definition stand beside its code in `reports/definitions.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sladesk.domain.figures.facts import DECIDED, MET, OVERDUE, RUNNING, Fact
from sladesk.domain.figures.spread import percentile


class Unit(StrEnum):
    """What a measure's value is: a share 0-1, seconds, or points 1-5."""

    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"


#: A ticket's value, and the lowest score that counts as satisfied, which is the site's to choose (R6.2).
Value = Callable[[Fact, int], float | None]


@dataclass(frozen=True)
class Measure:
    """One row of the catalogue.

    Arguments:
        code: stable name, in editions, addresses and the API.
        more_is_better: on which side of the target it has to lie; None for what only describes.
        target: name of the setting that holds it, None without one.
        target_unit: how many of the value's units one of the setting's is.
    """

    code: str
    unit: Unit
    value: Value
    more_is_better: bool | None = None
    target: str | None = None
    target_unit: float = 1


@dataclass(frozen=True)
class Figure:
    """A measure over some tickets.

    Arguments:
        n: tickets that have the value; without any, `value` is None: not recorded, never 0 (decision 18).
        part: of a rate, how many of them.
        median, p90: of seconds, by nearest rank.
        before: the same value in the period before, where that is known.
        target: in the value's unit.
    """

    measure: str
    value: float | None
    n: int
    part: int | None = None
    median: float | None = None
    p90: float | None = None
    before: float | None = None
    target: float | None = None

    @property
    def good(self) -> bool | None:
        """Whether the target is reached, exactly; None without a target or a value."""
        measure = MEASURES[self.measure]
        if self.value is None or self.target is None or measure.more_is_better is None:
            return None
        if self.part is not None:
            return (
                self.part >= self.target * self.n
                if measure.more_is_better
                else self.part <= self.target * self.n
            )
        return self.value >= self.target if measure.more_is_better else self.value <= self.target


def _gap(since: int | None, until: int | None) -> float | None:
    """Return seconds between two instants; a negative difference counts as 0 (decision 18)."""
    if since is None or until is None:
        return None
    return float(until - since) if until > since else 0.0


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


def _after_response(fact: Fact, _satisfied_from: int) -> float | None:
    return _gap(fact.responded, fact.solved) if fact.closed is not None else None


def _open(value: int | None) -> float | None:
    return None if value is None else float(value)


_MINUTE, _HOUR, _PERCENT = 60.0, 3600.0, 0.01

MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure("response_rate", Unit.SHARE, _responded, True, "target.response_rate", _PERCENT),
        Measure("resolution_rate", Unit.SHARE, _resolved, True, "target.resolution_rate", _PERCENT),
        Measure(
            "first_response", Unit.SECONDS, lambda f, _s: _gap(f.assigned, f.responded),
            False, "target.first_response_minutes", _MINUTE,
        ),
        Measure(
            "first_response_requested", Unit.SECONDS, lambda f, _s: _gap(f.requested, f.responded), False
        ),
        Measure("first_response_working", Unit.SECONDS, lambda f, _s: _open(f.response_open), False),
        Measure(
            "resolution", Unit.SECONDS, lambda f, _s: _gap(f.assigned, f.solved),
            False, "target.resolution_hours", _HOUR,
        ),
        Measure("resolution_requested", Unit.SECONDS, lambda f, _s: _gap(f.requested, f.solved), False),
        Measure("resolution_working", Unit.SECONDS, lambda f, _s: _open(f.resolution_open), False),
        Measure("resolution_after_response", Unit.SECONDS, _after_response, False),
        Measure("response_attainment", Unit.SHARE, _response_met, True, "target.attainment", _PERCENT),
        Measure("resolution_attainment", Unit.SHARE, _resolution_met, True, "target.attainment", _PERCENT),
        Measure("satisfaction", Unit.SHARE, _satisfied, True, "target.satisfaction", _PERCENT),
        Measure("answer_rate", Unit.SHARE, _answered, True),
        Measure("score", Unit.SCORE, lambda f, _s: _open(f.score), True),
        Measure("second_cycles", Unit.SHARE, _second, False),
    )
}  # fmt: skip
#: The five of the summary, in the order people read them (R9.2).
HEADLINE = ("response_rate", "resolution_rate", "first_response", "resolution", "satisfaction")


@dataclass(frozen=True)
class Bar:
    """What the site asks of its figures.

    Arguments:
        satisfied_from: the lowest score that counts as satisfied.
        targets: by name of the setting, as typed there.
    """

    satisfied_from: int = 4
    targets: Mapping[str, int] | None = None

    def target(self, measure: Measure) -> float | None:
        """Return a measure's target in its own unit."""
        if measure.target is None or self.targets is None:
            return None
        return self.targets[measure.target] * measure.target_unit


def values(measure: Measure, facts: Iterable[Fact], bar: Bar) -> list[tuple[Fact, float]]:
    """Return the tickets of a measure's cohort with what they count for."""
    low = bar.satisfied_from
    return [(fact, value) for fact in facts if (value := measure.value(fact, low)) is not None]


def figure_of(measure: Measure, counted: Iterable[float], bar: Bar, before: float | None = None) -> Figure:
    """Work a measure out from what its tickets count for.

    Arguments:
        before: its value in the period before.
    """
    ordered = sorted(counted)
    total, seconds = sum(ordered), measure.unit is Unit.SECONDS
    return Figure(
        measure=measure.code,
        value=total / len(ordered) if ordered else None,
        n=len(ordered),
        part=int(total) if measure.unit is Unit.SHARE else None,
        median=percentile(ordered, 50) if seconds else None,
        p90=percentile(ordered, 90) if seconds else None,
        before=before,
        target=bar.target(measure),
    )


def figure(code: str, facts: Iterable[Fact], bar: Bar, before: float | None = None) -> Figure:
    """Work a measure of the catalogue out over some tickets.

    Arguments:
        code: its key in the catalogue.
        before: its value in the period before.
    """
    measure = MEASURES[code]
    return figure_of(measure, [value for _fact, value in values(measure, facts, bar)], bar, before)
