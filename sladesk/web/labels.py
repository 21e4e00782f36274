"""The words for codes: one table per vocabulary of `domain.codes`, and the `label` filter."""

from collections.abc import Mapping
from enum import StrEnum

from flask import Flask
from flask_babel import LazyString

from sladesk.domain.codes import (
    AttachmentKind,
    Away,
    CauseClass,
    CloseOutcome,
    ContactMethod,
    CustomerType,
    Duty,
    ImportState,
    ImprovementState,
    Measure,
    Priority,
    ReasonSide,
    RecordState,
    RiskLevel,
    Role,
    RunState,
    ServiceType,
    SolutionCode,
    Source,
    Status,
    Term,
    TicketClass,
    Verdict,
    VisitState,
)
from sladesk.domain.masking import mask_text
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import EntryKind
from sladesk.web.words import lazy_gettext as _l

Words = Mapping[StrEnum, LazyString]

TABLES: dict[str, Words] = {
    "status": {
        Status.NEW: _l("New"),
        Status.IN_PROGRESS: _l("In progress"),
        Status.WAITING_CUSTOMER: _l("With customer"),
        Status.WAITING_PARTS: _l("Awaiting parts"),
        Status.ESCALATED: _l("Escalated"),
        Status.TO_VERIFY: _l("To verify"),
        Status.CLOSED: _l("Closed"),
        Status.ARCHIVED: _l("Archived"),
        Status.VOIDED: _l("Voided"),
    },
    "import": {
        ImportState.CHECKING: _l("Being looked at"),
        ImportState.REFUSED: _l("Can't be read"),
        ImportState.READY: _l("Waiting to be started"),
        ImportState.RUNNING: _l("Being imported"),
        ImportState.DONE: _l("Imported"),
    },
    "run": {
        RunState.RUNNING: _l("Under way"),
        RunState.DONE: _l("Done"),
        RunState.FAILED: _l("Failed"),
        RunState.CANCELLED: _l("Given up"),
    },
    "priority": {
        Priority.URGENT: _l("Urgent"),
        Priority.HIGH: _l("High"),
        Priority.MEDIUM: _l("Medium"),
        Priority.LOW: _l("Low"),
    },
    "class": {
        TicketClass.CONSULTATION: _l("Consultations"),
        TicketClass.COMPLAINT: _l("Complaints"),
        TicketClass.FAULT: _l("Faults"),
        TicketClass.SUGGESTION: _l("Suggestions"),
        TicketClass.OTHER: _l("Other"),
    },
    "service": {
        ServiceType.REPAIR: _l("Repair"),
        ServiceType.CONSULTATION: _l("Consultation"),
        ServiceType.COMPLAINT: _l("Complaint"),
        ServiceType.RETURN: _l("Return or exchange"),
        ServiceType.MAINTENANCE: _l("Maintenance booking"),
        ServiceType.SUGGESTION: _l("Suggestion"),
        ServiceType.OTHER: _l("Other"),
    },
    "risk": {
        RiskLevel.LEVEL_1: _l("Level 1"),
        RiskLevel.LEVEL_2: _l("Level 2"),
        RiskLevel.LEVEL_3: _l("Level 3"),
    },
    "role": {
        Role.AGENT: _l("Agent"),
        Role.ENGINEER: _l("Field engineer"),
        Role.SUPERVISOR: _l("Supervisor"),
        Role.ANALYST: _l("Quality analyst"),
        Role.MANAGER: _l("Manager"),
        Role.ADMIN: _l("Administrator"),
        Role.COLLABORATOR: _l("Other department"),
    },
    "duty": {Duty.ON: _l("On duty"), Duty.BREAK: _l("On a break"), Duty.OFF: _l("Off duty")},
    "away": {Away.LEAVE: _l("On leave"), Away.SICK: _l("Sick"), Away.TRAINING: _l("Training")},
    "customer": {
        CustomerType.PERSON: _l("Private customer"),
        CustomerType.ORGANISATION: _l("Business customer"),
    },
    "solution": {
        SolutionCode.REMOTE: _l("Remote guidance"),
        SolutionCode.ON_SITE: _l("Repair on site"),
        SolutionCode.PART: _l("Part replaced"),
        SolutionCode.EXCHANGE: _l("Exchange"),
        SolutionCode.RESEND: _l("Sent again"),
        SolutionCode.REFUND: _l("Refund"),
        SolutionCode.COMPENSATION: _l("Compensation"),
        SolutionCode.ANSWER: _l("Question answered"),
        SolutionCode.TEMPORARY: _l("Temporary measure"),
        SolutionCode.NO_FAULT: _l("No fault found"),
        SolutionCode.OTHER: _l("Other"),
    },
    "method": {
        ContactMethod.PHONE: _l("Phone"),
        ContactMethod.CHAT: _l("Web chat"),
        ContactMethod.WECHAT: _l("WeChat"),
        ContactMethod.SMS: _l("SMS"),
        ContactMethod.EMAIL: _l("E-mail"),
        ContactMethod.VISIT: _l("Visit"),
    },
    "visit": {
        VisitState.PLANNED: _l("Planned"),
        VisitState.ACCEPTED: _l("Accepted"),
        VisitState.ON_WAY: _l("On the way"),
        VisitState.ARRIVED: _l("Arrived"),
        VisitState.DIAGNOSED: _l("Diagnosed"),
        VisitState.WAITING_PART: _l("Waiting for a part"),
        VisitState.REPAIRED: _l("Repaired"),
        VisitState.CONFIRMED: _l("Confirmed by the customer"),
        VisitState.CANCELLED: _l("Cancelled"),
    },
    "side": {
        ReasonSide.US: _l("Us"),
        ReasonSide.CUSTOMER: _l("Customer"),
        ReasonSide.PARTS: _l("Parts"),
        ReasonSide.CARRIER: _l("Carrier"),
        ReasonSide.PLATFORM: _l("Platform"),
    },
    "source": {
        Source.WEB: _l("Web"),
        Source.PHONE: _l("Mobile page"),
        Source.API: _l("Interface"),
        Source.MAIL: _l("E-mail"),
        Source.IMPORT: _l("Import"),
        Source.JOB: _l("System"),
        Source.CLI: _l("Command line"),
    },
    "attachment": {
        AttachmentKind.BEFORE: _l("Before"),
        AttachmentKind.AFTER: _l("After"),
        AttachmentKind.LABEL: _l("Label"),
        AttachmentKind.SIGNATURE: _l("Signature"),
        AttachmentKind.OTHER: _l("Other"),
    },
    "outcome": {
        CloseOutcome.CONFIRMED: _l("Confirmed by the customer"),
        CloseOutcome.UNREACHABLE: _l("Could not be reached"),
    },
    "ledger": {
        EntryKind.START: _l("the clock started"),
        EntryKind.PAUSE: _l("paused"),
        EntryKind.RESUME: _l("counting again"),
        EntryKind.STOP: _l("done"),
        EntryKind.RETARGET: _l("the target changed"),
        EntryKind.BREACH: _l("missed"),
        EntryKind.WITHDRAW: _l("the delay was withdrawn"),
        EntryKind.CANCEL: _l("ended without an answer"),
        EntryKind.CORRECT: _l("a time was corrected"),
    },
    "clock": {
        ClockKind.ANSWER: _l("Answer"),
        ClockKind.FIRST_RESPONSE: _l("First response"),
        ClockKind.PRELIMINARY: _l("Preliminary solution"),
        ClockKind.RESOLUTION: _l("Resolution"),
        ClockKind.UPDATE: _l("Progress update"),
        ClockKind.PROMISE: _l("Promise"),
        ClockKind.CALLBACK: _l("Callback"),
        ClockKind.LOW_SCORE: _l("Low-score call"),
        ClockKind.TASK: _l("Department task"),
        ClockKind.EMERGENCY: _l("Emergency procedure"),
        ClockKind.ASSIGNMENT_WAIT: _l("Wait for assignment"),
    },
    "record": {
        RecordState.DRAFT: _l("Draft"),
        RecordState.IN_REVIEW: _l("In review"),
        RecordState.SETTLED: _l("Final"),
    },
    "cause": {
        CauseClass.PEOPLE: _l("Manpower"),
        CauseClass.MACHINE: _l("Equipment"),
        CauseClass.MATERIAL: _l("Material"),
        CauseClass.METHOD: _l("Procedure"),
        CauseClass.ENVIRONMENT: _l("Environment"),
        CauseClass.MEASUREMENT: _l("Measurement"),
    },
    "verdict": {
        Verdict.OPEN: _l("To be checked"),
        Verdict.KEPT: _l("Holds"),
        Verdict.EXCLUDED: _l("Excluded"),
    },
    "term": {Term.SHORT: _l("Short term"), Term.LONG: _l("Long term")},
    "measure": {
        Measure.SYSTEM: _l("System or interface"),
        Measure.STAFFING: _l("Staffing"),
        Measure.TRAINING: _l("Training"),
        Measure.SCRIPT: _l("Script"),
        Measure.PROCESS: _l("Process"),
        Measure.OTHER: _l("Other"),
    },
    "improvement": {
        ImprovementState.OPEN: _l("Not begun"),
        ImprovementState.IN_PROGRESS: _l("Under way"),
        ImprovementState.DONE: _l("Done, to be verified"),
        ImprovementState.EFFECTIVE: _l("Verified effective"),
        ImprovementState.NOT_EFFECTIVE: _l("Not effective"),
        ImprovementState.CANCELLED: _l("Cancelled"),
    },
}
_FLAT: dict[str, dict[str, LazyString]] = {
    name: {str(code): word for code, word in table.items()} for name, table in TABLES.items()
}


def label(code: str | None, table: str) -> str:
    """Return the word for a code in the language of the request; nothing for None.

    Raises:
        KeyError: the vocabulary or the code does not exist.
    """
    return "" if code is None else str(_FLAT[table][str(code)])


def choices(table: str) -> list[tuple[str, str]]:
    """Return code and word of a vocabulary in its order, for select fields."""
    return [(code, str(word)) for code, word in _FLAT[table].items()]


def install(app: Flask) -> None:
    """Register the `label` filter."""
    app.add_template_filter(label, "label")
    app.add_template_filter(mask_text, "mask_text")
