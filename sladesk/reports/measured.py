"""The table of all measures of a review, as printed: each value, its spread, and how many were counted."""

from flask_babel import gettext as _

from sladesk.domain.figures.measures import MEASURES
from sladesk.reports.cells import NONE
from sladesk.reports.charts.shapes import Cell, number, words
from sladesk.reports.document import Document, FigureLine
from sladesk.reports.saying import count, signed
from sladesk.reports.sentences.runs import before, change, measure_text, target_text, value_text
from sladesk.reports.tables import Table


def measured(document: Document) -> Table:
    """Return the measures of the catalogue that have a value (R9.2)."""
    lines = [document.figures[code] for code in MEASURES if code in document.figures]
    return Table(
        "measures",
        _("All measures"),
        (
            _("Measure"), _("Value"), _("Against %(before)s", before=before(document.head)),
            _("Target value"), _("Median"), _("90th percentile"), _("Counted"),
        ),
        [_row(line) for line in lines if line.value is not None],
    )  # fmt: skip


def _row(line: FigureLine) -> list[Cell]:
    moved = change(line)
    return [
        words(measure_text(line.measure)),
        number(value_text(line), line.behind, missed=line.good is False),
        number(NONE if moved is None else signed(moved)),
        number(target_text(line)),
        number(_spread(line, line.median)),
        number(_spread(line, line.p90)),
        number(count(line.n)),
    ]


def _spread(line: FigureLine, value: float | None) -> str:
    return "" if value is None else value_text(line, value)
