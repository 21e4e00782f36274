"""Beside the steps of a visit: a missing part, a note, the address and number one needs to get there."""

from datetime import datetime

from sladesk.actions import personal
from sladesk.actions._action import Tx, action
from sladesk.actions._solving import checked_text
from sladesk.actions.communications import true_time
from sladesk.actions.visits._shared import finish, late_before, open_visit, stamp, step_event
from sladesk.actions.waiting import begin_wait, end_wait
from sladesk.domain import visits as rules
from sladesk.domain.codes import WAITING_STATUSES, ReasonKind, VisitState
from sladesk.domain.errors import WrongState, invalid

#: What an engineer may look at for a visit.
REVEALED = ("street", "mobile")


@action("visits.waiting_part")
def waiting_part(
    tx: Tx,
    number: str,
    no: int,
    *,
    reason_id: int | None,
    note: str = "",
    expected_at: datetime | None = None,
    at: datetime | None = None,
) -> str:
    """A part is missing: the ticket waits for it (R3.6, R5.5). The pause begins now, never in the past.

    Raises:
        Invalid: no reason, or an arrival in the past.
        WrongState: nobody has looked at the machine yet, or it is repaired.
    """
    case, visit = open_visit(tx, number, no, settle=True)
    rules.check_can_wait(visit.state)
    case.check("respond")
    moment = rules.step_time(true_time(case, at), visit.stamps, visit.planned_at)
    late = late_before(case)
    stamp(case, visit, VisitState.WAITING_PART, moment)
    words = checked_text("note", note, required=False)
    begin_wait(case, "parts", reason_id, "", expected_at)
    step_event(
        case,
        visit,
        VisitState.WAITING_PART,
        moment,
        {"reason": reason_id, "expected": expected_at},
        {"note": words},
        words,
    )
    case.notify(
        case.ticket.owner_id, "visit:waiting_part", f"part:{visit.no}:{case.ticket.event_seq}", visit=visit.no
    )
    case.notify_supervisors("visit:waiting_part", f"part:{visit.no}:{case.ticket.event_seq}", visit=visit.no)
    return finish(case, visit, late, "waiting_part")


@action("visits.part_arrived")
def part_arrived(tx: Tx, number: str, no: int) -> str:
    """The part is there and the engineer goes on where they stopped.

    Raises:
        WrongState: the visit does not wait for a part, or has ended because another one was planned.
    """
    case, visit = open_visit(tx, number, no, settle=True)
    if visit.state != VisitState.WAITING_PART or visit.ended_at is not None:
        raise WrongState("visit_not_waiting")
    case.check("respond")
    visit.state = VisitState.DIAGNOSED if VisitState.DIAGNOSED in visit.stamps else VisitState.ARRIVED
    visit.version += 1
    if case.ticket.status in WAITING_STATUSES:
        end_wait(case)
    else:
        case.event("visit:noted", data={"visit": visit.no, "part_arrived": True})
    case.done("visit.part_arrived", visit=visit.no)
    return number


@action("visits.noted")
def noted(tx: Tx, number: str, no: int, *, text: str, at: datetime | None = None) -> str:
    """Write down something on site; it counts as progress (R3.4)."""
    case, visit = open_visit(tx, number, no)
    case.check("respond")
    words = checked_text("text", text)
    late = late_before(case)
    case.clocks.event = case.event(
        "visit:noted",
        data={"visit": visit.no},
        texts={"text": words},
        occurred_at=true_time(case, at),
        note=words,
    )
    visit.version += 1
    return finish(case, visit, late, "noted")


@action("visits.reveal")
def reveal(tx: Tx, number: str, no: int, *, field: str) -> str:
    """Record that the engineer of a visit looks at address or phone number, for this visit (R1.7, R5.1).

    The value itself is read by the caller: it must not lie in the table of form answers.

    Arguments:
        field: "street" or "mobile".

    Raises:
        Invalid: another field.
        WrongState: the visit is over, and with it the need.
        TooMany: more than the hour allows.
    """
    case, visit = open_visit(tx, number, no)
    if visit.ended_at is not None:
        raise WrongState("visit_over")
    if field not in REVEALED:
        raise invalid("field", "unknown_choice")
    listed = case.ref.reasons_of(ReasonKind.REVEAL)
    reason = next((r for r in listed if r.code == "visit"), listed[0])
    personal.reveal(tx, number, reason_id=reason.id, field=field)
    return number
