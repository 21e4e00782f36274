"""Figures: a measure of the catalogue over some tickets, its values worked out once (R9.2)."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from sladesk.domain.figures.facts import DECIDED, MISSED, Facts
from sladesk.domain.figures.measures import ALL_KINDS, MEASURES, Measure, Unit
from sladesk.domain.figures.spread import percentile

V = TypeVar("V")


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
        tickets: those that `n` counts, or whose clocks it does; `failing` of them bring a rate down.
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
    tickets: int = 0
    failing: int = 0

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


#: How many clocks were met and missed.
Tally = tuple[int, int]


@dataclass(frozen=True)
class Clocks:
    """Clocks of a measure: thousands of tickets have the same few marks, of which each is looked at once.

    Arguments:
        marks: what the clocks of each ticket came to; `counts` of how many tickets.
        tallies: what is in them of the measure; marks without anything decided are left out.
    """

    marks: Sequence[Hashable]
    counts: Counter[Hashable]
    tallies: Mapping[Hashable, Tally]

    @cached_property
    def late(self) -> frozenset[Hashable]:
        """The marks in which something was missed."""
        return frozenset(marks for marks, (_met, missed) in self.tallies.items() if missed)


class Columns:
    """The tickets of a period with the values of measures, each worked out once however often it is asked.

    A group of tickets is given by their places.

    Arguments:
        bar: what the site asks of its figures.
    """

    def __init__(self, facts: Facts, bar: Bar) -> None:
        self.facts = facts
        self.bar = bar
        self.places = facts.places
        self._values: dict[str, list[float | None]] = {}
        self._clocks: dict[str, Clocks] = {}

    def column(self, measure: Measure) -> list[float | None]:
        """Return what each ticket counts for in a measure, None where it is not in the cohort."""
        found = self._values.get(measure.code)
        if found is None:
            if measure.values is None:
                raise ValueError(f"{measure.code} counts clocks")
            found = self._values[measure.code] = measure.values(self.facts, self.bar.satisfied_from)
        return found

    def clocks(self, measure: Measure) -> Clocks:
        """Return the clocks of a measure that counts them."""
        found = self._clocks.get(measure.code)
        if found is None:
            every = measure.letter == ALL_KINDS
            marks, counts = self._stands if every else (self.facts.marks, self._marks)
            tally = _every if every else _of_kind(measure.letter)
            tallies = {each: tally(each) for each in counts}
            decided = {each: found for each, found in tallies.items() if any(found)}
            found = self._clocks[measure.code] = Clocks(marks, counts, decided)
        return found

    @cached_property
    def _marks(self) -> Counter[Hashable]:
        return Counter(self.facts.marks)

    @cached_property
    def _stands(self) -> tuple[Sequence[Hashable], Counter[Hashable]]:
        """Marks together with how the two answers' clocks stand."""
        facts = self.facts
        found = list(zip(facts.marks, facts.response, facts.resolution, strict=True))
        return found, Counter(found)

    def cohort(self, measure: Measure, places: Sequence[int]) -> Iterator[int]:
        """Return those of the tickets that are in a measure's cohort."""
        if measure.letter:
            clocks = self.clocks(measure)
            return (place for place in places if clocks.marks[place] in clocks.tallies)
        column = self.column(measure)
        return (place for place in places if column[place] is not None)

    def failing(self, measure: Measure, places: Sequence[int]) -> Iterator[int]:
        """Return those of the tickets that bring a rate down."""
        if measure.letter:
            clocks = self.clocks(measure)
            return (place for place in places if clocks.marks[place] in clocks.late)
        found = zip(places, self._picked(self.column(measure), places), strict=True)
        return (place for place, value in found if value == 0)

    def counted(self, measure: Measure, places: Sequence[int]) -> list[float]:
        """Return what those of the tickets count for that are in a measure's cohort."""
        return [value for value in self._picked(self.column(measure), places) if value is not None]

    def figure(self, code: str, places: Sequence[int], before: float | None = None) -> Figure:
        """Work a measure of the catalogue out over some tickets.

        Arguments:
            code: its key in the catalogue.
            before: its value in the period before.
        """
        measure = MEASURES[code]
        if measure.letter:
            return self._clocks_figure(measure, places, before)
        seconds, share = measure.unit is Unit.SECONDS, measure.unit is Unit.SHARE
        found = self.counted(measure, places)
        total, n = sum(found), len(found)
        if seconds:
            found.sort()
        return Figure(
            measure=code,
            value=total / n if n else None,
            n=n,
            part=int(total) if share else None,
            median=percentile(found, 50) if seconds else None,
            p90=percentile(found, 90) if seconds else None,
            before=before,
            target=self.bar.target(measure),
            tickets=n,
            failing=n - int(total) if share else 0,
        )

    def _clocks_figure(self, measure: Measure, places: Sequence[int], before: float | None) -> Figure:
        clocks = self.clocks(measure)
        marks = clocks.counts if places is self.places else Counter(self._picked(clocks.marks, places))
        met = sum(kept * marks[each] for each, (kept, _missed) in clocks.tallies.items())
        n = met + sum(missed * marks[each] for each, (_kept, missed) in clocks.tallies.items())
        return Figure(
            measure=measure.code,
            value=met / n if n else None,
            n=n,
            part=met,
            before=before,
            target=self.bar.target(measure),
            tickets=sum(marks[each] for each in clocks.tallies),
            failing=sum(marks[each] for each in clocks.late),
        )

    def value(self, code: str, places: Sequence[int]) -> float | None:
        """Return a measure's value over some of the tickets."""
        measure = MEASURES[code]
        if measure.letter:
            return self.figure(code, places).value
        found = self.counted(measure, places)
        return sum(found) / len(found) if found else None

    def turned(self, measure: Measure) -> list[int]:
        """Return the tickets of a measure whose later instant lies before the earlier: they count as 0."""
        if measure.span is None:
            return []
        since, until = (getattr(self.facts, name) for name in measure.span)
        # Only those that count as nothing are looked at again.
        return [place for place in self.failing(measure, self.places) if until[place] < since[place]]

    def _picked(self, column: Sequence[V], places: Sequence[int]) -> Sequence[V]:
        """Return what a column holds at some places, without a step of Python for each."""
        if places is self.places:
            return column
        return itemgetter(*places)(column) if len(places) > 1 else [column[place] for place in places]


def _of_kind(letter: str) -> Callable[[Any], Tally]:
    """Return what tells of marks how many clocks of a kind were met and missed."""
    return lambda marks: (marks.count(letter), marks.count(letter.upper()))


def _every(stands: Any) -> Tally:
    """Return how many decided targets were met and missed: those of the two answers and all other clocks'."""
    marks, *answers = stands
    missed = sum(map(str.isupper, marks)) + sum(stand in MISSED for stand in answers)
    return len(marks) + sum(stand in DECIDED for stand in answers) - missed, missed
