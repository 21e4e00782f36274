"""The words of codes in workbooks; those of the screen stand in `web/labels.py`."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import gettext as _

from sladesk.domain.codes import Priority, RiskLevel, SolutionCode, Status, TicketClass
from sladesk.reports.saying import N_

#: Pairs, not a mapping: codes of different kinds that are spelled alike are the same key.
WORDS: tuple[tuple[StrEnum, str], ...] = (
    (Status.NEW, N_("New")),
    (Status.IN_PROGRESS, N_("In progress")),
    (Status.WAITING_CUSTOMER, N_("With customer")),
    (Status.WAITING_PARTS, N_("Awaiting parts")),
    (Status.ESCALATED, N_("Escalated")),
    (Status.TO_VERIFY, N_("To verify")),
    (Status.CLOSED, N_("Closed")),
    (Status.ARCHIVED, N_("Archived")),
    (Status.VOIDED, N_("Voided")),
    (Priority.URGENT, N_("Urgent")),
    (Priority.HIGH, N_("High")),
    (Priority.MEDIUM, N_("Medium")),
    (Priority.LOW, N_("Low")),
    (TicketClass.CONSULTATION, N_("Consultations")),
    (TicketClass.COMPLAINT, N_("Complaints")),
    (TicketClass.FAULT, N_("Faults")),
    (TicketClass.SUGGESTION, N_("Suggestions")),
    (TicketClass.OTHER, N_("Other")),
    (RiskLevel.LEVEL_1, N_("Level 1")),
    (RiskLevel.LEVEL_2, N_("Level 2")),
    (RiskLevel.LEVEL_3, N_("Level 3")),
    (SolutionCode.REMOTE, N_("Remote guidance")),
    (SolutionCode.ON_SITE, N_("Repair on site")),
    (SolutionCode.PART, N_("Part replaced")),
    (SolutionCode.EXCHANGE, N_("Exchange")),
    (SolutionCode.RESEND, N_("Sent again")),
    (SolutionCode.REFUND, N_("Refund")),
    (SolutionCode.COMPENSATION, N_("Compensation")),
    (SolutionCode.ANSWER, N_("Question answered")),
    (SolutionCode.TEMPORARY, N_("Temporary measure")),
    (SolutionCode.NO_FAULT, N_("No fault found")),
    (SolutionCode.OTHER, N_("Other")),
)
#: By score.
SCORES: Mapping[int, str] = {
    5: N_("very satisfied"),
    4: N_("satisfied"),
    3: N_("so-so"),
    2: N_("unsatisfied"),
    1: N_("very unsatisfied"),
}


def word(code: StrEnum) -> str:
    """Return a code's word in the language that is spoken now."""
    return next(_(said) for one, said in WORDS if one is code)


def all_words() -> dict[str, str]:
    """Return every code's word in the language that is spoken now, looked up once for all tickets."""
    return {f"{type(code).__name__}.{code}": _(word) for code, word in WORDS}
