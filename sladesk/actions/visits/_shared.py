"""What all steps of a visit share: one's own visit, the true time, the stamp, what it means for the clocks.

A step may reach the desk long after it was taken. It is therefore judged before the clocks are settled by the
server's time: an arrival inside the window that is sent an hour later was in time, and says so (decision 8).
"""

from collections.abc import Mapping
from datetime import datetime

from sladesk.actions._action import Tx
from sladesk.actions._case import Case, open_case
from sladesk.actions._clockrows import Held
from sladesk.actions._timeline import Written
from sladesk.actions.communications import true_time
from sladesk.actions.visits.planning import find_visit
from sladesk.db import rows
from sladesk.domain import visits as rules
from sladesk.domain.codes import VisitState
from sladesk.domain.errors import NotFound
from sladesk.models import Visit


def open_visit(tx: Tx, number: str, no: int, *, settle: bool = False) -> tuple[Case, Visit]:
    """Open a ticket and one's own visit on it; somebody else's does not exist for an engineer."""
    case = open_case(tx, number, "visit.work", settle=settle)
    visit = find_visit(tx, case, no)
    if visit.engineer_id != tx.by.person_id and not tx.by.is_system:
        raise NotFound("visit_not_found")
    return case, visit


def begin(
    tx: Tx, number: str, no: int, step: VisitState, at: datetime | None
) -> tuple[Case, Visit, datetime]:
    """Check that a step is the next one and return when it truly happened."""
    case, visit = open_visit(tx, number, no)
    rules.check_step(visit.state, step)
    case.check("respond")
    moment = rules.step_time(true_time(case, at), visit.stamps, visit.planned_at)
    return case, visit, moment


def stamp(case: Case, visit: Visit, step: VisitState, moment: datetime) -> None:
    visit.state = step
    visit.stamps = {**visit.stamps, str(step): moment.isoformat()}
    visit.version += 1
    case.cycle.accepted_at = case.cycle.accepted_at or moment
    case.begin_handling()
    if case.ticket.owner_id is None:  # somebody has to answer for it, and a solution needs an owner
        case.ticket.owner_id = visit.engineer_id
        case.ticket.assigned_at = case.ticket.assigned_at or moment
        case.cycle.assigned_at = case.cycle.assigned_at or moment
        case.ticket.version += 1


def late_before(case: Case) -> list[Held]:
    return [held for held in case.clocks.held if held.state.breached_at is not None]


def finish(case: Case, visit: Visit, late: list[Held], step: str) -> str:
    """Say which breaches were none after all, and store."""
    for held in late:
        if held.state.breached_at is None:
            held.event = case.event(
                "clock:withdrawn",
                data={"clock": held.row.id, "clock_kind": held.row.kind, "due": held.row.due_at},
                by_system=True,
            )
    rows.change(case.tx.session, visit)
    case.done(f"visit.{step}", visit=visit.no)
    return case.ticket.number


def step_event(
    case: Case,
    visit: Visit,
    step: VisitState,
    moment: datetime,
    data: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    note: str = "",
) -> Written:
    made = case.event(
        f"visit:{step}", data={"visit": visit.no, **(data or {})}, texts=texts, occurred_at=moment, note=note
    )
    case.clocks.event = made
    return made
