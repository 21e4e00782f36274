"""A happening of a clock moved to its true time: a signed row with a reason, old rows stay (R3.7)."""

from datetime import datetime, timedelta

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._clockrows import Held
from sladesk.actions._solving import checked_text
from sladesk.domain.codes import OPEN_STATUSES, Status
from sladesk.domain.errors import WrongState, invalid
from sladesk.domain.sla import ledger
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import EntryKind

#: Answers the cycle repeats; they follow the clock that measures them.
_REPEATED = {ClockKind.FIRST_RESPONSE: "first_response_at", ClockKind.RESOLUTION: "solution_at"}


@action("clocks.correct")
def correct(tx: Tx, number: str, clock_id: int, seq: int, *, at: datetime | None, reason: str) -> str:
    """Move a start, pause, resume or stop of a clock to its true time; a breach follows from it.

    Arguments:
        seq: number of the row of the ledger that tells the happening.
        at: when it truly was.

    Raises:
        Invalid: no time, no reason, a time ahead or before the request, or one at which it cannot have been.
        WrongState: the ticket is archived or void, or the clock belongs to an earlier cycle.
    """
    case = open_case(tx, number, "clock.correct", also_clocks=tuple(ClockKind))
    if case.ticket.status not in OPEN_STATUSES and case.ticket.status != Status.CLOSED:
        case.check("assign")
    held = next((h for h in case.clocks.held if h.row.id == clock_id), None)
    if held is None:
        raise WrongState("clock_not_found")
    why = checked_text("reason", reason)
    true = _true_time(case, at)
    row = next((row for row in held.state.rows if row.seq == seq), None)
    was = held.state.stopped_at
    if row is None:
        raise invalid("entry", "unknown_choice")
    try:
        rows = ledger.correct(
            held.state, seq, to_epoch(true), recorded=to_epoch(tx.now), tables=case.ref.table
        )
    except ImpossibleOrder as error:
        raise invalid("at", "cannot_have_been") from error
    held.event = case.event(
        "clock:corrected",
        data={"clock": clock_id, "clock_kind": held.row.kind, "entry": row.kind, "at": true},
        texts={"reason": why},
    )
    case.clocks.apply(held, rows)
    if row.kind is EntryKind.STOP:
        _repeat(case, held, was, true)
    case.done("clock.corrected", clock=clock_id, entry=seq)
    return number


def _true_time(case: Case, at: datetime | None) -> datetime:
    if at is None:
        raise invalid("at", "choose_date")
    earliest = case.ticket.requested_at - timedelta(hours=case.ref.number("intake.late_hours"))
    if at > case.tx.now:
        raise invalid("at", "in_the_future")
    if at < earliest:
        raise invalid("at", "cannot_have_been")
    return at.replace(microsecond=0)


def _repeat(case: Case, held: Held, was: int | None, true: datetime) -> None:
    """Let the cycle say the same as the clock that measured its answer."""
    name = _REPEATED.get(ClockKind(held.row.kind))
    said = getattr(case.cycle, name) if name else None
    if name and said is not None and was == to_epoch(said) and held.row.cycle_id == case.cycle.id:
        setattr(case.cycle, name, true)
