"""The sheet of figures: every measure of a review as numbers that can be read back out of the file (R9.2).

Numbers are not rounded here: a cell shows one digit and holds them all.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from sladesk.domain.figures.measures import MEASURES, Unit
from sladesk.reports.definitions import definition
from sladesk.reports.document import Document, FigureLine
from sladesk.reports.saying import english, figure_unit, period_text
from sladesk.reports.sentences.runs import measure_text, unit_text
from sladesk.reports.workbook.layout import Cell, Column, Rows, Sheet
from sladesk.reports.workbook.tables import tables


def figures_sheet(document: Document, edition: str, read_at: datetime) -> Sheet:
    """Return the sheet in the language that is spoken now.

    Arguments:
        edition: which issue it is.
        read_at: when the rows of the other sheets were read.
    """
    columns = [
        Column(_("Measure"), "line", 34),
        *(Column(head, "count", 13) for head in _heads()),
        Column(_("How it is counted"), "text", 90),
    ]
    below: Rows = []
    for title, heads, rows in tables(document):
        if rows:
            named: Rows = [[], [("title", title)], [("head", head) for head in heads]]
            below += named + rows
    rows = [_line(code, line) for code, line in document.figures.items() if code in MEASURES]
    return Sheet(_("Figures of the review"), columns, 1, _above(document, edition, read_at), rows, below)


def _heads() -> list[str]:
    return [
        _("Value"), _("Unit"), _("Counted"), _("Of these yes"), _("Median"), _("90th percentile"),
        _("Target value"), _("Period before"), _("Divided by all tickets"), _("Target reached?"),
    ]  # fmt: skip


def _above(document: Document, edition: str, read_at: datetime) -> Rows:
    """Return whose figures these are, and what the rows of the workbook are."""
    head, zone = document.head, ZoneInfo(document.head.zone)
    said = period_text(head.kind, head.first, head.key)
    local = [f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" for at in (_instant(document), read_at)]
    lines = (
        _("%(first)s to %(last)s (%(zone)s); %(edition)s", first=head.first, last=head.last, zone=head.zone,
          edition=edition),
        _("Figures up to %(at)s; rows of tickets read %(read)s.", at=local[0], read=local[1]),
        _(
            "Rows show each ticket of the figures as it stood at their cut-off. Owner, category, priority "
            "and the words of the registration are as they were when the rows were read."
        ),
        _(
            "Response against target counts from assignment, lengths by channel count from the request, in "
            "plain minutes. Customers are masked, staff stand by their number."
        ),
    )  # fmt: skip
    return [[("title", f"{_site(document)} {said}")], *([("line", line)] for line in lines), []]


def _site(document: Document) -> str:
    return document.head.site_en if english() else document.head.site_zh


def _instant(document: Document) -> datetime:
    return datetime.fromisoformat(document.head.as_of)


def _line(code: str, line: FigureLine) -> list[Cell]:
    good = None if line.good is None else _("Yes") if line.good else _("No")
    return [
        measure_text(code),
        _value(line, line.value) or _("Not recorded"),
        _unit(line),
        line.n,
        line.part,
        *(_value(line, value) for value in (line.median, line.p90, line.target, line.before, line.over_all)),
        good,
        definition(code),
    ]


def _value(line: FigureLine, value: float | None) -> Cell:
    """Return a measure's value as it is printed, but not rounded."""
    if value is None:
        return None
    unit = MEASURES[line.measure].unit
    if unit is Unit.SHARE:
        return ("share", value)
    if unit is Unit.SCORE:
        return ("score", value)
    return ("length", value / _seconds(line))


def _seconds(line: FigureLine) -> int:
    """Return the seconds of the unit a measure is printed in, never less than a minute's."""
    unit = MEASURES[line.measure].unit
    return figure_unit(unit, line.target if line.target is not None else line.value)


def _unit(line: FigureLine) -> str:
    if MEASURES[line.measure].unit is Unit.SCORE:
        return _("points")
    return unit_text(line)
