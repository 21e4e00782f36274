"""Due times that have passed: on the timeline, told to who must know, asked for a reason (R3.9)."""

from typing import TYPE_CHECKING

from sladesk.actions import _breachrows as breachrows
from sladesk.actions._case import chains
from sladesk.actions._clockrows import Held
from sladesk.domain.sla.instants import from_epoch
from sladesk.domain.sla.ledger import EntryKind

if TYPE_CHECKING:
    from sladesk.actions._case.case import Case


def settle_case(case: "Case") -> int:
    """Record breaches that have already happened, dated at their due time; return how many."""
    broken = case.clocks.settle()
    for held in broken:
        _late(case, held)
    return len(broken)


def _late(case: "Case", held: Held) -> None:
    """Put a fresh breach on the timeline, ask for the reason, tell whom the chain tells (R3.9)."""
    missed = held.state.breached_at
    if missed is None:
        return
    if held.row.id is None:
        case.clocks.store()
    due = from_epoch(missed)
    held.event = case.event(
        "clock:breached",
        data={"clock": held.row.id, "clock_kind": held.row.kind, "due": due, "label": held.row.label},
        occurred_at=due,
        by_system=True,
    )
    case.clocks.store()
    again = sum(row.kind is EntryKind.BREACH for row in held.state.rows) > 1
    breachrows.note(case.tx, case.ticket, held.row, due, again=again)
    chains.begin(case, held, due, again=again)
