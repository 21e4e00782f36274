"""Tickets behind figures: each counted thing keeps the tickets it was counted from (decision 19)."""

from collections.abc import Iterable

from sladesk.domain.figures.facts import Fact
from sladesk.domain.figures.measures import MEASURES, Bar, Unit, figure_of, values
from sladesk.reports.document import KEPT, FigureLine


class Gathering:
    """Collects, while a document is built, which tickets stand behind which of its figures.

    Arguments:
        facts: the tickets of the period; their places are what is kept.
        bar: what the site asks of its figures.
        most: so many tickets are kept behind a figure, all of them without a number.
    """

    def __init__(self, facts: list[Fact], bar: Bar, most: int | None = KEPT) -> None:
        self.most = most
        self.facts = facts
        self.bar = bar
        self.numbers = [fact.number for fact in facts]
        self.behind: dict[str, tuple[int, list[int]]] = {}
        self._places = {number: place for place, number in enumerate(self.numbers)}

    def keep(self, key: str, tickets: Iterable[str]) -> str:
        """Keep the tickets behind a figure under a key, and return the key; nothing is kept of none."""
        places = [
            place for number in dict.fromkeys(tickets) if (place := self._places.get(number)) is not None
        ]
        if places:
            self.behind[key] = (len(places), places[: self.most])
        return key

    def keep_facts(self, key: str, facts: Iterable[Fact]) -> str:
        """Keep the tickets of some facts."""
        return self.keep(key, (fact.number for fact in facts))

    def line(self, code: str, facts: list[Fact], before: float | None, key: str = "") -> FigureLine:
        """Work a measure out over some of the tickets and keep what stands behind it.

        Arguments:
            code: of the measure.
            before: its value in the period before.
            key: what the tickets are apart by, empty for all of them.
        """
        measure = MEASURES[code]
        valued = values(measure, facts, self.bar)
        found = figure_of(measure, [value for _fact, value in valued], self.bar, before)
        where = f"{code}:{key}" if key else code
        failing = ""
        if measure.unit is Unit.SHARE and measure.more_is_better:
            failing = self.keep_facts(f"{where}:0", (fact for fact, value in valued if value == 0))
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
            behind=self.keep_facts(where, (fact for fact, _value in valued)),
            failing=failing,
        )
