"""What time itself does: breaches and warnings found by the sweep, a ticket a transaction or many (R3.9)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from sladesk.actions._action import Tx, action
from sladesk.actions._anew import renew
from sladesk.actions._case import Case, chains, open_case, open_cases, settle_case
from sladesk.actions._clockrows import Held
from sladesk.actions.tickets import report_moves
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.sla.ledger import ClockStatus
from sladesk.models import Clock, Ticket

#: No transaction takes so long.
AGAIN = timedelta(seconds=60)
_TICKETS = (
    select(Ticket.number)
    .join(Clock, Clock.ticket_id == Ticket.id)
    .where(Clock.id.in_(bindparam("clocks", expanding=True)))
    .distinct()
)


@action("clocks.settle")
def settle(tx: Tx, number: str) -> int:
    """Record the breaches of a ticket that have happened; return how many clocks are late now.

    Opening the case settles it; two workers find the second time that nothing is left to do.
    """
    case = open_case(tx, number, "clock.sweep")
    late = sum(1 for held in case.clocks.held if held.state.breached_at is not None)
    _put_back(case)
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
            _put_back(case)
    return []


@action("clocks.warn")
def warn(tx: Tx, clock_id: int) -> bool:
    """Warn the owner at 50 % and 80 % of a target, each once however many workers sweep (R3.9)."""
    number = tx.session.connection().scalar(_TICKETS, {"clocks": [clock_id]})
    if number is None:
        return False
    case = open_case(tx, number, "clock.sweep")
    warned = [_warn(case, held) for held in case.clocks.held if held.row.id == clock_id]
    _put_back(case)
    return any(warned)


@action("clocks.warn_many")
def warn_many(tx: Tx, clock_ids: Sequence[int]) -> list[int]:
    """Warn of many targets, as `warn` does.

    Returns:
        Nothing is left to be done alone: who is changed just now is looked at by the next sweep.
    """
    wanted = {*clock_ids}
    with rows.gathered(tx.session):
        numbers = tx.session.connection().scalars(_TICKETS, {"clocks": list(clock_ids)}).all()
        for case in open_cases(tx, numbers, "clock.sweep"):
            settle_case(case)
            for held in case.clocks.held:
                if held.row.id in wanted:
                    _warn(case, held)
            _put_back(case)
    return []


def _warn(case: Case, held: Held) -> bool:
    """Warn of a clock, whose ticket is locked, unless somebody has since it was found."""
    row, tx = held.row, case.tx
    if row.next_warn_at is None or row.next_warn_at > tx.now:
        return False
    share = 50 if row.warned == 0 else 80
    row.warned, row.next_warn_at = share, row.warn80_at if share == 50 else None
    rows.change(tx.session, row)
    if held.state.state is not ClockStatus.RUNNING or held.state.breached_at is not None:
        return False
    if chains.warn(case, held, share):
        data = {"clock": row.id, "clock_kind": row.kind, "share": share, "due": row.due_at}
        case.event("clock:warned", data=data, by_system=True)
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
        renewed = renew(tx, numbers, why)
        done = renewed.locked.difference(renewed.left)
        for case in open_cases(tx, renewed.left, "clock.sweep") if renewed.left else ():
            settle_case(case)
            _recompute(case, why)
            done |= {case.ticket.number}
    return sorted({*numbers} - done)


@action("clocks.recompute_on")
def recompute_on(tx: Tx, *, why: str, after: int, again: int, look: str) -> None:
    """Have the other tickets done as well: a job of its own, so that sweeps come in between.

    Arguments:
        after: key of the last ticket that was looked at.
        again: 1 when they are looked at for the second time.
        look: which second look this is. It goes its own way to the end: another change that is made meanwhile
            has its own, which must not find its way gone already, before its minute was over.
    """
    access.require(tx.by, "clock.sweep")
    args = {"why": why, "after": after, "again": again, "look": look}
    key = f"recompute:{look or tx.reference().stamp}:{again}:{after}"  # once, though a job was begun anew
    tx.enqueue("clocks.recompute", args, unique_key=key)


@action("clocks.recompute_again")
def recompute_again(tx: Tx, *, why: str) -> None:
    """Have all tickets looked at once more, when everything that began before the change has ended.

    A registration that read the old hours may be written behind the first look, on PostgreSQL.
    """
    access.require(tx.by, "clock.sweep")
    look = tx.reference().stamp
    args = {"why": why, "after": 0, "again": 1, "look": look}
    tx.enqueue("clocks.recompute", args, run_after=tx.now + AGAIN, unique_key=f"recompute:{look}:again")


def _recompute(case: Case, why: str) -> int:
    moves = case.clocks.retarget(why)
    report_moves(case, moves)
    if moves:
        case.done("clocks.recomputed", why=why)
    else:
        _put_back(case)
    return len(moves)


def _put_back(case: Case) -> None:
    """Store what has changed of clocks and ticket where nothing is to be told."""
    case.clocks.store()
    case.clocks.rule(case.ticket)
    rows.change(case.tx.session, case.ticket)
