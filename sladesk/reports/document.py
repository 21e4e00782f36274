"""The document of a review: all that screen, PDF and workbook show, frozen when it is issued (decision 19).

It holds numbers, codes and names, no sentences: those follow from the figures by conditions in code, in the
language of who reads. Every figure that leads to tickets carries a key of `behind`.
"""

from dataclasses import dataclass, field

from sladesk.reports.kept import Kept, Name
from sladesk.reports.records import Completeness, Turned, Use

#: Grows when the meaning of a field changes; older editions keep theirs.
SCHEMA, DEFINITIONS = 1, 1
#: So many tickets are kept behind a figure; more are found by the figure's own rule.
KEPT = 500


@dataclass(frozen=True)
class FigureLine:
    """A measure of the catalogue with its comparison.

    Arguments:
        value, median, p90, before, target: in the measure's unit (share 0-1, seconds, points).
        n, part: tickets that have the value, and of a rate how many of them; clocks, of a measure of clocks.
        good: whether the target is reached.
        behind: key of the tickets of the cohort; `failing` of those that bring a rate down.
        over_all: divided by all tickets instead, the older habit, where the site wants that shown (R9.2).
    """

    measure: str
    value: float | None
    n: int
    part: int | None
    median: float | None
    p90: float | None
    before: float | None
    target: float | None
    good: bool | None
    behind: str
    failing: str = ""
    over_all: float | None = None


@dataclass(frozen=True)
class ChannelLine:
    """A channel's contacts of the period, by what became of their first response (R9.4, R3.10).

    Arguments:
        met, late, silent: first responses in time, late, and overdue without one; `running` ones are in none.
        figures: by code of the measure.
        before: attainment in the period before.
        alarms: days on which the channel stood at or over its line, with what was late on them.
        top: the most frequent overdue reasons as (reason code, number), at most three.
    """

    channel: Name
    tickets: int
    met: int
    late: int
    silent: int
    running: int
    before: float | None
    figures: dict[str, FigureLine]
    days: list["ChannelDay"]
    top: list[tuple[str, int]]
    behind: str


@dataclass(frozen=True)
class ChannelDay:
    """First responses of a channel's requests of one day."""

    day: str
    decided: int
    late: int
    alarm: bool


@dataclass(frozen=True)
class ProblemLine:
    """A problem (category) among the problem tickets: repair, complaint, return (R9.5).

    Arguments:
        counts: this period, the one before, and the one before that.
        permille: share of all problem tickets; those of a list add up to 1000.
    """

    category: Name
    counts: list[int]
    permille: int
    median: float | None
    satisfaction: float | None
    behind: str


@dataclass(frozen=True)
class BoxLine:
    """Handling time (assignment to solution) of a service type, in seconds, by nearest rank."""

    service: str
    n: int
    p5: float
    p25: float
    median: float
    p75: float
    p95: float
    mean: float
    limit: float | None
    over: int
    behind: str
    over_behind: str


@dataclass(frozen=True)
class GroupLine:
    """The tickets of one priority, group or person (R9.2).

    Arguments:
        by: `priority`, `team` or `owner`.
        name: of a group as called then; of a person the staff number; of a priority its code.
        figures: by code of the measure.
    """

    by: str
    name: Name
    tickets: int
    figures: dict[str, FigureLine]
    behind: str


@dataclass(frozen=True)
class HeatCell:
    """Requests of a weekday (1 is Monday) and hour over the period, and on how many such days."""

    weekday: int
    hour: int
    n: int
    behind: str


@dataclass(frozen=True)
class DayVolume:
    """Requests of one day, and whether people work then."""

    day: str
    n: int
    working: bool
    behind: str


@dataclass(frozen=True)
class StaffHour:
    """Contacts of an hour on working days and the seats they take.

    Arguments:
        busy: the 80th percentile of telephone and chat contacts in that hour over the working days.
        seats: that number times the minutes a contact takes, over the share of time a seat can be busy.
    """

    hour: int
    busy: float
    seats: int


@dataclass(frozen=True)
class BandLine:
    """Answers of customers by how long they waited for the first response (R9.5).

    Arguments:
        upto: end of the band in seconds, None for the last.
        scores: answers of 5, 4, 3, 2 and 1 points.
    """

    upto: int | None
    scores: list[int]
    mean: float | None
    satisfied: float | None
    behind: str


@dataclass(frozen=True)
class ReasonLine:
    """Why targets were missed.

    Arguments:
        reason: None while nobody has said why.
        side: whose it is, as the reason says.
        checked: confirmed by the supervisor.
        channel: where most of them were, with their number.
    """

    reason: Name | None
    side: str
    n: int
    checked: int
    before: int
    channel: Name | None
    channel_n: int
    behind: str


@dataclass(frozen=True)
class Balance:
    """Tickets in hand: carried in + requested - solved of both = still open; voided are counted apart."""

    carried: int
    requested: int
    solved: int
    carried_solved: int
    open: int
    voided: int


@dataclass(frozen=True)
class Head:
    """Whose review of which period, and what is in it.

    Arguments:
        first, last: days of the period; `before_first`, `before_last` of the one it is compared with.
        as_of: the cut-off, ISO instant in UTC.
        reached: the last day of it that has begun at the cut-off.
        final: the whole period had passed at the cut-off; otherwise the figures are so far (截至).
        line: per cent overdue from which a channel raises an alarm; above which, unless `line_is_over`.
    """

    kind: str
    key: str
    first: str
    last: str
    before_key: str
    before_first: str
    before_last: str
    as_of: str
    reached: str
    final: bool
    zone: str
    site_zh: str
    site_en: str
    line: int
    satisfied_from: int
    line_is_over: bool = True


@dataclass(frozen=True)
class Document:
    """A review."""

    schema: int
    definitions: int
    head: Head
    figures: dict[str, FigureLine]
    channels: list[ChannelLine]
    problems: list[ProblemLine]
    problem_rest: ProblemLine | None
    boxes: list[BoxLine]
    heat: list[HeatCell]
    weekdays: list[int]
    days: list[DayVolume]
    mean_before: float | None
    staff: list[StaffHour]
    bands: list[BandLine]
    rho: float | None
    reasons: list[ReasonLine]
    balance: Balance
    completeness: list[Completeness]
    waiting: "Waiting"
    # What came later has a default: older editions are read without it.
    groups: list[GroupLine] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    behind: dict[str, tuple[int, list[int]]] = field(default_factory=dict)
    kept: Kept | None = None
    turned: list[Turned] = field(default_factory=list)
    industry: "Industry | None" = None
    use: Use | None = None


@dataclass(frozen=True)
class Waiting:
    """Repairs that waited for a part, and the mean handling time of all tickets without them."""

    repairs: int
    waited: int
    mean_without: float | None
    behind: str


@dataclass(frozen=True)
class Industry:
    """What the site has entered of its industry: a channel's mean first response in seconds (R9.5)."""

    channel: str
    seconds: float
