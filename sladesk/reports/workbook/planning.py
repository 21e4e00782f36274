"""The plan of a review's workbook: five customary forms and the sheet of figures (R9.6)."""

from datetime import datetime

from flask_babel import gettext as _

from sladesk.reports.document import Document
from sladesk.reports.saying import period_text
from sladesk.reports.workbook.analysis import analysis
from sladesk.reports.workbook.figures import figures_sheet
from sladesk.reports.workbook.forms import CHANNELS, FEEDBACK, LIFE, RESPONSES, analysis_sheet
from sladesk.reports.workbook.layout import Plan


def plan(document: Document, no: int, read_at: datetime) -> Plan:
    """Return what the child is told before the tickets, in the language that is spoken now.

    Arguments:
        no: number of the edition, 0 for figures that are not issued.
        read_at: when the rows of tickets are read.
    """
    head = document.head
    kind = _("Whole period") if head.final else _("So far")
    issue = _("%(kind)s, edition %(no)s", kind=kind, no=no) if no else _("Present figures, not issued")
    return Plan(
        title=period_text(head.kind, head.first, head.key),
        made=int(datetime.fromisoformat(head.as_of).timestamp()),
        patterns=_patterns(),
        cut=_("… (cut here: a cell holds no more)"),
        page=_("Page &P of &N"),
        sheets=[
            LIFE.sheet(),
            RESPONSES.sheet(),
            FEEDBACK.sheet(),
            analysis_sheet(analysis(document)),
            CHANNELS.sheet(),
            figures_sheet(document, issue, read_at),
        ],
    )


def _patterns() -> dict[str, str]:
    """Return the number patterns of all formats; numbers stay numbers, whatever words stand beside them."""
    minutes, met, late = _("min"), _("within target"), _("overdue")
    return {
        "moment": "yyyy-mm-dd hh:mm:ss",
        "time": "hh:mm:ss",
        "day": "yyyy-mm-dd",
        "minutes": "0.0",
        "minutes_of": f'0.0" {minutes}"',
        "met": f'0.0" {minutes}  {met}"',
        "late": f'0.0" {minutes}  {late}"',
        "length": "0.0",
        "share": "0.0%",
        "score": "0.00",
        "count": "#,##0",
    }
