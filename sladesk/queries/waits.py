"""When tickets waited, cycle by cycle, as the stories of their due times tell it (R3.6, R3.8)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.waiting import Wait
from sladesk.models import Pause

#: Stretches that a story tells at most; nobody reads further.
_MOST = 500
_WAITS = (
    select(Pause.cycle_id, Pause.started_at, Pause.ended_at, Pause.status, Pause.reason_id)
    .where(Pause.cycle_id.in_(bindparam("cycles", expanding=True)))
    .order_by(Pause.id)
    .limit(_MOST)
)


def waits(session: Session, cycles: Iterable[int]) -> dict[int, tuple[Wait, ...]]:
    """Return the stretches of waiting of some cycles by their key, in one statement."""
    found: dict[int, list[Wait]] = {}
    for row in session.execute(_WAITS, {"cycles": sorted(set(cycles))}):
        found.setdefault(row.cycle_id, []).append(_wait(row))
    return {cycle: tuple(held) for cycle, held in found.items()}


def _wait(row: Any) -> Wait:
    end = None if row.ended_at is None else to_epoch(row.ended_at)
    return Wait(to_epoch(row.started_at), end, row.status, str(row.reason_id))
