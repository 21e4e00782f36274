"""After closing: callback by somebody else, low score, second cycle, settling, archive (R6.1, R6.3, R6.5)."""

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._solving import checked_text
from sladesk.actions._starting import start_handling_clocks
from sladesk.actions.communications import record_attempt
from sladesk.actions.department_tasks import withdraw_all
from sladesk.actions.tickets import known_reason, new_cycle
from sladesk.domain.codes import ContactMethod, ReasonKind, Status
from sladesk.domain.errors import Missing, WrongState, invalid
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Person


@action("callbacks.record")
def record(
    tx: Tx,
    number: str,
    *,
    score: int | None,
    comment: str = "",
    method: str = ContactMethod.PHONE,
    new_owner_id: int | None = None,
    plan: str = "",
) -> str:
    """Record a callback; 3 or less goes to the supervisor, 1 or 2 also opens the next cycle (R6.3).

    Arguments:
        score: 5 very satisfied … 1 very unsatisfied.
        new_owner_id, plan: for the second cycle; the owner must not be the one who handled it.

    Raises:
        Forbidden: the caller handled this ticket.
        Invalid: no score.
    """
    case = open_case(tx, number, "callback.record")
    case.check("callback")
    if score not in {1, 2, 3, 4, 5}:
        raise invalid("score", "choose_score")
    if method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    if case.cycle.callback_at is not None:
        raise WrongState("callback_done")
    said = checked_text("comment", comment, required=score <= case.ref.number("survey.follow_up_to"))
    cycle = case.cycle
    cycle.score, cycle.comment, cycle.callback_at = score, said, tx.now
    cycle.callback_by_id, cycle.callback_outcome = tx.by.person_id, "reached"
    case.clocks.stop(ClockKind.CALLBACK, tx.now)
    case.clocks.event = case.event(
        "callback:recorded",
        data={"score": score, "method": method},
        texts={"feedback": said},
        informed=True,
        note=said,
    )
    if score <= case.ref.number("survey.follow_up_to"):
        _ask_supervisor(case, score)
    if score <= case.ref.number("survey.second_cycle_to"):
        open_next_cycle(case, owner_id=new_owner_id, plan=plan or said)
    case.done("callback.recorded", score=score)
    return number


def _ask_supervisor(case: Case, score: int) -> None:
    case.clocks.begin_by_policy(ClockKind.LOW_SCORE, case.tx.now, case.clocks.choices())
    case.notify_supervisors("low_score", f"low_score:{case.cycle.id}", score=score)


def open_next_cycle(case: Case, *, owner_id: int | None, plan: str) -> None:
    """Open the next handling cycle with new owner, plan and clocks (R6.3)."""
    ticket, tx = case.ticket, case.tx
    former = ticket.owner_id
    if owner_id is not None and owner_id == former:
        raise invalid("owner", "owner_must_change")
    if owner_id is not None:
        owner = tx.session.get(Person, owner_id)
        if owner is None or owner.retired_at is not None:
            raise invalid("owner", "unknown_choice")
    case.move("reopen")
    case.clocks.store()
    ticket.cycle_no += 1
    ticket.owner_id, ticket.assigned_at, ticket.closed_at = owner_id, tx.now if owner_id else None, None
    case.cycle = new_cycle(tx, case.ref, ticket, tx.now, plan)
    case.clocks.cycle = case.cycle
    tx.cache["new_cycle"] = True
    start_handling_clocks(case, tx.now)
    case.event(
        "cycle:opened",
        data={"no": ticket.cycle_no, "from_owner": former, "owner": owner_id},
        texts={"plan": plan},
        by_system=True,
    )
    case.notify(owner_id, "ticket:assigned", f"cycle:{ticket.cycle_no}")


@action("callbacks.attempt")
def attempt(tx: Tx, number: str, *, method: str, note: str = "") -> str:
    """The callback did not reach the customer; counted by day (R6.1)."""
    case = open_case(tx, number, "callback.record")
    case.check("callback")
    if method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    if case.cycle.callback_at is not None:
        raise WrongState("callback_done")
    record_attempt(case, "callback", method, note, tx.now)
    case.done("callback.attempted")
    return number


@action("callbacks.low_score_contact")
def low_score_contact(tx: Tx, number: str, *, reason_id: int | None, finding: str, method: str) -> str:
    """The supervisor spoke to the unsatisfied customer and writes down why the expectation was missed (R6.3).

    Raises:
        WrongState: no low score waits.
    """
    case = open_case(tx, number, "low_score.contact")
    if case.clocks.going(ClockKind.LOW_SCORE) is None:
        raise WrongState("no_low_score")
    if reason_id is None or not known_reason(case.ref, reason_id, ReasonKind.LOW_SCORE):
        raise invalid("reason", "choose_reason")
    if method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    words = checked_text("finding", finding)
    case.clocks.stop(ClockKind.LOW_SCORE, tx.now)
    scored = case.scored_cycle()
    scored.low_score_contact_at, scored.low_score_reason_id = tx.now, reason_id
    scored.low_score_finding = words
    case.event(
        "low_score:contacted",
        data={"reason": reason_id, "method": method, "cycle": scored.no},
        texts={"finding": words},
        informed=True,
        note=words,
    )
    case.done("low_score.contacted", reason=reason_id)
    return number


@action("callbacks.settle")
def settle(tx: Tx, number: str, *, note: str) -> str:
    """The supervisor settles a closed cycle whose customer is not satisfied or could not be reached (R6.5).

    Raises:
        Missing: the callback is neither recorded nor tried often enough; or the low score waits.
    """
    case = open_case(tx, number, "cycle.settle")
    case.check("callback")
    words = checked_text("note", note)
    if case.clocks.going(ClockKind.LOW_SCORE) is not None:
        raise Missing("needs_low_score_contact")
    number_of, days = case.attempts()
    enough = number_of >= case.ref.number("verify.attempts") and days >= case.ref.number(
        "verify.attempt_days"
    )
    if case.cycle.callback_at is None and not enough:
        raise Missing("needs_callback")
    if case.cycle.callback_at is None:
        case.cycle.callback_outcome = "unreachable"
        held = case.clocks.going(ClockKind.CALLBACK)
        if held is not None:
            case.clocks.cancel(held)
    case.cycle.settled_at, case.cycle.settled_by_id = tx.now, tx.by.person_id
    case.event("cycle:settled", texts={"note": words})
    case.done("cycle.settled")
    return number


@action("callbacks.reopen")
def reopen(tx: Tx, number: str, *, words: str, owner_id: int | None = None) -> str:
    """The customer comes back after closing: the next cycle begins (R4.1)."""
    case = open_case(tx, number, "ticket.reopen")
    said = checked_text("words", words)
    held = case.clocks.going(ClockKind.CALLBACK)
    if held is not None:
        case.clocks.cancel(held)
    open_next_cycle(case, owner_id=owner_id, plan=said)
    case.done("ticket.reopened")
    return number


@action("callbacks.archive")
def archive(tx: Tx, number: str) -> str:
    """Archive when the customer is satisfied or the supervisor settled it; read only from here on (R6.5).

    Raises:
        Missing: what stands in the way.
    """
    case = open_case(tx, number, "ticket.archive")
    case.move("archive")
    for held in case.clocks.held:
        if held.state.going:
            case.clocks.cancel(held)
    withdraw_all(case)
    case.ticket.status = Status.ARCHIVED
    case.ticket.archived_at = tx.now
    case.event("ticket:archived")
    case.done("ticket.archived")
    return number
