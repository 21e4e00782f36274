"""The states of a ticket and the steps between them (R4.1).

待处理 → 处理中 → 待验证 → 已关闭 → 已归档, strictly; beside the line: waiting, escalated, voided, and the
new cycle. A step that is not allowed answers with the code of a sentence that says what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sladesk.domain.codes import OPEN_STATUSES, WAITING_STATUSES, Status
from sladesk.domain.errors import Missing, WrongState


@dataclass(frozen=True)
class Step:
    """A step: from where, to where (None keeps the state)."""

    name: str
    sources: frozenset[Status]
    target: Status | None


def _step(name: str, sources: frozenset[Status] | set[Status], target: Status | None) -> Step:
    return Step(name, frozenset(sources), target)


_HANDLING = {Status.IN_PROGRESS, *WAITING_STATUSES}
_BEFORE_SOLUTION = {Status.NEW, Status.IN_PROGRESS, *WAITING_STATUSES, Status.ESCALATED}

STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        _step("accept", {Status.NEW}, Status.IN_PROGRESS),
        _step("respond", {*_BEFORE_SOLUTION}, None),
        _step("change", {*_BEFORE_SOLUTION}, None),
        _step("assign", {*OPEN_STATUSES}, None),
        _step("plan_visit", {Status.NEW, *_HANDLING}, None),
        _step("wait_customer", {Status.IN_PROGRESS, Status.WAITING_PARTS}, Status.WAITING_CUSTOMER),
        _step("wait_parts", {Status.IN_PROGRESS, Status.WAITING_CUSTOMER}, Status.WAITING_PARTS),
        _step("resume", WAITING_STATUSES, Status.IN_PROGRESS),
        _step("escalate", {Status.NEW, *_HANDLING}, Status.ESCALATED),
        _step("decide", {Status.ESCALATED}, Status.IN_PROGRESS),
        _step("solve", {*_HANDLING}, Status.TO_VERIFY),
        _step("confirm", {Status.TO_VERIFY}, Status.CLOSED),
        _step("reject", {Status.TO_VERIFY}, Status.IN_PROGRESS),
        _step("close_unreachable", {Status.TO_VERIFY}, Status.CLOSED),
        _step("callback", {Status.CLOSED}, None),
        _step("reopen", {Status.CLOSED}, Status.NEW),
        _step("archive", {Status.CLOSED}, Status.ARCHIVED),
        _step("void", {*OPEN_STATUSES}, Status.VOIDED),
    )
}


#: Steps that look at visits, and at failed contacts: only for these are they read.
ASK_VISITS, ASK_ATTEMPTS = frozenset({"solve"}), frozenset({"close_unreachable"})


@dataclass(frozen=True)
class Situation:
    """What a step looks at besides the state.

    Arguments:
        owner: somebody is responsible.
        responded: the first response of this cycle is recorded.
        open_breaches: missed due times whose reason is not given yet (R3.9).
        visit_under_way: an engineer is on the way or on site.
        score: answer of the customer in this cycle.
        settled: the supervisor settled the cycle.
        low_score_open: the supervisor still has to contact an unsatisfied customer.
        attempts: failed contacts as (number, distinct days).
    """

    status: Status
    owner: bool = False
    responded: bool = False
    open_breaches: int = 0
    visit_under_way: bool = False
    score: int | None = None
    settled: bool = False
    low_score_open: bool = False
    attempts: tuple[int, int] = (0, 0)
    limits: Mapping[str, int] = field(default_factory=dict)


def blocked(step_name: str, at: Situation) -> str | None:
    """Return the code of what is missing for a step that starts here, None when nothing is."""
    needs = {
        "accept": (("needs_owner", at.owner),),
        "solve": (
            ("needs_owner", at.owner),
            ("needs_first_response", at.responded),
            ("visit_under_way", not at.visit_under_way),
        ),
        "confirm": (("needs_overdue_reason", at.open_breaches == 0),),
        "close_unreachable": (
            ("needs_overdue_reason", at.open_breaches == 0),
            ("needs_attempts", _enough_attempts(at)),
        ),
        "archive": (
            ("needs_overdue_reason", at.open_breaches == 0),
            ("needs_low_score_contact", not at.low_score_open),
            ("needs_satisfied_or_settled", at.settled or (at.score or 0) >= at.limits.get("satisfied", 4)),
        ),
    }
    return next((code for code, holds in needs.get(step_name, ()) if not holds), None)


def _enough_attempts(at: Situation) -> bool:
    number, days = at.attempts
    return number >= at.limits.get("attempts", 3) and days >= at.limits.get("attempt_days", 2)


def move(step_name: str, at: Situation) -> Status:
    """Return the state after a step.

    Raises:
        WrongState: the step does not start here.
        Missing: it starts here, but something must be done first; `code` says what.
    """
    step = STEPS[step_name]
    if at.status not in step.sources:
        raise WrongState(f"not_from_{at.status}", step=step_name, status=at.status)
    code = blocked(step_name, at)
    if code:
        raise Missing(code, step=step_name)
    return step.target or at.status


def next_steps(at: Situation) -> tuple[str, ...]:
    """Return the steps that start in this state, blocked ones included (the page says what they lack)."""
    return tuple(name for name, step in STEPS.items() if at.status in step.sources)
