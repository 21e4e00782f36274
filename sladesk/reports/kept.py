"""What a document keeps besides its figures: 5-Why worksheets, improvements, the plan of a period ago (R9.5).

They are frozen with it: what happens to a record or an improvement afterwards is in later editions.
"""

from dataclasses import dataclass, field
from datetime import date

from sladesk.domain.figures import Share
from sladesk.queries.quality import Action, Sheet


@dataclass(frozen=True)
class Name:
    """Something an administrator named, as it was called when the figures were frozen."""

    code: str
    zh: str
    en: str

    def said(self, *, english: bool) -> str:
        """Return the name in a language."""
        return self.en if english else self.zh


@dataclass(frozen=True)
class Agreed:
    """A row of the plan that was signed a period ago, with what its measure was then.

    Arguments:
        owner: staff number; owner_words: department; one of them may be empty.
        subject: key of what it is measured by (`reports.subjects`), empty where only the criterion says it.
        name: of the channel, problem or reason the subject is about.
        size: how many of the measure's units the printed unit of the target is; target: as typed, in that.
        then: value of the measure in the review the plan belongs to.
    """

    text: str
    owner: str
    owner_words: str
    due: date | None
    subject: str
    name: Name | None
    size: float
    target: str
    then: float | None
    criterion: str


@dataclass(frozen=True)
class EffectPart:
    """A share of an improvement's tickets, before it was done and after.

    Arguments:
        measure: `volume` of all tickets, `overdue` of decided resolutions, `satisfied` of answers.
    """

    measure: str
    before: Share
    after: Share


@dataclass(frozen=True)
class Effect:
    """What became of the tickets an improvement is about.

    Arguments:
        number: of the improvement; category: of its tickets; done: the day it was done.
        days: so many days before that day are compared with as many after it.
    """

    number: str
    category: Name
    done: date
    days: int
    parts: list[EffectPart]


@dataclass(frozen=True)
class Kept:
    """Words frozen with the figures; staff by number, words of customers masked (R1.7).

    Arguments:
        sheets, actions: worksheets of the period and the improvements it speaks of; none outside of months.
        categories, channels: most frequent category of a sheet's tickets, and channel of its quote, by the
            number of the sheet.
        effects: of the improvements that were done.
    """

    sheets: list[Sheet] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    categories: dict[str, Name] = field(default_factory=dict)
    channels: dict[str, Name] = field(default_factory=dict)
    agreed: list[Agreed] = field(default_factory=list)
    # What came later has a default: older editions are read without it.
    effects: list[Effect] = field(default_factory=list)
