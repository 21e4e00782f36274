"""What a review is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sladesk.domain.figures.counting import Bar, Columns
from sladesk.domain.figures.facts import Facts
from sladesk.domain.periods import Period
from sladesk.queries.periods import Balance as Carried
from sladesk.queries.periods import Miss
from sladesk.reports import document as doc
from sladesk.reports.kept import Kept


@dataclass(frozen=True)
class Material:
    """All that a review is made of.

    Arguments:
        facts, misses, carried: of the period at the cut-off, as `queries` give them.
        compared: the issued review of the period before, whose figures this one is compared with (R9.3).
        earlier: tickets of the period before, where nothing issued says what its figures are.
        requested_before, problems_before: of the period before; `problems_two_before` of the one before that.
        reasons_before: missed targets of the period before by key of their reason, None for none given.
        channels, categories, reasons: names by key, categories as their way from the root.
        sides: whose a reason is, by key.
        teams, people: names by key, people by their staff number (R1.7).
        fast: channels answered by telephone or chat, whose contacts take seats.
        kept: worksheets, improvements and the plan of a period ago.
        working: days of both periods on which the office is open.
        habit: whether means and rates over all tickets are shown beside (R9.2).
        industry: the figure of the industry that the site has entered (R9.5).
    """

    period: Period
    head: doc.Head
    bar: Bar
    facts: Facts
    compared: doc.Document | None
    earlier: Facts
    requested_before: int
    problems_before: Mapping[int, int]
    problems_two_before: Mapping[int, int]
    misses: Sequence[Miss]
    reasons_before: Mapping[int | None, int]
    carried: Carried
    channels: Mapping[int, doc.Name]
    categories: Mapping[int, doc.Name]
    reasons: Mapping[int, doc.Name]
    sides: Mapping[int, str]
    teams: Mapping[int, doc.Name]
    people: Mapping[int, doc.Name]
    fast: frozenset[int]
    working: frozenset[date]
    contact_seconds: int
    occupancy: int
    kept: Kept
    habit: bool
    industry: doc.Industry | None

    @property
    def past(self) -> list[date]:
        """The days of the period that have begun at the cut-off."""
        last = date.fromisoformat(self.head.reached)
        return [day for day in self.period.days if day <= last]

    @cached_property
    def now(self) -> Columns:
        """The tickets of the period with their values."""
        return Columns(self.facts, self.bar)

    @cached_property
    def then(self) -> Columns:
        """The tickets of the period before with their values."""
        return Columns(self.earlier, self.bar)

    def before(self, code: str, places: Sequence[int], channel: str = "") -> float | None:
        """Return a measure's value in the period before: as it was issued, else from its tickets.

        Arguments:
            places: of the tickets in the period before.
            channel: code of the channel they came through, empty for all of them.
        """
        if self.compared is None:
            return self.then.value(code, places)
        lines = self.compared.figures
        if channel:
            through = (line.figures for line in self.compared.channels if line.channel.code == channel)
            lines = next(through, dict[str, doc.FigureLine]())
        return lines[code].value if code in lines else None
