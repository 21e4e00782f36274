"""What a review is made of, and the ways every part of it groups tickets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sladesk.domain.figures.facts import Fact
from sladesk.domain.figures.measures import Bar, figure
from sladesk.domain.periods import Period
from sladesk.queries.facts import Balance as Carried
from sladesk.queries.facts import Miss
from sladesk.reports import document as doc


@dataclass(frozen=True)
class Material:
    """All that a review is made of.

    Arguments:
        facts, misses, kinds, carried, parts: of the period at the cut-off, as `queries.facts` gives them.
        earlier, earlier_misses: of the period before; `two_before` counts problems of the one before that.
        as_of: the cut-off, epoch seconds.
        channels, categories, reasons: names by key, categories as their way from the root.
        sides: whose a reason is, by key.
        fast: channels answered by telephone or chat, whose contacts take seats.
        working: days of both periods on which the office is open.
    """

    period: Period
    head: doc.Head
    bar: Bar
    facts: list[Fact]
    earlier: list[Fact]
    two_before: Mapping[int, int]
    misses: Sequence[Miss]
    earlier_misses: Sequence[Miss]
    kinds: Mapping[str, tuple[int, int]]
    carried: Carried
    parts: frozenset[str]
    channels: Mapping[int, doc.Name]
    categories: Mapping[int, doc.Name]
    reasons: Mapping[int, doc.Name]
    sides: Mapping[int, str]
    fast: frozenset[int]
    working: frozenset[date]
    contact_seconds: int
    occupancy: int

    @property
    def past(self) -> list[date]:
        """The days of the period that have begun at the cut-off."""
        last = date.fromisoformat(self.head.reached)
        return [day for day in self.period.days if day <= last]

    def value(self, code: str, facts: Iterable[Fact]) -> float | None:
        """Return a measure's value over some tickets."""
        return figure(code, facts, self.bar).value


def by(facts: Iterable[Fact], name: str) -> dict[object, list[Fact]]:
    """Return tickets grouped by one of their fields, in their order."""
    groups: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[getattr(fact, name)].append(fact)
    return groups
