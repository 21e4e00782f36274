"""What time itself does: breaches and warnings found by the sweep, a ticket a transaction or many (R3.9)."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, chains, open_case, open_cases, settle_case
from sladesk.actions.tickets import report_moves
from sladesk.db import rows
from sladesk.domain.sla.ledger import ClockStatus
from sladesk.models import Clock, Ticket

_WARNING = (
    select(Clock.state, Clock.warned, Clock.next_warn_at, Clock.warn80_at, Ticket.number)
    .join(Ticket, Ticket.id == Clock.ticket_id)
    .where(Clock.id == bindparam("clock"))
)
_CLAIM = (
    update(Clock)
    .where(
        Clock.id == bindparam("clock"),
        Clock.warned == bindparam("before"),
        Clock.next_warn_at == bindparam("planned"),
    )
    .values(warned=bindparam("share"), next_warn_at=bindparam("following"))
    .returning(Clock.id)
)


@action("clocks.settle")
def settle(tx: Tx, number: str) -> int:
    """Record the breaches of a ticket that have happened; return how many clocks are late now.

    Opening the case settles it; two workers find the second time that nothing is left to do.
    """
    case = open_case(tx, number, "clock.sweep")
    late = sum(1 for held in case.clocks.held if held.state.breached_at is not None)
    case.clocks.store()
    case.clocks.rule(case.ticket)
    return late


@action("clocks.settle_many")
def settle_many(tx: Tx, numbers: Sequence[str]) -> list[str]:
    """Record the breaches of many tickets that have happened, as `settle` does.

    Returns:
        Nothing is left to be done alone: who is changed just now is settled by that, or by the next sweep.
    """
    with rows.gathered(tx.session):
        for case in open_cases(tx, numbers, "clock.sweep"):
            settle_case(case)
            case.clocks.store()
            case.clocks.rule(case.ticket)
            rows.change(tx.session, case.ticket)
    return []


@action("clocks.warn")
def warn(tx: Tx, clock_id: int) -> bool:
    """Warn the owner at 50 % and 80 % of a target, each once however many workers sweep (R3.9)."""
    link = tx.session.connection()
    clock = link.execute(_WARNING, {"clock": clock_id}).first()
    if clock is None or clock.next_warn_at is None or clock.next_warn_at > tx.now:
        return False
    share = 50 if clock.warned == 0 else 80
    claim = {"clock": clock_id, "before": clock.warned, "planned": clock.next_warn_at, "share": share}
    following = clock.warn80_at if share == 50 else None
    claimed = link.execute(_CLAIM, {**claim, "following": following}).first()
    if claimed is None or clock.state != ClockStatus.RUNNING:
        return False
    case = open_case(tx, clock.number, "clock.sweep")
    held = next((h for h in case.clocks.held if h.row.id == clock_id), None)
    if held is None or not held.state.going or held.state.breached_at is not None:
        return False
    if chains.warn(case, held, share):
        data = {"clock": clock_id, "clock_kind": held.row.kind, "share": share, "due": held.row.due_at}
        case.event("clock:warned", data=data, by_system=True)
    case.clocks.store()
    case.clocks.rule(case.ticket)
    return True


@action("clocks.recompute")
def recompute(tx: Tx, number: str, *, why: str) -> int:
    """Give what still runs on a ticket today's targets and calendars; tell the timeline what moved (R3.7).

    Arguments:
        why: "calendar" or "policy".

    Returns:
        How many due times moved.
    """
    return _recompute(open_case(tx, number, "clock.sweep"), why)


@action("clocks.recompute_many")
def recompute_many(tx: Tx, numbers: Sequence[str], *, why: str) -> list[str]:
    """Give what still runs on many tickets today's targets and calendars, as `recompute` does.

    Returns:
        The numbers of those that somebody is changing just now; they are left as they are.
    """
    with rows.gathered(tx.session):
        cases = open_cases(tx, numbers, "clock.sweep")
        for case in cases:
            settle_case(case)
            _recompute(case, why)
    return sorted({*numbers} - {case.ticket.number for case in cases})


def _recompute(case: Case, why: str) -> int:
    moves = case.clocks.retarget(why)
    report_moves(case, moves)
    if moves:
        case.done("clocks.recomputed", why=why)
    return len(moves)
