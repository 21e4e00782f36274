"""From the solution to the closed cycle: solve, verify with the customer, close (R4.7, R6.1)."""

from datetime import datetime

from sladesk.actions._action import Tx, action
from sladesk.actions._case import open_case, settle_case
from sladesk.actions._solving import checked_text, close_cycle, record_solution
from sladesk.actions.communications import record_attempt, true_time
from sladesk.actions.tickets import report_moves
from sladesk.actions.waiting import end_wait
from sladesk.domain.codes import WAITING_STATUSES, CloseOutcome, ContactMethod, SolutionCode
from sladesk.domain.errors import Invalid, Problem, invalid
from sladesk.domain.sla.kinds import ClockKind


@action("solutions.solve")
def solve(
    tx: Tx,
    number: str,
    *,
    code: str,
    solution: str,
    cause: str = "",
    final: bool = True,
    at: datetime | None = None,
) -> str:
    """Record the solution: 处理中 → 待验证; the resolution clock stops (R3.12, R4.7).

    Raises:
        Invalid: no code or no words.
        Missing: first response or owner missing, or an engineer is still under way.
        WrongState: somebody else recorded one meanwhile.
    """
    case = open_case(tx, number, "ticket.write", also_clocks=(ClockKind.FIRST_RESPONSE,))
    problems: dict[str, Problem] = {}
    if code not in set(SolutionCode):
        problems["code"] = Problem("choose_solution_code")
    if not solution.strip():
        problems["solution"] = Problem("required")
    if problems:
        raise Invalid(problems)
    words, why = checked_text("solution", solution), checked_text("cause", cause, required=False)
    if case.ticket.status in WAITING_STATUSES:
        end_wait(case)
    case.move("solve")
    moment = true_time(case, at)
    record_solution(case, moment, code, words, why, final=final and code != SolutionCode.TEMPORARY)
    case.clocks.event = case.event(
        "solution:recorded",
        data={"code": code, "final": final},
        texts={"solution": words, "cause": why},
        occurred_at=moment,
        note=words,
    )
    case.notify(case.ticket.owner_id, "solution:recorded", f"solved:{case.ticket.cycle_no}")
    case.done("solution.recorded", code=code)
    return number


@action("solutions.confirm")
def confirm(tx: Tx, number: str, *, method: str, words: str = "") -> str:
    """The customer says it is solved: 待验证 → 已关闭; the callback clock starts (R6.1, R6.3).

    Raises:
        Missing: a missed due time has no reason yet (R3.9).
    """
    case = open_case(tx, number, "ticket.verify")
    if method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    said = checked_text("words", words, required=False)
    case.move("confirm")
    # What the customer signed on site stands: this only closes the cycle.
    case.cycle.confirmed_at = case.cycle.confirmed_at or tx.now
    case.cycle.confirm_method = case.cycle.confirm_method or method
    case.event(
        "solution:confirmed", data={"method": method}, texts={"feedback": said}, informed=True, note=said
    )
    close_cycle(case, CloseOutcome.CONFIRMED)
    case.done("solution.confirmed", method=method)
    return number


@action("solutions.reject")
def reject(tx: Tx, number: str, *, words: str) -> str:
    """The customer says it is not solved: back to 处理中, the clock runs on as if never stopped (R4.7)."""
    case = open_case(tx, number, "ticket.verify", also_clocks=(ClockKind.RESOLUTION,))
    said = checked_text("words", words)
    case.move("reject")
    case.cycle.solution_at = case.cycle.confirmed_at = case.cycle.confirm_method = None
    case.cycle.verify_attempts = 0
    case.clocks.event = case.event("solution:rejected", texts={"feedback": said}, note=said)
    case.clocks.run_on(ClockKind.RESOLUTION)
    case.clocks.begin_by_policy(ClockKind.UPDATE, tx.now, case.clocks.choices())
    settle_case(case)
    # While it stood stopped, calendars and policies may have changed without it (R3.7).
    report_moves(case, case.clocks.retarget("rejected"))
    case.notify(case.ticket.owner_id, "solution:rejected", f"rejected:{case.ticket.event_seq}")
    case.done("solution.rejected")
    return number


@action("solutions.verify_attempt")
def verify_attempt(tx: Tx, number: str, *, method: str, note: str = "") -> str:
    """The customer could not be reached to verify (R6.1)."""
    case = open_case(tx, number, "ticket.verify")
    if method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    record_attempt(case, "verify", method, note, tx.now)
    case.done("verify.attempted", method=method)
    return number


@action("solutions.close_unreachable")
def close_unreachable(tx: Tx, number: str, *, note: str = "") -> str:
    """After 3 failed tries on 2 days the supervisor closes as 未能联系 (R6.1).

    Raises:
        Missing: not enough tries on record.
    """
    case = open_case(tx, number, "cycle.close_unreachable")
    words = checked_text("note", note, required=False)
    case.move("close_unreachable")
    close_cycle(case, CloseOutcome.UNREACHABLE)
    if words:
        case.event("note:written", texts={"text": words})
    case.done("cycle.closed_unreachable")
    return number
