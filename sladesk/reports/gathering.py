"""Tickets behind figures: each counted thing keeps the tickets it was counted from (decision 19)."""

from collections.abc import Iterable, Sequence
from itertools import islice

from sladesk.domain.figures.counting import Columns, Figure, figure_of, tallied, tallied_figure
from sladesk.domain.figures.facts import Fact
from sladesk.domain.figures.measures import MEASURES, Measure
from sladesk.reports.document import KEPT, FigureLine


class Gathering:
    """Collects, while a document is built, which tickets stand behind which of its figures.

    Arguments:
        columns: the tickets of the period with their values; their places are what is kept.
        most: so many tickets are kept behind a figure, all of them without a number.
    """

    def __init__(self, columns: Columns, most: int | None = KEPT) -> None:
        self.most = most
        self.columns = columns
        self.numbers = [fact.number for fact in columns.facts]
        self.behind: dict[str, tuple[int, list[int]]] = {}
        self._places = {number: place for place, number in enumerate(self.numbers)}

    def keep(self, key: str, tickets: Iterable[str]) -> str:
        """Keep the tickets behind a figure under a key, and return the key; nothing is kept of none."""
        found = (self._places.get(number) for number in dict.fromkeys(tickets))
        places = [place for place in found if place is not None]
        return self._keep(key, len(places), places)

    def keep_facts(self, key: str, facts: Sequence[Fact]) -> str:
        """Keep the tickets of some facts, each of which is there once."""
        return self._keep(key, len(facts), (fact.place for fact in facts))

    def _keep(self, key: str, count: int, places: Iterable[int]) -> str:
        if count:
            self.behind[key] = (count, list(islice(places, self.most)))
        return key

    def line(
        self, code: str, facts: list[Fact], before: float | None, key: str = "", over_all: int = 0
    ) -> FigureLine:
        """Work a measure out over some of the tickets and keep what stands behind it.

        Arguments:
            code: of the measure.
            before: its value in the period before.
            key: what the tickets are apart by, empty for all of them.
            over_all: the number of all tickets, where dividing by them is shown beside it (R9.2).
        """
        measure = MEASURES[code]
        where = f"{code}:{key}" if key else code
        count = self._clocks if measure.letter else self._tickets
        found, failing = count(measure, facts, before, where)
        total = found.value * found.n if found.value is not None else 0
        return FigureLine(
            measure=code,
            value=found.value,
            n=found.n,
            part=found.part,
            median=found.median,
            p90=found.p90,
            before=before,
            target=found.target,
            good=found.good,
            behind=where,
            failing=failing,
            over_all=total / over_all if over_all and measure.habit and found.n else None,
        )

    def _tickets(
        self, measure: Measure, facts: list[Fact], before: float | None, where: str
    ) -> tuple[Figure, str]:
        column = self.columns.column(measure)
        counted = self.columns.counted(measure, facts)
        found = figure_of(measure, counted, self.columns.bar, before)
        failing = ""
        if found.part is not None and measure.more_is_better:
            not_reached = (fact.place for fact in facts if column[fact.place] == 0)
            failing = self._keep(f"{where}:0", found.n - found.part, not_reached)
        self._keep(where, found.n, (fact.place for fact in facts if column[fact.place] is not None))
        return found, failing

    def _clocks(
        self, measure: Measure, facts: list[Fact], before: float | None, where: str
    ) -> tuple[Figure, str]:
        found = tallied(measure, facts)
        self.keep_facts(where, [fact for fact, _met, _missed in found])
        failing = self.keep_facts(f"{where}:0", [fact for fact, _met, missed in found if missed])
        return tallied_figure(measure, found, self.columns.bar, before), failing
