"""What sentences ask of a document: orders, sums and extremes, each with the condition it is spoken under."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sladesk.domain.figures.spread import whole_shares
from sladesk.reports.charts.channels import attained, by_attainment, decided
from sladesk.reports.charts.scores import answered
from sladesk.reports.charts.volume import FEW
from sladesk.reports.document import BandLine, BoxLine, ChannelLine, Document, ProblemLine, StaffHour
from sladesk.reports.saying import percent, rounded

#: By so many points attainment has to change before a channel is named for it.
STEP = 5
#: A category is named for growing by half, if that is at least so many tickets.
GREW, GREW_BY = 1.5, 10


def below_line(document: Document) -> list[ChannelLine]:
    """Return the channels whose printed attainment is below the alarm line, the lowest first."""
    line = 100 - document.head.line
    return [one for one in reversed(by_attainment(document.channels)) if percent(attained(one) or 0) < line]


def most_improved(document: Document) -> tuple[ChannelLine, Decimal] | None:
    """Return the channel whose attainment rose most, if by enough, with the points."""
    return _changed(document, 1)


def most_worsened(document: Document) -> tuple[ChannelLine, Decimal] | None:
    """Return the channel whose attainment fell most, if by enough, with the points."""
    return _changed(document, -1)


def _changed(document: Document, sign: int) -> tuple[ChannelLine, Decimal] | None:
    changes = [
        (one, percent(attained(one) or 0) - percent(one.before))
        for one in document.channels
        if decided(one) >= FEW and one.before is not None
    ]
    far = [pair for pair in changes if sign * pair[1] >= STEP]
    return max(far, key=lambda pair: sign * pair[1]) if far else None


def alarm_days(line: ChannelLine) -> int:
    """Return on how many days a channel raised the alarm."""
    return sum(day.alarm for day in line.days)


def most_alarms(document: Document) -> ChannelLine | None:
    """Return the channel with most alarm days, if there was any."""
    lines = [line for line in document.channels if alarm_days(line)]
    return max(lines, key=alarm_days) if lines else None


def problem_total(document: Document) -> int:
    """Return how many problem tickets there are."""
    return problem_sums(document)[0]


def problem_sums(document: Document) -> list[int]:
    """Return the problem tickets of this period and of the two before."""
    rest = [document.problem_rest] if document.problem_rest else []
    return [sum(line.counts[place] for line in (*document.problems, *rest)) for place in range(3)]


def grown(document: Document) -> list[ProblemLine]:
    """Return the categories that grew by half or more, the one that grew by most tickets first."""
    lines = [
        line
        for line in document.problems
        if line.counts[0] >= GREW * line.counts[1]
        and line.counts[0] - line.counts[1] >= GREW_BY
        and line.counts[1]
    ]
    return sorted(lines, key=lambda line: line.counts[1] - line.counts[0])


def most_over(document: Document) -> BoxLine | None:
    """Return the service type with the greatest share beyond its limit, of those with enough tickets."""
    lines = [line for line in document.boxes if line.n >= FEW and line.limit is not None and line.over]
    return max(lines, key=lambda line: line.over / line.n) if lines else None


def busiest_seats(document: Document) -> list[StaffHour]:
    """Return the hours that take most seats, in the order of the day: two, or all that take as many."""
    lines = sorted(
        (line for line in document.staff if line.seats > 1), key=lambda line: (-line.seats, line.hour)
    )
    alike = sum(line.seats == lines[0].seats for line in lines)
    return sorted(lines[: max(2, alike)], key=lambda line: line.hour)


def weighty(document: Document) -> list[BandLine]:
    """Return the bands with enough answers to be compared."""
    return [line for line in document.bands if answered(line) >= FEW]


def falling(values: Sequence[float | None]) -> bool:
    """Whether every value is lower than the one before it."""
    known = [value for value in values if value is not None]
    pairs = pairwise(known)
    return len(known) == len(values) > 1 and all(late < early for early, late in pairs)


def days_between(first: str, last: str) -> int:
    """Return how many days a period has."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def requested_before(document: Document) -> int | None:
    """Return the requests of the period before; only of a whole period that is compared with a whole one."""
    head = document.head
    if document.mean_before is None or not head.final:
        return None
    return round(document.mean_before * days_between(head.before_first, head.before_last))


def shares_of(counts: Sequence[int]) -> list[int]:
    """Return shares in tenths of a per cent that add up."""
    return whole_shares(counts)


def growth(counts: Sequence[int]) -> Decimal | None:
    """Return by how many per cent something grew, rounded; None where there was none before.

    Arguments:
        counts: this period's number and the one before.
    """
    return rounded((counts[0] / counts[1] - 1) * 100, 0) if counts[1] else None
