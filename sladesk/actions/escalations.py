"""待升级: what the owner can't solve goes to the supervisor with reason and plan, and comes back (R4.1)."""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import open_case
from sladesk.actions._solving import checked_text
from sladesk.actions.tickets import hand_over, known_reason
from sladesk.actions.waiting import end_wait
from sladesk.domain.codes import WAITING_STATUSES, ReasonKind
from sladesk.domain.errors import WrongState, invalid
from sladesk.models import Escalation


@action("escalations.escalate")
def escalate(tx: Tx, number: str, *, reason_id: int | None, text: str = "", plan: str) -> str:
    """Put a ticket before the supervisor with reason and proposed plan.

    Raises:
        Invalid: no reason from the list or no plan.
        WrongState: escalation does not start here.
    """
    case = open_case(tx, number, "ticket.escalate")
    if reason_id is None or not known_reason(case.ref, reason_id, ReasonKind.ESCALATE):
        raise invalid("reason", "choose_reason")
    words = checked_text("text", text, required=False)
    proposal = checked_text("plan", plan)
    if case.ticket.status in WAITING_STATUSES:
        end_wait(case)
    case.begin_handling()
    case.move("escalate")
    row = Escalation(
        ticket_id=case.ticket.id,
        cycle_id=case.cycle.id,
        raised_by_id=tx.by.person_id or 0,
        raised_at=tx.now,
        reason_id=reason_id,
        reason_text=words,
        plan=proposal,
    )
    tx.session.add(row)
    tx.session.flush()
    case.event(
        "escalation:raised",
        data={"escalation": row.id, "reason": reason_id},
        texts={"text": words, "plan": proposal},
        note=proposal,
    )
    case.notify_supervisors("escalation:raised", f"escalation:{row.id}")
    case.done("escalation.raised", reason=reason_id)
    return number


@action("escalations.decide")
def decide(tx: Tx, number: str, *, approved: bool, decision: str, owner_id: int | None = None) -> str:
    """The supervisor decides; the ticket goes back to its owner, or to another one.

    Raises:
        Invalid: no words of decision.
        WrongState: nothing waits for a decision.
    """
    case = open_case(tx, number, "escalation.decide")
    words = checked_text("decision", decision)
    row = tx.session.scalar(
        select(Escalation)
        .where(Escalation.ticket_id == case.ticket.id, Escalation.decided_at.is_(None))
        .order_by(Escalation.id.desc())
    )
    if row is None:
        raise WrongState("nothing_to_decide")
    case.move("decide")
    row.decided_at, row.decided_by_id = tx.now, tx.by.person_id
    row.approved, row.decision = approved, words
    case.event(
        "escalation:decided",
        data={"escalation": row.id, "approved": approved},
        texts={"decision": words},
        note=words,
    )
    if owner_id is not None and owner_id != case.ticket.owner_id:
        hand_over(case, team_id=case.ticket.team_id, owner_id=owner_id)
    case.notify(case.ticket.owner_id, "escalation:decided", f"decided:{row.id}", approved=approved)
    case.notify(row.raised_by_id, "escalation:decided", f"decided:{row.id}", approved=approved)
    case.done("escalation.decided", approved=approved)
    return number
