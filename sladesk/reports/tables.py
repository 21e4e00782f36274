"""Tables of a review, the same on screen and on paper (R9.2, R9.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.domain.figures.measures import BY_KIND, STAGES
from sladesk.reports.cells import NONE, length, moved, points
from sladesk.reports.channels import why
from sladesk.reports.charts import use
from sladesk.reports.charts.channels import attained
from sladesk.reports.charts.shapes import Cell, number, words
from sladesk.reports.document import ChannelLine, Document, FigureLine, Name
from sladesk.reports.saying import (
    HOUR,
    MINUTE,
    N_,
    count,
    length_text,
    months_text,
    name,
    percent_text,
    permille_text,
    problem,
    rounded,
    signed,
    user,
)
from sladesk.reports.sentences.facts import growth, problem_sums
from sladesk.reports.sentences.runs import before, measure_text, plain, say

#: So many characters of a reason are said before its number, and of any name in print.
LONG = 36


@dataclass(frozen=True)
class Table:
    """A table with its title.

    Arguments:
        total: whether the last row is the sum of the others.
        note: what is to be known beside it.
    """

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: bool = False
    note: str = ""


def tables(section: str, document: Document) -> list[Table]:
    """Return the tables of a section, without those of which nothing is recorded."""
    found = [make(document) for make in _SECTIONS.get(section, ())]
    return [table for table in found if table.rows]


def channel_times(document: Document) -> Table:
    """Return each channel's mean first response and resolution, plain and working time (R9.2, R9.4)."""
    against = _("Against %(before)s", before=before(document.head))
    rows = [_times(name(line.channel), line.figures, line.behind) for line in document.channels]
    if any(cell.text != NONE for row in rows for cell in row[1:]):
        rows.append(_times(_("Together"), document.figures, "all"))
    else:
        rows.clear()  # another desk's log tells neither
    return Table(
        "times",
        _("Mean response and resolution by channel, plain and working time"),
        (
            _("Channel"), _("First response"), against, _("Working time"),
            _("Resolution"), against, _("Working time"),
        ),
        rows,
        total=True,
        note=industry(document),
    )  # fmt: skip


def _times(said: str, figures: dict[str, FigureLine], behind: str) -> list[Cell]:
    row = [Cell(said, behind=behind)]
    for plain_time, working in (
        ("first_response", "first_response_working"),
        ("resolution", "resolution_working"),
    ):
        line, beside = figures.get(plain_time), figures.get(working)
        row += [
            number(length(line), line.behind if line else ""),
            number(moved(line)),
            number(length(beside), beside.behind if beside else ""),
        ]
    return row


def channel_reasons(document: Document) -> Table:
    """Return each channel's attainment and its three most frequent overdue reasons (R9.4)."""
    named = {line.reason.code: line.reason for line in document.reasons if line.reason is not None}
    lines = [line for line in document.channels if line.top]
    return Table(
        "why",
        _("Three most frequent overdue reasons by channel, with missed targets"),
        (
            _("Channel"), _("In time"), _("Against %(before)s", before=before(document.head)),
            _("First"), _("Second"), _("Third"),
        ),
        [_reasons(line, named, document.head.line) for line in lines],
    )  # fmt: skip


def _short(said: str) -> str:
    """Cut a name so that its number still stands beside it."""
    return said if len(said) <= LONG else f"{said[: LONG - 1].rstrip()}…"


def _reasons(line: ChannelLine, named: dict[str, Name], alarm: int) -> list[Cell]:
    code, share = line.channel.code, attained(line)
    top = [
        Cell(
            f"{_short(name(named[reason]) if reason in named else reason)} {count(n)}",
            behind=why(code, reason),
        )
        for reason, n in line.top
    ]
    low = share is not None and share * 100 < 100 - alarm
    figure = line.figures.get("response_attainment")
    return [
        words(name(line.channel)),
        number(percent_text(share) or NONE, figure.failing if figure else "", missed=low),
        number(points(figure)),
        *top,
        *(words("") for _place in range(3 - len(top))),
    ]


def kinds(document: Document) -> Table:
    """Return how targets of each kind were kept; all of them add up (R9.2)."""
    codes = ("response_attainment", "resolution_attainment", *BY_KIND)
    lines = [document.figures[code] for code in codes if code in document.figures]
    rows = [_kind(line) for line in lines if line.n]
    whole = document.figures.get("attainment")
    if rows and whole is not None and whole.n:
        rows.append(_kind(whole))
    return Table(
        "kinds",
        _("Targets by kind"),
        (
            _("Target"), _("In time"), _("Against %(before)s", before=before(document.head)),
            _("Overdue"), _("Decided targets"),
        ),
        rows if whole is not None else [],
        total=True,
    )  # fmt: skip


def _kind(line: FigureLine) -> list[Cell]:
    return [
        words(measure_text(line.measure)),
        number(percent_text(line.value), missed=line.good is False),
        number(points(line)),
        number(count(line.n - (line.part or 0)), line.failing),
        number(count(line.n), line.behind),
    ]


def trend(document: Document) -> Table:
    """Return the most frequent problems over three months (R9.5)."""
    rest = [document.problem_rest] if document.problem_rest else []
    lines = [*document.problems, *rest]
    rows = [
        [
            words(problem(line)),
            *_counts(line.counts, permille_text(line.permille), line.behind),
            number(length_text(line.median)),
            number(percent_text(line.satisfaction)),
        ]
        for line in lines
    ]
    if rows:
        sums = problem_sums(document)
        rows.append([words(_("Problem tickets together")), *_counts(sums, "100%"), number(""), number("")])
    now, before_, two_before = months_text(document.head)
    return Table(
        "trend",
        _("The most frequent problems over three periods"),
        (_("Category"), two_before, before_, now, _("Share"), _("Change"), _("Median"), _("Satisfied")),
        rows,
        total=True,
    )


def _counts(counts: Sequence[int], share: str, behind: str = "") -> list[Cell]:
    grown = growth(counts)
    return [
        number(count(counts[2])),
        number(count(counts[1])),
        number(count(counts[0]), behind),
        number(share),
        number(NONE if grown is None else f"{signed(grown)}%"),
    ]


def stages(document: Document) -> Table:
    """Return how long each stage of the repairs took (R9.2)."""
    lines = [document.figures[code] for code in STAGES if code in document.figures]
    return Table(
        "stages",
        _("Repairs by stage"),
        (
            _("Stage"), _("Tickets"), _("Mean"), _("Median"), _("90th percentile"),
            _("Against %(before)s", before=before(document.head)),
        ),
        [
            [
                words(measure_text(line.measure)),
                number(count(line.n), line.behind),
                number(length(line)),
                number(length_text(line.median, int((line.median or 0) >= 3 * HOUR))),
                number(length_text(line.p90, int((line.p90 or 0) >= 3 * HOUR))),
                number(moved(line)),
            ]
            for line in lines
            if line.n
        ],
    )  # fmt: skip


def users(document: Document) -> Table:
    """Return whose the time until resolution was, beside the period before (R3.8)."""
    return Table(
        "users",
        _("Whose time it was, all tickets together"),
        (_("Whose"), _("Share"), _("Against %(before)s", before=before(document.head)), _("Mean per ticket")),
        [
            [
                words(user(row.who)),
                number(permille_text(row.share)),
                number(NONE if row.before is None else signed(rounded((row.share - row.before) / 10))),
                number(length_text(row.mean, int(row.mean >= 3 * HOUR))),
            ]
            for row in use.spent(document)
        ],
    )


def turned(document: Document) -> Table:
    """Return which lengths would be negative: they count as 0, and that is said (decision 18)."""
    return Table(
        "turned",
        _("Counted as 0, because the later time lies before the earlier"),
        (_("Measure"), _("Tickets")),
        [[words(measure_text(one.measure)), number(count(one.n), one.behind)] for one in document.turned],
    )


def industry(document: Document) -> str:
    """Return the industry's figure beside the site's own, empty where there is none (R9.5)."""
    found = document.industry
    if found is None:
        return ""
    line = next((one for one in document.channels if one.channel.code == found.channel), None)
    own = line.figures.get("first_response") if line is not None else None
    if line is None or own is None or own.value is None:
        return ""
    values = {
        "channel": name(line.channel),
        "limit": length_text(found.seconds, unit=MINUTE),
        "value": length(own),
    }
    kept = own.value <= found.seconds
    pattern = (
        N_("%(channel)s: mean first response %(value)s, within the industry figure of %(limit)s.")
        if kept
        else N_("%(channel)s: mean first response %(value)s, beyond the industry figure of %(limit)s.")
    )
    return plain(say(pattern, **values))


_SECTIONS = {
    "channels": (channel_times, channel_reasons, kinds),
    "problems": (trend,),
    "handling": (stages,),
    "use": (users,),
    "complete": (turned,),
}
