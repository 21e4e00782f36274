"""Planning: who goes when, what the customer is promised by it, another window, no visit after all (R5.6)."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._clockrows import Held
from sladesk.actions._solving import checked_text
from sladesk.actions._timeline import Written
from sladesk.actions.tickets import known_reason
from sladesk.db import rows
from sladesk.domain import visits as rules
from sladesk.domain.codes import ReasonKind, Role, VisitState
from sladesk.domain.errors import NotFound, WrongState, invalid
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target
from sladesk.domain.text import check_length, clean
from sladesk.models import Person, PersonRole, Visit

Planned = dict[str, str | int]
#: What the promise of a window is called wherever promises are listed.
LABEL = "上门"
_BRING = 200
_ONE = (
    select(Visit)
    .where(Visit.ticket_id == bindparam("ticket"), Visit.no == bindparam("no"))
    .execution_options(populate_existing=True)
)
_LAST_NO = select(func.max(Visit.no)).where(Visit.ticket_id == bindparam("ticket"))
_GOES = (
    select(Person.id)
    .join(PersonRole, PersonRole.person_id == Person.id)
    .where(Person.id == bindparam("person"), PersonRole.role == Role.ENGINEER, Person.retired_at.is_(None))
)
_RUNNING = select(Visit).where(
    Visit.ticket_id == bindparam("ticket"),
    Visit.engineer_id == bindparam("engineer"),
    Visit.ended_at.is_(None),
)


@action("visits.plan")
def plan(
    tx: Tx,
    number: str,
    *,
    engineer_id: int,
    start: datetime,
    end: datetime,
    bring: str = "",
    overlap_ok: bool = False,
) -> Planned:
    """Send an engineer in a window, which is thereby promised to the customer (R5.6, R3.12).

    Arguments:
        start, end: the window, aware instants.
        bring: parts and tools to take along.
        overlap_ok: the planner knows that the engineer has another window at that time.

    Returns:
        The ticket's number and the number of the visit within it.

    Raises:
        Invalid: nobody to send, a window nobody can promise, or one that overlaps without the tick.
        WrongState: no visit starts in this state of the ticket, or this engineer has one already.
    """
    case = open_case(tx, number, "visit.plan")
    case.check("plan_visit")
    window = rules.Window(start.replace(microsecond=0), end.replace(microsecond=0))
    things = _things(bring)
    _check_engineer(tx, engineer_id)
    rules.check_window(window, tx.now)
    _check_single(case, engineer_id)
    _check_overlap(tx, engineer_id, window, overlap_ok=overlap_ok)
    no = (tx.session.connection().scalar(_LAST_NO, {"ticket": case.ticket.id}) or 0) + 1
    visit = Visit(
        ticket_id=case.ticket.id,
        cycle_id=case.cycle.id,
        no=no,
        engineer_id=engineer_id,
        window_start=window.start,
        window_end=window.end,
        state=VisitState.PLANNED,
        bring=things,
        stamps={},
        readings={},
        planned_by_id=tx.by.person_id or engineer_id,
        planned_at=tx.now,
        version=1,
    )
    event = case.event(
        "visit:planned",
        data={"visit": no, "engineer": engineer_id, "start": window.start, "end": window.end},
        texts={"bring": things},
    )
    case.clocks.stop(ClockKind.PRELIMINARY, tx.now)  # what will be done is agreed with the window
    visit.promise_clock_id = _promise(case, window, engineer_id, event).row.id
    rows.add(tx.session, visit)
    _tell(case, engineer_id, "visit:planned", visit)
    case.done("visit.planned", visit=no, engineer=engineer_id)
    return {"number": number, "no": no}


@action("visits.reschedule")
def reschedule(
    tx: Tx,
    number: str,
    no: int,
    *,
    start: datetime,
    end: datetime,
    reason_id: int | None,
    note: str = "",
    engineer_id: int | None = None,
    bring: str | None = None,
    overlap_ok: bool = False,
) -> Planned:
    """Give a visit another window, and another engineer where one is named; the promise is replaced (R5.6).

    A promise whose time has passed stays missed: the breach is on record before the clock is cancelled.

    Raises:
        Invalid: no reason, or a window nobody can promise.
        WrongState: the engineer has arrived already.
    """
    case = open_case(tx, number, "visit.plan")
    visit = find_visit(tx, case, no)
    rules.check_movable(visit.state)
    case.check("plan_visit")
    if not known_reason(case.ref, reason_id, ReasonKind.RESCHEDULE):
        raise invalid("reason", "choose_reason")
    window = rules.Window(start.replace(microsecond=0), end.replace(microsecond=0))
    things = visit.bring if bring is None else _things(bring)
    goes = engineer_id or visit.engineer_id
    _check_engineer(tx, goes)
    rules.check_window(window, tx.now)
    if goes != visit.engineer_id:
        _check_single(case, goes)
    _check_overlap(tx, goes, window, overlap_ok=overlap_ok, but=visit.id)
    before = {
        "from_start": visit.window_start,
        "from_end": visit.window_end,
        "from_engineer": visit.engineer_id,
    }
    event = case.event(
        "visit:rescheduled",
        data={
            **before,
            "visit": no,
            "engineer": goes,
            "start": window.start,
            "end": window.end,
            "reason": reason_id,
        },
        texts={"note": checked_text("note", note, required=False)},
    )
    _withdraw_promise(case, visit, event)
    if goes != visit.engineer_id:
        _tell(case, visit.engineer_id, "visit:cancelled", visit)
    visit.engineer_id, visit.bring = goes, things
    visit.window_start, visit.window_end = window.start, window.end
    visit.state, visit.stamps = VisitState.PLANNED, dict[str, str]()
    visit.promise_clock_id = _promise(case, window, goes, event).row.id
    visit.version += 1
    _tell(case, goes, "visit:rescheduled", visit)
    case.done("visit.rescheduled", visit=no, reason=reason_id)
    return {"number": number, "no": no}


@action("visits.cancel")
def cancel(tx: Tx, number: str, no: int, *, reason_id: int | None, note: str = "") -> str:
    """Call a visit off; what was promised by its window ends without an answer.

    Raises:
        Invalid: no reason from the list.
        WrongState: it is over already.
    """
    case = open_case(tx, number, "visit.plan")
    visit = find_visit(tx, case, no)
    if visit.state == VisitState.CANCELLED or visit.ended_at is not None:
        raise WrongState("visit_over")
    if not known_reason(case.ref, reason_id, ReasonKind.CANCEL_VISIT):
        raise invalid("reason", "choose_reason")
    event = case.event(
        "visit:cancelled",
        data={"visit": no, "engineer": visit.engineer_id, "reason": reason_id},
        texts={"note": checked_text("note", note, required=False)},
    )
    _withdraw_promise(case, visit, event)
    visit.state, visit.ended_at = VisitState.CANCELLED, tx.now
    visit.version += 1
    _tell(case, visit.engineer_id, "visit:cancelled", visit)
    case.done("visit.cancelled", visit=no, reason=reason_id)
    return number


def find_visit(tx: Tx, case: Case, no: int) -> Visit:
    """Return a visit of an open case.

    Raises:
        NotFound: there is no such visit.
    """
    found = tx.session.scalar(_ONE, {"ticket": case.ticket.id, "no": no})
    if found is None:
        raise NotFound("visit_not_found")
    return found


def _things(bring: str) -> str:
    things = clean(bring)
    if check_length(things, _BRING):
        raise invalid("bring", "too_long", max=_BRING, length=len(things))
    return things


def _check_engineer(tx: Tx, person_id: int) -> None:
    if tx.session.connection().scalar(_GOES, {"person": person_id}) is None:
        raise invalid("engineer", "choose_engineer")


def _check_single(case: Case, engineer_id: int) -> None:
    """One running visit per engineer and ticket; one that waits for its part ends with the next planned."""
    asked = {"ticket": case.ticket.id, "engineer": engineer_id}
    going = case.tx.session.scalars(_RUNNING, asked).all()
    for visit in going:
        if visit.state != VisitState.WAITING_PART:
            raise WrongState("visit_planned_already")
        visit.ended_at = case.tx.now
        visit.version += 1


def _check_overlap(tx: Tx, engineer_id: int, window: rules.Window, *, overlap_ok: bool, but: int = 0) -> None:
    if overlap_ok:
        return
    others = tx.session.execute(
        select(Visit.window_start, Visit.window_end).where(
            Visit.engineer_id == engineer_id,
            Visit.ended_at.is_(None),
            Visit.id != but,
            Visit.window_start < window.end,
            Visit.window_end > window.start,
        )
    ).all()
    if rules.clashes(window, (rules.Window(row.window_start, row.window_end) for row in others)):
        raise invalid("overlap_ok", "window_overlaps")


def _promise(case: Case, window: rules.Window, engineer_id: int, event: Written) -> Held:
    """The window is a promise to the customer: due at its end, kept by arriving (R3.12)."""
    target = Target.until(to_epoch(case.tx.now), to_epoch(window.end))
    held = case.clocks.begin(ClockKind.PROMISE, target, case.tx.now, label=LABEL, responsible_id=engineer_id)
    held.event = event
    case.clocks.store()
    return held


def _withdraw_promise(case: Case, visit: Visit, event: Written) -> None:
    held = next((h for h in case.clocks.held if h.row.id == visit.promise_clock_id), None)
    if held is not None and held.state.going:
        held.event = event
        case.clocks.cancel(held)


def _tell(case: Case, person_id: int, kind: str, visit: Visit) -> None:
    case.notify(
        person_id,
        kind,
        f"{kind}:{visit.no}:{case.ticket.event_seq}",
        visit=visit.no,
        start=visit.window_start,
        end=visit.window_end,
    )
