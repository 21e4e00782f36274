"""What one ticket's life says, as data: every text a generator needs on its way through the actions.

Titles and short fields have no full stop, notes and the customer's words do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sladesk.demo.content.shapes import Product


@dataclass(frozen=True, slots=True)
class Measured:
    """A reading taken on site: label, value as text with its decimals, unit (may be empty)."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation (R4.3): what was said, what the customer answered, what comes next.

    phase: before (anything is known), plan (cause known, fix agreed) or after (the fix).
    """

    content: str
    feedback: str
    next_step: str
    phase: str


@dataclass(frozen=True, slots=True)
class TaskText:
    """One department task (R4.4): team code, question, answer, hours it took."""

    department: str
    question: str
    answer: str
    hours: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Cause, fix and proof of one cycle; flow says whether it took a visit or was settled from the desk.

    part: name of the spare part in `products.PARTS`, or None. temporary: the fix is a stopgap (R4.7).
    """

    flow: str
    cause: str
    fix: str
    solution_code: str
    part: str | None
    readings: tuple[Measured, ...]
    diagnosis: str
    consent: str
    repair: str
    solution: str
    temporary: bool


@dataclass(frozen=True, slots=True)
class SecondCycle:
    """The pass after an unsatisfied customer: another cause is found and mended (R6.3)."""

    words: str
    plan: str
    first_response: str
    talks: tuple[Talk, ...]
    progress: tuple[str, ...]
    internal: str
    finding: Finding
    verified: str
    callback: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class TicketStory:
    """All texts of one ticket's life. answers: (question code, yes / no / unknown) as far as answered.

    callback and overdue hold one remark for each score (1-5) and each shipped overdue reason code, void one
    for each shipped reason, wait_parts and late_registration for those that turn up; part_progress is said
    while a part is awaited; emergency only where a safety question was answered yes. task: None when
    nobody else is asked. said: a number for each sentence of all this.
    """

    symptom: str
    category: str
    service_type: str
    risk_level: str | None
    product: Product | None
    place: str | None
    topic: str
    phenomenon: str
    words: str
    impact: str
    expectation: str
    onset: str
    signs: str
    answers: tuple[tuple[str, str], ...]
    first_response: str
    progress: tuple[str, ...]
    part_progress: tuple[str, ...]
    talks: tuple[Talk, ...]
    internal: tuple[str, ...]
    chasers: tuple[str, ...]
    wait_customer: tuple[str, str]
    wait_parts: Mapping[str, str]
    escalation: str
    escalation_plan: str
    escalation_yes: str
    escalation_no: str
    task: TaskText | None
    finding: Finding
    arrived: str
    visit_note: str
    reschedule: str
    reassign: str
    handover: str
    late_registration: Mapping[str, str]
    verified: str
    not_verified: str
    unanswered: tuple[str, ...]
    callback: Mapping[int, str]
    low_score: str
    overdue: Mapping[str, str]
    void: Mapping[str, str]
    emergency: str | None
    archived: str
    second: SecondCycle
    said: frozenset[int]
