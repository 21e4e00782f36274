"""The emergency procedure of a ticket: started by the desk, taken charge of by a person (R3.12)."""

from sladesk.actions._action import Tx, action
from sladesk.actions._case import open_case
from sladesk.domain.errors import WrongState
from sladesk.domain.sla.kinds import ClockKind


@action("emergencies.take")
def take(tx: Tx, number: str) -> str:
    """Take charge of the emergency procedure of a ticket; its clock stops here (R3.12).

    Raises:
        WrongState: none is running, or somebody has taken charge of it.
    """
    case = open_case(tx, number, "emergency.take")
    held = case.clocks.stop(ClockKind.EMERGENCY, tx.now)
    if held is None:
        raise WrongState("emergency_over")
    held.event = case.event("emergency:taken", data={"clock": held.row.id})
    case.notify(case.ticket.owner_id, "emergency:taken", f"emergency:{held.event.seq}")
    case.done("emergency.taken")
    return number
