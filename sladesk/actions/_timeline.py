"""An entry of a ticket's timeline as its row holds it (decisions 6, 7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sladesk.actions._action import Tx


class Written(NamedTuple):
    """What a verb goes on with of an entry it has just written: an object of its row costs ten times more."""

    id: int
    seq: int
    occurred_at: datetime
    data: Mapping[str, object]
    customer_informed: bool


def entry(
    tx: Tx,
    ticket_id: int,
    cycle_no: int,
    seq: int,
    kind: str,
    data: Mapping[str, object],
    *,
    occurred_at: datetime,
    informed: bool = False,
    corrects: int | None = None,
    by_system: bool = False,
) -> dict[str, object]:
    """Return the columns of an entry.

    Arguments:
        data: as JSON can hold it: ids, codes, numbers only; words stand apart (decision 7).
    """
    return {
        "ticket_id": ticket_id,
        "cycle_no": cycle_no,
        "seq": seq,
        "kind": kind,
        "schema": 1,
        "actor_id": None if by_system else tx.by.person_id,
        "occurred_at": occurred_at,
        "recorded_at": tx.now,
        "source": tx.source,
        "data": data,
        "corrects_id": corrects,
        "customer_informed": informed,
    }
