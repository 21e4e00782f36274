"""Records and improvements as pages show them: names in words, days left, marks of their states."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sladesk.domain.codes import Verdict
from sladesk.domain.masking import mask_text
from sladesk.domain.quality import whys
from sladesk.domain.quality.improvements import overdue_days
from sladesk.models import Improvement, Why
from sladesk.queries.improvements import Listed, overdue
from sladesk.queries.reference import Reference
from sladesk.queries.root_causes import LinkedTicket, OfTicket, Record
from sladesk.web.format import now, zone
from sladesk.web.labels import label
from sladesk.web.sentences import say
from sladesk.web.shell import nav_count
from sladesk.web.words import gettext as _

#: The sign beside the word for a state; what is late has a sign of its own.
MARKS = {
    "open": "open",
    "in_progress": "half",
    "done": "full",
    "effective": "yes",
    "not_effective": "no",
    "cancelled": "no",
}


def today() -> date:
    """Return the day it is in the site's zone."""
    return now().astimezone(zone()).date()


def count_overdue() -> None:
    """Show beside the place how many improvements are late, where any is."""
    late = overdue(today())
    if late:
        nav_count("quality", late)


@dataclass(frozen=True)
class ImprovementLine:
    """An improvement in a list: `state` is the word, `mark` the sign, `late` by how many days."""

    number: str
    state: str
    mark: str
    late: int
    term: str
    kind: str
    text: str
    owner: str
    due: date
    criterion: str
    finding: str
    record: str


def improvement_line(
    row: Listed | Improvement, ref: Reference, locale: str, record: str = ""
) -> ImprovementLine:
    """Return an improvement as lists show it."""
    late = overdue_days(row.state, row.due, today())
    person = ref.person(row.owner_id)
    return ImprovementLine(
        row.number,
        _("%(n)s days overdue", n=late) if late else label(row.state, "improvement"),
        "late" if late else MARKS[row.state],
        late,
        label(row.term, "term"),
        label(row.kind, "measure"),
        row.text,
        " ".join(filter(None, (row.owner_words, person.shown(locale) if person else ""))),
        row.due,
        row.criterion,
        row.finding,
        row.record or "" if isinstance(row, Listed) else record,
    )


@dataclass(frozen=True)
class TicketLine:
    """A linked ticket; outside one's reach it is a number only."""

    number: str
    summary: str
    status: str
    channel: str
    seen: bool


def ticket_lines(tickets: Iterable[LinkedTicket], ref: Reference, locale: str) -> list[TicketLine]:
    """Return linked tickets as panels show them, masked."""
    return [
        TicketLine(
            row.number,
            mask_text(row.summary) if row.seen else "",
            label(row.status, "status"),
            ref.channels[row.channel_id].name(locale) if row.seen else "",
            row.seen,
        )
        for row in tickets
    ]


@dataclass(frozen=True)
class Node:
    """A line of the tree.

    Arguments:
        level: depth from 1, at most 12 are drawn deeper; proof: number of the ticket that proves it.
        leaf: nothing hangs under it.
    """

    row: Why
    label: str
    level: int
    main: bool
    proof: str
    leaf: bool

    @property
    def kept(self) -> bool:
        """Whether it holds."""
        return self.row.verdict == Verdict.KEPT

    @property
    def excluded(self) -> bool:
        """Whether it was looked into and does not hold."""
        return self.row.verdict == Verdict.EXCLUDED


_DEEPEST = 12


def nodes(record: Record) -> list[Node]:
    """Return the tree as it is drawn: depth first, each line with the name the sheet gives it."""
    numbers = {ticket.id: ticket.number for ticket in record.tickets}
    parents = {why.parent_no for why in record.whys.values()}
    return [
        Node(
            row := record.whys[line.no],
            line.label,
            min(line.depth, _DEEPEST),
            line.main,
            numbers.get(row.evidence_ticket_id or 0, ""),
            line.no not in parents,
        )
        for line in whys.drawn(record.tree)
    ]


def lacks(record: Record) -> list[str]:
    """Return in sentences what a draft lacks before it may be handed in."""
    return [say(code) for code in record.lacks]


@dataclass(frozen=True)
class Beside:
    """A record or an improvement on the page of a ticket."""

    url: str
    number: str
    text: str
    state: str
    mark: str
    late: bool = False


def beside(found: tuple[Sequence[OfTicket], Sequence[OfTicket]]) -> list[Beside]:
    """Return what the ticket's page lists: its records, then its improvements."""
    kept, mended = found
    lines = [
        Beside(f"/quality/records/{row.number}", row.number, row.text, label(row.state, "record"), "")
        for row in kept
    ]
    for row in mended:
        late = overdue_days(row.state, row.due, today()) if row.due else 0
        state = _("%(n)s days overdue", n=late) if late else label(row.state, "improvement")
        mark = "late" if late else MARKS[row.state]
        text = row.text.split("\n")[0]
        lines.append(Beside(f"/quality/improvements/{row.number}", row.number, text, state, mark, bool(late)))
    return lines
