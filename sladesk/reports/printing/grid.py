"""The table of channels as printed: contacts, first response and resolution in one row a channel (R9.4).

On screen these are two tables with room for their charts' numbers; on paper both would say half a page twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from sladesk.domain.figures.facts import LATE, MET, OVERDUE
from sladesk.reports.cells import NONE, moved
from sladesk.reports.charts.channels import attained
from sladesk.reports.charts.shapes import SMALL, Cell, cut, number, words
from sladesk.reports.document import ChannelLine, Document, FigureLine
from sladesk.reports.saying import (
    HOUR,
    MINUTE,
    count,
    name,
    percent,
    percent_text,
    rounded,
    signed,
    unit_of,
)
from sladesk.reports.sentences.runs import change, value_text
from sladesk.reports.tables import Table, industry


@dataclass(frozen=True)
class Grid:
    """A table with its columns in groups.

    Arguments:
        groups: of each its title, empty where it has none, and the heads of its columns.
        total: the last row, empty where one channel is all.
        notes: what no rate counts yet, and the industry's figure.
    """

    groups: Sequence[tuple[str, Sequence[str]]]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell]
    notes: Sequence[str]


#: What is measured of a contact: in plain time, and in working time beside it.
_FIRST = ("first_response", "first_response_working")
_SOLVED = ("resolution", "resolution_working")
#: Points a reason has beside its number, and a channel's name; Latin letters run narrower than they count.
_ROOM, _NAME, _LATIN = 108.0, 78.0, 96.0


def grid(document: Document) -> Grid:
    """Return the table; what no channel records has no columns."""
    lines = document.channels
    known = [code for code in (*_FIRST, *_SOLVED) if any(_recorded(line.figures.get(code)) for line in lines)]
    counted = (_("Contacts"), _("In time"), _("Late"), _("Silent"), _("Share in time"), _("Change"))
    times = ((_("First response"), _heads(_FIRST, known)), (_("Resolution"), _heads(_SOLVED, known)))
    return Grid(
        [("", counted), *(group for group in times if group[1])],
        [[*_contacts(line, document.head.line), *_times(line.figures, known)] for line in lines],
        _total(document, known),
        list(_notes(document)),
    )


def _heads(codes: Sequence[str], known: Sequence[str]) -> list[str]:
    plain, working = codes
    heads = [_("Mean"), _("Change")] if plain in known else []
    return [*heads, _("Working time")] if working in known else heads


def _notes(document: Document) -> Iterator[str]:
    running = sum(line.running for line in document.channels)
    if running:
        yield _("%(n)s contacts are still within their time and in no rate.", n=count(running))
    if said := industry(document):
        yield said


def _recorded(line: FigureLine | None) -> bool:
    return line is not None and line.value is not None


def _contacts(line: ChannelLine, alarm: int) -> list[Cell]:
    share = attained(line)
    low = share is not None and share * 100 < 100 - alarm
    known = share is not None and line.before is not None
    return [
        words(_named(name(line.channel))),
        number(count(line.tickets), line.behind),
        number(count(line.met), f"{line.behind}:{MET}"),
        number(count(line.late), f"{line.behind}:{LATE}"),
        number(count(line.silent), f"{line.behind}:{OVERDUE}"),
        number(percent_text(share) or NONE, missed=low),
        number(signed(percent(share or 0) - percent(line.before or 0)) if known else NONE),
    ]


def _times(figures: Mapping[str, FigureLine], known: Sequence[str]) -> list[Cell]:
    row = list[Cell]()
    for code in known:
        line = figures.get(code)
        row.append(number(_brief(line), line.behind if line else ""))
        if code in {_FIRST[0], _SOLVED[0]}:
            row.append(number(moved(line)))
    return row


def _brief(line: FigureLine | None) -> str:
    """Say a mean as the tables of the screen do, with short words for its unit."""
    if line is None or line.value is None:
        return NONE
    unit = unit_of(line.value)
    value = f"{rounded(line.value / unit, int(unit == HOUR)):,}"
    if unit == HOUR:
        return _("%(n)s h", n=value)
    return _("%(n)s min", n=value) if unit == MINUTE else _("%(s)s s", s=value)


def reasons(table: Table) -> Table:
    """Return the table of reasons without the shares: they stand beside the contacts."""
    return replace(
        table,
        head=(table.head[0], *table.head[3:]),
        rows=[
            (replace(row[0], text=_named(row[0].text)), *(_one_line(cell) for cell in row[3:]))
            for row in table.rows
        ],
    )


def _named(said: str) -> str:
    """Cut a name to one line, as the charts do: the finding and the workbook have it whole."""
    return cut(said, _LATIN if said.isascii() else _NAME, SMALL)


def _one_line(cell: Cell) -> Cell:
    """Cut a reason so that it stands on one line with its number."""
    said, _gap, often = cell.text.rpartition(" ")
    return replace(cell, text=f"{cut(said, _ROOM, SMALL)} {often}") if said else cell


def _total(document: Document, known: Sequence[str]) -> list[Cell]:
    """Return the sums and the figures of all contacts; one channel alone says the same."""
    lines, whole = document.channels, document.figures.get("response_attainment")
    if len(lines) < 2:
        return []
    before = change(whole) if whole is not None else None
    return [
        words(_("Together")),
        number(count(sum(line.tickets for line in lines))),
        number(count(sum(line.met for line in lines))),
        number(count(sum(line.late for line in lines))),
        number(count(sum(line.silent for line in lines))),
        number(value_text(whole) if whole is not None and whole.value is not None else NONE),
        number(NONE if before is None else signed(before)),
        *_times(document.figures, known),
    ]
