"""Why a due time was missed: given by the owner, confirmed or corrected by the supervisor (R3.9)."""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._solving import checked_text
from sladesk.actions.tickets import known_reason
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import NotFound, WrongState, invalid
from sladesk.models import Breach


def _breach(case: Case, clock_id: int) -> Breach:
    breach = case.tx.session.scalar(
        select(Breach).where(Breach.clock_id == clock_id, Breach.ticket_id == case.ticket.id)
    )
    if breach is None or breach.withdrawn_at is not None:
        raise NotFound("breach_not_found")
    return breach


@action("breaches.explain")
def explain(tx: Tx, number: str, clock_id: int, *, reason_id: int | None, remark: str = "") -> str:
    """Give the reason of a missed due time; a ticket can't be closed without it.

    Raises:
        Invalid: no reason from the list, or no remark where the reason asks for one.
    """
    case = open_case(tx, number, "breach.explain")
    breach = _breach(case, clock_id)
    if breach.checked_at is not None:
        raise WrongState("breach_checked")
    if reason_id is None or not known_reason(case.ref, reason_id, ReasonKind.OVERDUE):
        raise invalid("reason", "choose_reason")
    needs_words = case.ref.reasons[reason_id].extra["note_required"] is True
    words = checked_text("remark", remark, required=needs_words)
    if breach.given_at is None:
        case.ticket.open_breaches = max(0, case.ticket.open_breaches - 1)
    breach.reason_id, breach.remark = reason_id, words
    breach.given_by_id, breach.given_at = tx.by.person_id, tx.now
    case.event(
        "breach:explained",
        data={"clock": clock_id, "clock_kind": breach.kind, "reason": reason_id},
        texts={"remark": words},
    )
    case.done("breach.explained", clock=clock_id, reason=reason_id)
    return number


@action("breaches.check")
def check(tx: Tx, number: str, clock_id: int, *, reason_id: int | None = None) -> str:
    """The supervisor confirms the reason given, or puts the right one (核查).

    Raises:
        WrongState: no reason was given yet and none is put now.
    """
    case = open_case(tx, number, "breach.check")
    breach = _breach(case, clock_id)
    right = reason_id or breach.reason_id
    if right is None or not known_reason(case.ref, right, ReasonKind.OVERDUE):
        raise WrongState("no_reason_to_check")
    if breach.given_at is None:
        breach.given_at, breach.given_by_id, breach.reason_id = tx.now, tx.by.person_id, right
        case.ticket.open_breaches = max(0, case.ticket.open_breaches - 1)
    breach.checked_reason_id, breach.checked_by_id, breach.checked_at = right, tx.by.person_id, tx.now
    case.event(
        "breach:checked",
        data={
            "clock": clock_id,
            "clock_kind": breach.kind,
            "reason": right,
            "corrected": right != breach.reason_id,
        },
    )
    case.done("breach.checked", clock=clock_id, reason=right)
    return number
