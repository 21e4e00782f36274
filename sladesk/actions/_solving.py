"""Pieces of solving that registration and the solution verbs share."""

from datetime import datetime

from sladesk.actions._case import Case
from sladesk.actions._case.late import settle_case
from sladesk.actions._starting import start_assigned
from sladesk.domain.codes import CloseOutcome, ContactMethod, SolutionCode, Status
from sladesk.domain.errors import invalid
from sladesk.domain.intake import SolvedAtOnce
from sladesk.domain.settings import AT_CONFIRMATION, RESOLUTION_STOPS
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import ClockStatus
from sladesk.domain.text import MAX_TEXT, check_length, clean


def checked_text(field: str, text: str, *, required: bool = True) -> str:
    """Return a long text as it is stored.

    Raises:
        Invalid: it is empty though required, or longer than 20,000 characters.
    """
    value = clean(text, lines=True)
    if required and not value:
        raise invalid(field, "required")
    problem = check_length(value)
    if problem:
        raise invalid(field, problem.code, max=MAX_TEXT, length=len(value))
    return value


def record_response(case: Case, at: datetime, method: str | None, result: str) -> None:
    """The customer was reached for the first time in this cycle (R3.13); stops the first-response clock.

    Arguments:
        method: None where the owner's acceptance counts and nobody was spoken to.
    """
    cycle = case.cycle
    if case.clocks.going(ClockKind.ASSIGNMENT_WAIT) is not None:
        start_assigned(case, at)  # whoever answers has it
    cycle.first_response_at, cycle.first_response_method = at, method
    cycle.first_response_result = result
    cycle.first_responder_id = case.tx.by.person_id
    case.clocks.stop(ClockKind.FIRST_RESPONSE, at)


def record_solution(case: Case, at: datetime, code: str, solution: str, cause: str, *, final: bool) -> None:
    """Write the solution down and stop what it stops: resolution, and the update interval with it."""
    cycle = case.cycle
    cycle.solution_at, cycle.solution_code, cycle.solution = at, code, solution
    cycle.cause, cycle.solution_is_final = cause, final
    cycle.solver_id = case.tx.by.person_id
    resolution = case.clocks.going(ClockKind.RESOLUTION)
    if resolution is not None and resolution.state.state is ClockStatus.PAUSED:
        case.clocks.resume(case.tx.now)
    if case.ref.setting(RESOLUTION_STOPS) != AT_CONFIRMATION:
        case.clocks.stop(ClockKind.RESOLUTION, at)
    for kind in (ClockKind.UPDATE, ClockKind.PRELIMINARY):
        case.clocks.stop(kind, at)


def close_cycle(case: Case, outcome: CloseOutcome) -> None:
    """Close the cycle and start the clock of its callback (R6.3).

    A resolution that waited for the customer's word has it, or there will be none (R3.12).
    """
    case.clocks.stop(ClockKind.RESOLUTION, case.cycle.confirmed_at or case.tx.now)
    case.cycle.closed_at = case.ticket.closed_at = case.tx.now
    case.cycle.close_outcome = outcome
    choices = case.clocks.choices()
    case.clocks.begin_by_policy(ClockKind.CALLBACK, case.tx.now, choices)
    case.event("cycle:closed", data={"outcome": outcome}, by_system=True)


def solve_at_once(case: Case, solved: SolvedAtOnce) -> None:
    """A consultation answered at the first contact: all states passed through with one time stamp (R4.1).

    What was registered too late to be in time stays to be verified until its overdue reason is given.
    """
    now = case.tx.now
    text = checked_text("solution", solved.solution)
    if solved.code not in set(SolutionCode) or solved.method not in set(ContactMethod):
        raise invalid("solution", "unknown_choice")
    case.ticket.owner_id = case.ticket.owner_id or case.tx.by.person_id
    case.ticket.assigned_at = case.ticket.assigned_at or now
    case.begin_handling()
    record_response(case, now, solved.method, text)
    case.event("response:recorded", data={"method": solved.method, "at_once": True}, informed=True)
    record_solution(case, now, solved.code, text, "", final=True)
    case.event("solution:recorded", data={"code": solved.code}, texts={"solution": text}, note=text)
    case.ticket.status = Status.TO_VERIFY
    settle_case(case)
    if case.ticket.open_breaches:
        return  # registered late: closed when somebody has said why (R3.9)
    case.cycle.confirmed_at, case.cycle.confirm_method = now, solved.method
    case.event("solution:confirmed", data={"method": solved.method}, informed=True)
    case.ticket.status = Status.CLOSED
    close_cycle(case, CloseOutcome.CONFIRMED)
