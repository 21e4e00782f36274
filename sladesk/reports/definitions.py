"""How each measure is counted and what the customary terms mean: on screen, in print, in the workbook.

The formulas themselves are `domain/figures/measures.py`; a test holds that every one of them has its words.
"""

from collections.abc import Mapping

from flask_babel import gettext as _

from sladesk.domain.figures.measures import HEADLINE, MEASURES
from sladesk.reports.document import Document, FigureLine
from sladesk.reports.saying import N_
from sladesk.reports.sentences.runs import measure_text, target_text, value_text

MEASURES_SAID: Mapping[str, str] = {
    "response_rate": N_(
        "Tickets with a first response, of those with one or overdue without one. Automatic replies, "
        "calls that nobody answered and internal notes are no response."
    ),
    "resolution_rate": N_(
        "Tickets with a recorded solution, of those with one or with their time limit over. What is "
        "still within its time is in neither."
    ),
    "first_response": N_(
        "From assignment to a person until the customer was first reached or told that the request "
        "is taken up; by telephone, until the call was answered. Plain time; only tickets that have "
        "both."
    ),
    "first_response_requested": N_("From the customer's request until the first response, in plain time."),
    "first_response_working": N_("Open time of the first response by its own calendar, pauses left out."),
    "resolution": N_(
        "From assignment until the solution was recorded, in plain time. When the verification "
        "failed, the clock counts as if it had never stopped."
    ),
    "resolution_requested": N_("From the customer's request until the solution was recorded, in plain time."),
    "resolution_working": N_("Open time until the solution by its own calendar, pauses left out."),
    "resolution_after_response": N_("From the first response until the solution; closed tickets only."),
    "response_attainment": N_(
        "Contacts whose first response was in time, of all that are decided: answered, or overdue "
        "without an answer. At the very instant of the limit is in time."
    ),
    "resolution_attainment": N_("Tickets solved in time, of all that are decided: solved, or overdue."),
    "attainment": N_(
        "Targets met, of all that are decided: first responses, resolutions, and every clock of the other "
        "kinds. Of a ticket with several cycles the response of the first and the resolution of the last "
        "count. What still runs is in neither."
    ),
    "answer_attainment": N_(
        "Calls and chats taken within their time, of those taken or overdue. Measured by the telephone "
        "system or typed by the agent; otherwise not recorded."
    ),
    "assignment_attainment": N_("Requests assigned to a person in time, of all that are decided."),
    "preliminary_attainment": N_(
        "Preliminary solutions proposed to the customer in time, of all that are decided."
    ),
    "update_attainment": N_(
        "Progress updates entered in time, of all that are decided: each entry by a person ends one and "
        "begins the next; internal notes and the system's entries never do."
    ),
    "promises_kept": N_(
        "Promised times that were kept, of all that are decided: answers and calls promised to customers, "
        "booked visits. A promise counts also after the ticket is solved."
    ),
    "task_attainment": N_("Department tasks answered in time, of all that are decided."),
    "emergency_attainment": N_("Emergency procedures somebody took charge of in time, of all started."),
    "callback_attainment": N_("Customers reached within the time after closing, of all that are decided."),
    "low_score_attainment": N_(
        "Low scores followed by the supervisor's contact in time, of all that are decided."
    ),
    "satisfaction": N_(
        "Very satisfied and satisfied answers, of tickets with an answer. Where survey and callback "
        "both answer, the callback counts; of several cycles the last."
    ),
    "answer_rate": N_("Tickets with an answer of the customer, of those closed or answered."),
    "score": N_("Mean of the answers, 5 for very satisfied to 1 for very dissatisfied."),
    "second_cycles": N_("Solved tickets that were handled a second time, of all solved ones."),
    "repair_acceptance": N_("From assignment until an engineer first accepted the visit; repairs only."),
    "repair_arrival": N_("From the first acceptance until an engineer first arrived; repairs only."),
    "repair_work": N_("From the first arrival until the repair was last recorded as done; repairs only."),
    "parts_wait": N_(
        "Plain time spent waiting for parts, all waits of a ticket together; repairs that waited."
    ),
}

#: Name and explanation of what is no measure.
TERMS: tuple[tuple[str, str], ...] = (
    (
        N_("Period and cohort"),
        N_(
            "%(first)s 00:00 to %(last)s 24:00 (%(zone)s). A ticket belongs to the period of its "
            "request; older open ones are carried over. Voided tickets (%(voided)s) are in no rate."
        ),
    ),
    (
        N_("Overdue and alarm"),
        N_(
            "Overdue is late or without a response. A channel's day is an alarm day from %(line)s%% "
            "overdue; under 20 decided contacts of a day, from the third overdue one."
        ),
    ),
    (
        N_("Missed targets and reasons"),
        N_(
            "Every missed target in every cycle of the period's tickets, withdrawn ones left out. With "
            "several cycles these are more than “All targets in time” misses."
        ),
    ),
    (
        N_("Problem tickets"),
        N_("Tickets of repair, complaint and return. Shares add up to 100%%, rounded by largest remainder."),
    ),
    (
        N_("Box plot"),
        N_(
            "Box: 25th to 75th percentile; thick line: median; whiskers: 5th to 95th percentile, all "
            "by nearest rank; dot: mean. Limit: the median time limit of the tickets."
        ),
    ),
    (
        N_("Who used the time"),
        N_(
            "The resolution clock of the last cycle from start to end, every second counted once: the "
            "queue's until somebody handled it, then the agent's; waits for customer or parts and an "
            "engineer's way and work come first; what is left outside the clock's calendar is off hours."
        ),
    ),
    (
        N_("Seats needed"),
        N_(
            "80th percentile of telephone and chat contacts in that hour over the working days, "
            "times the minutes a contact takes, over the share of time a seat can be busy, rounded "
            "up."
        ),
    ),
    (
        N_("Response bands"),
        N_(
            "Answers by the time from request to first response: up to 15 minutes, up to 1 hour, up "
            "to 4 hours, longer. ρ is the rank correlation of that time and the score."
        ),
    ),
)


FIELDS: Mapping[str, str] = {
    "first_response": N_("First response"),
    "solution": N_("Time of the solution"),
    "answer": N_("Customer's answer"),
    "reason": N_("Overdue reason"),
    "checked": N_("Overdue reason checked"),
}


def field_text(code: str) -> str:
    """Return the name of a field whose completeness is told; an unknown one stands by its code."""
    return _(FIELDS[code]) if code in FIELDS else code


def definition(code: str) -> str:
    """Return how a measure of the catalogue is counted (R9.2)."""
    return _(MEASURES_SAID[code])


def terms(document: Document) -> list[tuple[str, str]]:
    """Return the customary terms with their explanation for a period."""
    head = document.head
    values = {"first": head.first, "last": head.last, "zone": head.zone, "line": head.line}
    return [(_(name), _(text, **values, voided=document.balance.voided)) for name, text in TERMS]


def _defined(line: FigureLine) -> str:
    """Return how a measure is counted and what it shall be."""
    said = [definition(line.measure)]
    if line.over_all is not None:
        said.append(_("Divided by all tickets: %(value)s.", value=value_text(line, line.over_all)))
    if line.target is not None:
        said.append(_("Target %(target)s.", target=target_text(line)))
    return _("%(a)s %(b)s", a="", b="").join(said)


def printed(document: Document) -> list[tuple[str, str]]:
    """Return what the appendix explains: the period, measures with a value, the five, the terms."""
    first, *others = terms(document)
    measures = []
    for code in MEASURES:
        line = document.figures.get(code)
        if line is not None and (line.value is not None or code in HEADLINE):
            measures.append((measure_text(code), _defined(line)))
    return [first, *measures, *others]
