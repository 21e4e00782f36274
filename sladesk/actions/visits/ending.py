"""The customer signs: the visit ends and the solution is on record (R5.2, R5.3)."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case
from sladesk.actions._solving import record_solution
from sladesk.actions.attachments import add_row
from sladesk.actions.visits._shared import begin, finish, late_before, open_visit, stamp
from sladesk.actions.waiting import end_wait
from sladesk.db import rows
from sladesk.domain.codes import WAITING_STATUSES, AttachmentKind, ContactMethod, SolutionCode, VisitState
from sladesk.domain.errors import WrongState, invalid
from sladesk.domain.text import clean
from sladesk.files.store import Stored
from sladesk.models import Attachment, Visit

#: How an engineer can solve a request; what else solves one is decided at the desk.
FIELD_CODES = (SolutionCode.ON_SITE, SolutionCode.PART, SolutionCode.NO_FAULT, SolutionCode.TEMPORARY)
_SIGNATURE_NAME = 100
_SIGNATURE = (
    select(Attachment.id)
    .where(Attachment.visit_id == bindparam("visit"), Attachment.kind == AttachmentKind.SIGNATURE)
    .limit(1)
)


@action("visits.confirmed")
def confirmed(
    tx: Tx,
    number: str,
    no: int,
    *,
    code: str,
    name: str = "",
    signature: Stored | None = None,
    at: datetime | None = None,
) -> str:
    """The customer confirms by signature or name: the visit ends, the solution is on record (R4.7, R5.2).

    The ticket goes to 待验证 with the customer's confirmation on record, and stays there: closing asks for
    the reasons of missed due times and starts the callback clock, which is the desk's (R3.9, R6.1). Whoever
    closes it sees that the customer has signed and need not ask again.

    Raises:
        Invalid: neither signature nor name, or no code.
        Missing: another engineer is still under way on this ticket.
    """
    case, visit, moment = begin(tx, number, no, VisitState.CONFIRMED, at)
    late = late_before(case)
    if code not in FIELD_CODES:
        raise invalid("code", "choose_solution_code")
    _sign(case, visit, name, signature)
    if not visit.signed_name and not _has_signature(tx, visit):
        raise invalid("signed_name", "needs_signature")
    visit.ended_at = moment
    stamp(case, visit, VisitState.CONFIRMED, moment)
    rows.change(tx.session, visit)
    if case.ticket.status in WAITING_STATUSES:
        end_wait(case)
    case.move("solve")
    record_solution(case, moment, code, visit.repair, visit.diagnosis, final=code != SolutionCode.TEMPORARY)
    case.cycle.confirmed_at, case.cycle.confirm_method = moment, ContactMethod.VISIT
    case.clocks.event = case.event(
        "solution:recorded",
        data={"code": code, "final": code != SolutionCode.TEMPORARY, "visit": visit.no},
        texts={"solution": visit.repair, "cause": visit.diagnosis},
        occurred_at=moment,
        note=visit.repair,
    )
    case.event(
        "visit:confirmed",
        data={"visit": visit.no, "signed": _has_signature(tx, visit)},
        occurred_at=moment,
        informed=True,
    )
    case.notify(case.ticket.owner_id, "solution:recorded", f"solved:{case.ticket.cycle_no}")
    return finish(case, visit, late, "confirmed")


@action("visits.signed")
def signed(tx: Tx, number: str, no: int, *, name: str = "", signature: Stored | None = None) -> str:
    """Keep the customer's signature or name before the last step.

    Raises:
        Invalid: neither was given.
        WrongState: the visit is over.
    """
    case, visit = open_visit(tx, number, no)
    if visit.ended_at is not None:
        raise WrongState("visit_over")
    case.check("respond")
    if not clean(name) and signature is None:
        raise invalid("signed_name", "needs_signature")
    _sign(case, visit, name, signature)
    visit.version += 1
    case.done("visit.signed", visit=no)
    return number


def _sign(case: Case, visit: Visit, name: str, signature: Stored | None) -> None:
    words = clean(name)
    if len(words) > _SIGNATURE_NAME:
        raise invalid("signed_name", "too_long", max=_SIGNATURE_NAME, length=len(words))
    visit.signed_name = words or visit.signed_name
    if signature is not None:
        earlier = Attachment.visit_id == visit.id, Attachment.kind == AttachmentKind.SIGNATURE
        case.tx.session.execute(update(Attachment).where(*earlier).values(kind=AttachmentKind.OTHER))
        add_row(case, signature, AttachmentKind.SIGNATURE, visit_id=visit.id)


def _has_signature(tx: Tx, visit: Visit) -> bool:
    return tx.session.connection().execute(_SIGNATURE, {"visit": visit.id}).first() is not None
