"""Figures: a measure of the catalogue over some tickets, each ticket looked at once (R9.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sladesk.domain.figures.facts import MET, MISSED, Fact
from sladesk.domain.figures.measures import ALL_KINDS, MEASURES, Measure, Unit
from sladesk.domain.figures.spread import percentile


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


#: Tickets of a cohort with what they count for; of clocks, how many were met and missed.
Tallied = list[tuple[Fact, int, int]]


class Columns:
    """The tickets of a period with the values of measures, each worked out once however often it is asked.

    Arguments:
        facts: in the order of their places.
        bar: what the site asks of its figures.
    """

    def __init__(self, facts: Sequence[Fact], bar: Bar) -> None:
        self.facts = facts
        self.bar = bar
        self._values: dict[str, list[float | None]] = {}

    def column(self, measure: Measure) -> list[float | None]:
        """Return what each ticket counts for in a measure, None where it is not in the cohort."""
        found = self._values.get(measure.code)
        if found is None:
            found = self._values[measure.code] = self._column(measure)
        return found

    def _column(self, measure: Measure) -> list[float | None]:
        value, low = measure.value, self.bar.satisfied_from
        if value is None:
            raise ValueError(f"{measure.code} counts clocks")
        if measure.span is None:
            return [value(fact, low) for fact in self.facts]
        # As `value` does, for thousands of tickets at once.
        since, until = (map(attrgetter(name), self.facts) for name in measure.span)
        gaps = [
            None if a is None or b is None else b - a if b > a else 0
            for a, b in zip(since, until, strict=True)
        ]
        only = measure.only
        if only is None:
            return gaps
        return [
            gap if gap is not None and only(fact) else None
            for gap, fact in zip(gaps, self.facts, strict=True)
        ]

    def valued(self, code: str, facts: Iterable[Fact]) -> list[tuple[Fact, float]]:
        """Return those of the tickets that are in a measure's cohort, with what they count for."""
        column = self.column(MEASURES[code])
        return [(fact, value) for fact in facts if (value := column[fact.place]) is not None]

    def counted(self, measure: Measure, facts: Iterable[Fact]) -> list[float]:
        """Return what those of the tickets count for that are in a measure's cohort."""
        column = self.column(measure)
        if facts is self.facts:
            return [value for value in column if value is not None]
        return [value for fact in facts if (value := column[fact.place]) is not None]

    def value(self, code: str, facts: Iterable[Fact]) -> float | None:
        """Return a measure's value over some of the tickets."""
        measure = MEASURES[code]
        if measure.letter:
            return tallied_figure(measure, tallied(measure, facts), self.bar).value
        found = self.counted(measure, facts)
        return sum(found) / len(found) if found else None

    def turned(self, measure: Measure) -> list[Fact]:
        """Return the tickets of a measure whose later instant lies before the earlier: they count as 0."""
        if measure.span is None:
            return []
        since, until = (attrgetter(name) for name in measure.span)
        column = self.column(measure)
        # Only those that count as nothing are looked at again.
        return [fact for fact in self.facts if column[fact.place] == 0 and until(fact) < since(fact)]


def tallied(measure: Measure, facts: Iterable[Fact]) -> Tallied:
    """Return the tickets that have decided clocks of a measure, with how many were met and missed."""
    if measure.letter == ALL_KINDS:
        return [(fact, met, missed) for fact in facts for met, missed in (_every(fact),) if met or missed]
    small, capital = measure.letter, measure.letter.upper()
    return [
        (fact, marks.count(small), marks.count(capital))
        for fact in facts
        if small in (marks := fact.marks) or capital in marks
    ]


def _every(fact: Fact) -> tuple[int, int]:
    """Return how many decided targets a ticket met and missed: its two answers' and its other clocks'."""
    marks = fact.marks
    missed = 0 if not marks or marks.islower() else sum(map(str.isupper, marks))
    met = len(marks) - missed
    for stand in (fact.response, fact.resolution):
        if stand == MET:
            met += 1
        elif stand in MISSED:
            missed += 1
    return met, missed


def tallied_figure(
    measure: Measure, found: Iterable[tuple[Fact, int, int]], bar: Bar, before: float | None = None
) -> Figure:
    """Work a measure out from the clocks of its tickets; `n` and `part` are numbers of clocks.

    Arguments:
        before: its value in the period before.
    """
    met = missed = 0
    for _fact, kept, late in found:
        met, missed = met + kept, missed + late
    n = met + missed
    return Figure(measure.code, met / n if n else None, n, met, before=before, target=bar.target(measure))


def figure_of(measure: Measure, counted: Iterable[float], bar: Bar, before: float | None = None) -> Figure:
    """Work a measure out from what its tickets count for.

    Arguments:
        before: its value in the period before.
    """
    seconds = measure.unit is Unit.SECONDS
    ordered = sorted(counted) if seconds else list(counted)
    total = sum(ordered)
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
    if measure.letter:
        return tallied_figure(measure, tallied(measure, facts), bar, before)
    values = (measure.of(fact, bar.satisfied_from) for fact in facts)
    return figure_of(measure, [value for value in values if value is not None], bar, before)
