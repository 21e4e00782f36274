"""The figures of the desk, each with formula and denominator; what is not known is None, never 0 or 100 %.

A ticket belongs to the day of its request. A clock is decided when it is stopped in time or when its due
time passes, and belongs to that day; what still runs is in no rate (decision 18). Voided and merged tickets
are outside every figure.
"""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True)
class Share:
    """A part of a whole, both counted; without a whole there is no share."""

    part: int = 0
    whole: int = 0

    def __post_init__(self) -> None:
        """Refuse what can't be counted.

        Raises:
            ValueError: a negative number, or a part larger than its whole.
        """
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} is no part of {self.whole}")

    @property
    def value(self) -> float | None:
        """The share as 0-1, None when nothing was counted."""
        return self.part / self.whole if self.whole else None

    def reaches(self, percent: int) -> bool | None:
        """Whether the share is at least so many per cent, exactly; None when nothing was counted."""
        return self.part * 100 >= percent * self.whole if self.whole else None


@dataclass(frozen=True)
class Mean:
    """A sum of seconds over those that have the value; others are not in it (R9.2)."""

    seconds: float = 0
    count: int = 0

    @property
    def value(self) -> float | None:
        """Mean seconds, None when nobody has the value."""
        if not self.count or not isfinite(self.seconds):
            return None
        return max(0.0, self.seconds / self.count)

    def within(self, minutes: int) -> bool | None:
        """Whether the mean is at most so many minutes; None when nobody has the value."""
        return None if self.value is None else self.value <= minutes * 60


def response_rate(responded: int, overdue: int) -> Share:
    """响应率: requests answered of those answered or overdue without an answer (R9.2).

    Arguments:
        responded: the day's requests with a first response, in time or not.
        overdue: the day's requests without one whose due time has passed.
    """
    return Share(responded, responded + overdue)


def attainment(met: int, missed: int) -> Share:
    """时限达标率: clocks met of all that were decided, over every kind of target (R9.2).

    Arguments:
        met: stopped in time.
        missed: due time passed, stopped later or not at all.
    """
    return Share(met, met + missed)


def satisfaction(satisfied: int, answered: int) -> Share:
    """满意度: scores from the satisfied step on, of all answers (R9.2)."""
    return Share(satisfied, answered)


def answer_rate(answered: int, silent: int) -> Share:
    """答复率: customers who answered, of those who answered or whose callback came due without an answer."""
    return Share(answered, answered + silent)


#: Decided contacts from which on a channel's share alone speaks; below, this many late ones do (R3.10).
ENOUGH_DECIDED, FEW_LATE = 20, 3


def over_line(late: Share, percent: int, *, more_than: bool = False) -> bool:
    """Whether a channel has crossed its line of overdue first responses on a day (R3.10).

    Arguments:
        late: overdue of decided first responses.
        percent: the line.
        more_than: the line itself is not over it yet, as some sites have it.
    """
    counts = late.whole >= ENOUGH_DECIDED or late.part >= FEW_LATE
    if more_than:
        return counts and late.part * 100 > percent * late.whole
    return counts and bool(late.reaches(percent))
