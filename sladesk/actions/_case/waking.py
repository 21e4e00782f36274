"""Waiting that ends: by a person, or by itself at the instant that was agreed (R3.6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from sladesk.db import rows
from sladesk.domain.codes import WAITING_STATUSES
from sladesk.models import Pause

if TYPE_CHECKING:
    from sladesk.actions._case.case import Case

_OPEN = (
    select(Pause)
    .where(Pause.ticket_id == bindparam("ticket"), Pause.ended_at.is_(None))
    .order_by(Pause.id.desc())
)
_OPEN_OF_MANY = (
    select(Pause)
    .where(Pause.ticket_id.in_(bindparam("tickets", expanding=True)), Pause.ended_at.is_(None))
    .order_by(Pause.id)
)
#: Where a transaction keeps the pauses of many tickets.
_KNOWN = "open_pauses"


def foresee(cases: Iterable["Case"]) -> None:
    """Read the pauses of many tickets, whose cases are of one transaction, by one statement."""
    held = {case.ticket.id: case.tx for case in cases}
    for tx in list(held.values())[:1]:
        found = tx.session.scalars(_OPEN_OF_MANY, {"tickets": list(held)})
        tx.cache[_KNOWN] = dict.fromkeys(held) | {pause.ticket_id: pause for pause in found}


def _open(case: "Case") -> Pause | None:
    """Return the pause of a ticket that has not ended; the newest, should there be several."""
    known = case.tx.cache.get(_KNOWN)
    if not isinstance(known, dict) or case.ticket.id not in known:
        return case.tx.session.scalar(_OPEN, {"ticket": case.ticket.id})
    pause: Pause | None = known[case.ticket.id]
    return pause


def wake(case: "Case") -> bool:
    """Let a ticket go on whose waiting was to end by now; return whether it did.

    It goes on at the very instant, however late somebody or the job comes by: what the clocks count from then
    on is in their ledgers as of then.
    """
    if case.ticket.status not in WAITING_STATUSES:
        return False
    pause = _open(case)
    if pause is None or pause.resume_at is None or pause.resume_at > case.tx.now:
        return False
    go_on(case, pause.resume_at, by_itself=True)
    case.notify(case.ticket.owner_id, "wait:over", f"wait:{pause.id}")
    return True


def go_on(case: "Case", at: datetime, words: str = "", *, by_itself: bool = False) -> None:
    """Take an open case out of waiting as of an instant."""
    before = case.ticket.status
    case.move("resume")
    pause = end_pause(case, at)
    case.clocks.event = case.event(
        "wait:ended",
        data={
            "was": before,
            "since": pause.started_at if pause else None,
            "reason": pause.reason_id if pause else None,
            "by_itself": by_itself or None,
        },
        texts={"note": words},
        occurred_at=at,
        by_system=by_itself,
        note=words,
    )
    case.clocks.resume(at)


def end_pause(case: "Case", at: datetime) -> Pause | None:
    """Close the pause on record, of which nothing more will come by itself; return it."""
    pause = _open(case)
    if pause is not None:
        pause.ended_at, pause.resume_at = at, None
        rows.change(case.tx.session, pause)
    return pause
