"""One person's or one group's figures of a period: 绩效数据 (R9.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sladesk.domain.figures.counting import Columns
from sladesk.domain.figures.facts import Facts, grouped
from sladesk.domain.figures.measures import HEADLINE, MEASURES
from sladesk.domain.periods import Period
from sladesk.queries import facts
from sladesk.queries.reference import Reference
from sladesk.reports.document import FigureLine
from sladesk.reports.gathering import Gathering
from sladesk.reports.groups import GROUP_MEASURES
from sladesk.reports.loading import bar


@dataclass(frozen=True)
class Whose:
    """Whose tickets are looked at.

    Arguments:
        field: `owner` or `team`, as the facts name it; `key` of the person or the group.
    """

    field: str
    key: int


@dataclass(frozen=True)
class Share:
    """What one person did of a group's tickets; those without an owner are nobody's."""

    person: int | None
    tickets: int
    figures: Mapping[str, FigureLine]


@dataclass(frozen=True)
class Sheet:
    """The figures of a person or a group.

    Arguments:
        numbers: of the tickets requested in the period that are theirs now.
        figures: every measure of the catalogue, the five of the summary first.
        people: of a group, whoever owns one of its tickets, by their number of them; last what nobody owns.
        behind: the tickets behind a figure by its key, as places in `numbers`.
        facts: what is known of the tickets.
    """

    numbers: list[str]
    figures: Mapping[str, FigureLine]
    people: list[Share]
    behind: Mapping[str, tuple[int, list[int]]]
    facts: Facts


def sheet(period: Period, as_of: datetime, ref: Reference, whose: Whose) -> Sheet:
    """Count the tickets of a person or a group as a review counts them all, beside the period before."""
    before = period.before
    earlier, present = facts.facts(before.start, period.start, period.end, as_of)
    asked = bar(ref)
    then = Columns(_theirs(earlier, whose), asked)
    kept = Gathering(Columns(_theirs(present, whose), asked), None)
    kept.keep_places("all", kept.columns.places)
    order = (*HEADLINE, *(code for code in MEASURES if code not in HEADLINE))
    return Sheet(
        numbers=kept.numbers,
        figures={code: kept.line(code, kept.columns.places, then.value(code, then.places)) for code in order},
        people=_people(kept, then) if whose.field == "team" else [],
        behind=kept.behind,
        facts=kept.columns.facts,
    )


def _theirs(found: Facts, whose: Whose) -> Facts:
    column: tuple[int | None, ...] = getattr(found, whose.field)
    return Facts.of([found.at(place) for place in found.places if column[place] == whose.key])


def _people(kept: Gathering, then: Columns) -> list[Share]:
    now = grouped(kept.columns.facts.owner, kept.columns.places)
    before = grouped(then.facts.owner, then.places)
    found = [
        Share(
            person,
            len(places),
            {
                code: kept.line(code, places, then.value(code, before.get(person, [])), f"owner:{person}")
                for code in GROUP_MEASURES
            },
        )
        for person, places in now.items()
    ]
    return sorted(found, key=lambda share: (share.person is None, -share.tickets))
