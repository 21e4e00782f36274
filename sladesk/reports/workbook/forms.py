"""The customary forms: their names and columns in the order people know them (R9.6).

Headings are the customary ones; a test holds their Chinese word for word.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.reports.saying import N_
from sladesk.reports.workbook.layout import Cell, Column, Sheet

#: What is known of a ticket, in the order in which it is handed over.
FIELDS = (
    "number", "customer_number", "channel", "type", "priority", "problem", "recorder", "recorded", "owner",
    "assigned", "target", "responded", "has_responded", "progress", "feedback", "status", "solved",
    "solution", "satisfaction", "second", "remarks", "customer", "contact", "category", "risk",
    "description", "responder", "timeliness", "resources", "contacts", "score", "day", "mark", "asked",
    "response_minutes", "resolution_minutes", "reason",
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(FIELDS)}


@dataclass(frozen=True)
class Form:
    """A form with a row for each ticket: heading, field, format and width of its columns."""

    name: str
    pages: int
    columns: tuple[tuple[str, str, str, float], ...]

    def sheet(self) -> Sheet:
        """Return its sheet in the language that is spoken now."""
        columns = [Column(_(head), form, width, _PLACE[name]) for head, name, form, width in self.columns]
        return Sheet(_(self.name), columns, self.pages, [], None, [])


LIFE = Form(
    N_("Life of the tickets"),
    2,
    (
        (N_("Ticket no."), "number", "line", 17),
        (N_("Customer no."), "customer_number", "line", 16),
        (N_("Ticket source"), "channel", "line", 12),
        (N_("Ticket type"), "type", "text", 24),
        (N_("Priority"), "priority", "line", 8),
        (N_("Problem description"), "problem", "text", 32),
        (N_("Taken down by"), "recorder", "line", 10),
        (N_("Taken down at"), "recorded", "moment", 19),
        (N_("Owner"), "owner", "line", 10),
        (N_("Assigned at"), "assigned", "moment", 19),
        (N_("SLA response time"), "target", "minutes_of", 13),
        (N_("First response at"), "responded", "moment", 19),
        (N_("Responded?"), "has_responded", "line", 10),
        (N_("Progress of the handling"), "progress", "text", 48),
        (N_("What the customer says"), "feedback", "text", 28),
        (N_("State of the ticket"), "status", "line", 10),
        (N_("Solved at"), "solved", "moment", 19),
        (N_("Solution"), "solution", "text", 36),
        (N_("Customer's satisfaction"), "satisfaction", "line", 11),
        (N_("Followed up again"), "second", "line", 12),
        (N_("Remarks"), "remarks", "text", 20),
    ),
)
RESPONSES = Form(
    N_("Table 1 Responses"),
    1,
    (
        (N_("Record no."), "number", "line", 17),
        (N_("Created at"), "recorded", "moment", 19),
        (N_("Customer's name"), "customer", "line", 14),
        (N_("Customer no."), "customer_number", "line", 16),
        (N_("Contact details"), "contact", "line", 15),
        (N_("Problem category"), "category", "text", 24),
        (N_("Degree of urgency"), "priority", "line", 9),
        (N_("Risk level"), "risk", "line", 9),
        (N_("Problem (phenomenon, impact, expectation)"), "description", "text", 46),
        (N_("Responded by"), "responder", "line", 10),
        (N_("Response against target"), "timeliness", "minutes_of", 16),
    ),
)
FEEDBACK = Form(
    N_("Table 2 Feedback"),
    1,
    (
        (N_("Record no."), "number", "line", 17),
        (N_("State"), "status", "line", 10),
        (N_("Solution"), "solution", "text", 44),
        (N_("Resources put in"), "resources", "text", 20),
        (N_("Talks with the customer"), "contacts", "text", 60),
        (N_("Satisfaction score"), "score", "count", 11),
    ),
)
CHANNELS = Form(
    N_("Response times by channel"),
    1,
    (
        (N_("Date"), "day", "day", 12),
        (N_("Channel type"), "channel", "line", 12),
        (N_("Customer's mark"), "mark", "line", 17),
        (N_("Asked at"), "asked", "time", 11),
        (N_("First response at"), "responded", "time", 12),
        (N_("Problem solved at"), "solved", "time", 12),
        (N_("First response (minutes)"), "response_minutes", "minutes", 13),
        (N_("Resolution (minutes)"), "resolution_minutes", "minutes", 13),
        (N_("Owner"), "owner", "line", 10),
        (N_("Reason of the delay"), "reason", "text", 30),
    ),
)
#: Columns of the form that is about a period, not about tickets; why 1 to 5 is called alike everywhere.
_ANALYSIS = (
    (N_("Most frequent problems, top 5"), 26),
    (N_("Spread of the time to resolution"), 34),
    (N_("Bearing on satisfaction"), 34),
    (N_("5-Why: phenomenon"), 30),
    *((f"Why{number}", 26) for number in range(1, 6)),
    (N_("Improvement (short or long term)"), 36),
    (N_("Person responsible"), 14),
    (N_("Until when"), 12),
    (N_("Criterion of acceptance"), 30),
    (N_("Linked records"), 24),
)
ANALYSIS_NAME = N_("Table 3 Improvement analysis")


def analysis_sheet(rows: list[list[Cell]]) -> Sheet:
    """Return the form of the period's analysis in the language that is spoken now."""
    columns = [Column(_(head), "text", width) for head, width in _ANALYSIS]
    return Sheet(_(ANALYSIS_NAME), columns, 2, [], rows, [])
