"""Tickets behind figures: each counted thing keeps the tickets it was counted from (decision 19)."""

from collections.abc import Iterable, Sequence
from itertools import islice

from sladesk.domain.figures.counting import Columns
from sladesk.domain.figures.measures import MEASURES
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
        self.numbers = list(columns.facts.number)
        self.behind: dict[str, tuple[int, list[int]]] = {}
        self._places = {number: place for place, number in enumerate(self.numbers)}

    def keep(self, key: str, tickets: Iterable[str]) -> str:
        """Keep the tickets behind a figure under a key, and return the key; nothing is kept of none."""
        found = (self._places.get(number) for number in dict.fromkeys(tickets))
        places = [place for place in found if place is not None]
        return self._keep(key, len(places), places)

    def keep_places(self, key: str, places: Sequence[int]) -> str:
        """Keep some tickets, each of which is there once."""
        return self._keep(key, len(places), places)

    def _keep(self, key: str, count: int, places: Iterable[int]) -> str:
        if count:
            self.behind[key] = (count, list(islice(places, self.most)))
        return key

    def line(
        self, code: str, places: Sequence[int], before: float | None, key: str = "", over_all: int = 0
    ) -> FigureLine:
        """Work a measure out over some of the tickets and keep what stands behind it.

        Arguments:
            code: of the measure.
            before: its value in the period before.
            key: what the tickets are apart by, empty for all of them.
            over_all: the number of all tickets, where dividing by them is shown beside it (R9.2).
        """
        measure, columns = MEASURES[code], self.columns
        where = f"{code}:{key}" if key else code
        found = columns.figure(code, places, before)
        total = found.value * found.n if found.value is not None else 0
        # Nobody is asked where all of them are in it.
        cohort = places if found.tickets == len(places) else columns.cohort(measure, places)
        self._keep(where, found.tickets, cohort)
        failing = ""
        if found.part is not None and measure.more_is_better:
            failing = self._keep(f"{where}:0", found.failing, columns.failing(measure, places))
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
