"""What the engineer does on site, step by step, with the times the phone recorded (R5.2)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case
from sladesk.actions._solving import checked_text, record_response
from sladesk.actions.visits._shared import begin, finish, late_before, stamp, step_event
from sladesk.actions.waiting import end_wait
from sladesk.domain import visits as rules
from sladesk.domain.codes import WAITING_STATUSES, ContactMethod, VisitState
from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.text import clean
from sladesk.models import Asset, ProductModel

_KIND = (
    select(ProductModel.kind)
    .join(Asset, Asset.model_id == ProductModel.id)
    .where(Asset.id == bindparam("asset"))
)


@action("visits.accepted")
def accepted(tx: Tx, number: str, no: int, *, at: datetime | None = None) -> str:
    """The engineer takes the visit."""
    case, visit, moment = begin(tx, number, no, VisitState.ACCEPTED, at)
    late = late_before(case)
    stamp(case, visit, VisitState.ACCEPTED, moment)
    step_event(case, visit, VisitState.ACCEPTED, moment)
    return finish(case, visit, late, "accepted")


@action("visits.on_way")
def on_way(tx: Tx, number: str, no: int, *, at: datetime | None = None) -> str:
    """The engineer sets off; whatever the ticket waited for is over."""
    case, visit, moment = begin(tx, number, no, VisitState.ON_WAY, at)
    late = late_before(case)
    stamp(case, visit, VisitState.ON_WAY, moment)
    if case.ticket.status in WAITING_STATUSES:
        end_wait(case)
    step_event(case, visit, VisitState.ON_WAY, moment)
    return finish(case, visit, late, "on_way")


@action("visits.arrived")
def arrived(tx: Tx, number: str, no: int, *, at: datetime | None = None) -> str:
    """The engineer is at the customer's: the promised window is kept, or missed, at the true time (R3.12).

    Somebody who stands at the door has responded: it is the first response when none was given (R3.13).
    """
    case, visit, moment = begin(tx, number, no, VisitState.ARRIVED, at)
    late = late_before(case)
    stamp(case, visit, VisitState.ARRIVED, moment)
    first = case.cycle.first_response_at is None
    event = step_event(case, visit, VisitState.ARRIVED, moment, {"first_response": first or None})
    if first:
        record_response(case, moment, ContactMethod.VISIT, "")
    promise = next((h for h in case.clocks.held if h.row.id == visit.promise_clock_id), None)
    if promise is not None and promise.state.going:
        promise.event = event
        case.clocks.stop_held(promise, moment)
    return finish(case, visit, late, "arrived")


@action("visits.diagnosed")
def diagnosed(
    tx: Tx,
    number: str,
    no: int,
    *,
    diagnosis: str = "",
    readings: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> str:
    """The cause is found; words may follow with the repair.

    Raises:
        Invalid: a reading is not a number.
    """
    case, visit, moment = begin(tx, number, no, VisitState.DIAGNOSED, at)
    late = late_before(case)
    visit.diagnosis = checked_text("diagnosis", diagnosis, required=False)
    visit.readings = rules.check_readings(product_kind(tx, case), readings or {})
    stamp(case, visit, VisitState.DIAGNOSED, moment)
    step_event(
        case,
        visit,
        VisitState.DIAGNOSED,
        moment,
        {"readings": visit.readings or None},
        {"diagnosis": visit.diagnosis},
        visit.diagnosis,
    )
    return finish(case, visit, late, "diagnosed")


@action("visits.repaired")
def repaired(tx: Tx, number: str, no: int, *, diagnosis: str, repair: str, at: datetime | None = None) -> str:
    """The machine works again.

    Raises:
        Invalid: what was found or what was done is not said.
    """
    case, visit, moment = begin(tx, number, no, VisitState.REPAIRED, at)
    late = late_before(case)
    missing = {
        name: Problem("required")
        for name, text in (("diagnosis", diagnosis), ("repair", repair))
        if not clean(text)
    }
    if missing:
        raise Invalid(missing)
    visit.diagnosis, visit.repair = checked_text("diagnosis", diagnosis), checked_text("repair", repair)
    stamp(case, visit, VisitState.REPAIRED, moment)
    step_event(
        case,
        visit,
        VisitState.REPAIRED,
        moment,
        texts={"diagnosis": visit.diagnosis, "repair": visit.repair},
        note=visit.repair,
    )
    return finish(case, visit, late, "repaired")


def product_kind(tx: Tx, case: Case) -> str:
    """Return the kind of the machine a ticket is about; empty when there is none."""
    return tx.session.connection().scalar(_KIND, {"asset": case.ticket.asset_id}) or ""
