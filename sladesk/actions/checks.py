"""Clocks compared with their ledgers in the background: asked for, carried on with, given up (R3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._clockcheck import Difference
from sladesk.actions._drafts import ruling
from sladesk.actions._making import stopped, under_way
from sladesk.actions._telling import tell
from sladesk.actions.house import forget
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.codes import RunState
from sladesk.domain.errors import NotFound, WrongState
from sladesk.models import ClockCheck, ClockDifference
from sladesk.queries import checks as queries

#: Differences that are listed; of more there are only the figures.
MOST = 1_000


@dataclass(frozen=True)
class Stretch:
    """What was found on some clocks.

    Arguments:
        begun: the key beyond which they lie; `upto`: the last one that was looked at.
        clocks: how many there are.
    """

    begun: int
    upto: int
    clocks: int
    found: Sequence[Difference]


@action("checks.start")
def start(tx: Tx) -> int:
    """Compare every clock there is with its ledger, in the background; return the check.

    Raises:
        WrongState: another check is under way.
    """
    access.require(tx.by, "ledger.check")
    ruling(tx)  # locked: one asks after the other
    if tx.session.scalar(select(ClockCheck.id).where(ClockCheck.state == RunState.RUNNING)) is not None:
        raise WrongState("check_running")
    made = ClockCheck(
        state=RunState.RUNNING, started_at=tx.now, made_by_id=tx.by.person_id, top_key=queries.newest_clock()
    )
    rows.add(tx.session, made)
    tx.audit("check.started", "check", made.id)
    tx.enqueue("clocks.check", {"check": made.id})
    return made.id


@action("checks.keep")
def keep(tx: Tx, check_id: int, stretch: Stretch) -> None:
    """Keep what was found on some clocks, and have it gone on with; nothing when that was kept already."""
    access.require(tx.by, "system")
    row = under_way(tx, ClockCheck, check_id)
    if row is None or row.next_key != stretch.begun:
        return
    listed = stretch.found[: MOST - row.listed]
    if listed:
        rows.put(tx.session, ClockDifference, [_line(check_id, one) for one in listed])
    row.next_key = stretch.upto
    row.clocks += stretch.clocks
    row.wrong += len({one.clock for one in stretch.found})
    row.listed += len(listed)
    if row.next_key < row.top_key:
        tx.enqueue("clocks.check", {"check": check_id})
        return
    row.state, row.finished_at = RunState.DONE, tx.now
    tx.audit("check.ended", "check", check_id, clocks=row.clocks, wrong=row.wrong)
    if row.wrong:
        told = [*([row.made_by_id] if row.made_by_id else []), *tx.reference().supervisors]
        tell(tx, told, "ledger:differs", f"check:{check_id}", {"check": str(check_id), "n": row.wrong})


def _line(check_id: int, one: Difference) -> dict[str, object]:
    return {
        "check_id": check_id,
        "clock_id": one.clock,
        "ticket_id": one.ticket,
        "field": one.field,
        "stored": one.stored,
        "told": one.told,
    }


@action("checks.failed")
def failed(tx: Tx, check_id: int) -> None:
    """Note that a check could not be carried on with."""
    stopped(tx, ClockCheck, check_id)


@action("checks.cancel")
def cancel(tx: Tx, check_id: int) -> int:
    """Give a check up that is under way; what it has found so far stays.

    Raises:
        NotFound: none of this number is under way.
    """
    access.require(tx.by, "ledger.check")
    row = under_way(tx, ClockCheck, check_id)
    if row is None:
        raise NotFound("check_not_running")
    row.state, row.finished_at = RunState.CANCELLED, tx.now
    tx.audit("check.cancelled", "check", check_id)
    return check_id


@action("checks.drop")
def drop(tx: Tx, before: datetime) -> int:
    """Remove checks that ended before an instant, their lists first; return how many rows went."""
    access.require(tx.by, "system")
    old = ClockCheck.finished_at < before
    listed = ClockDifference.check_id.in_(select(ClockCheck.id).where(old))
    return forget(tx, ClockDifference, listed) or forget(tx, ClockCheck, old)
