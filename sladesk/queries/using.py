"""Who used the time of a ticket until it was resolved, as figures know it (R3.8, R9.2)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sladesk.db import db
from sladesk.domain.sla.usage import WAITS, Spell, Who, used_by
from sladesk.queries.reference import held_table


class Stretch(NamedTuple):
    """A wait of a cycle, or a visit, of the whole ticket and without a status; `until` None: it lasts."""

    cycle: int
    status: str
    since: int
    until: int | None


def used(
    cycle: int,
    start: int,
    stop: int,
    begun: Iterable[int | None],
    stretches: Iterable[Stretch],
    version: int | None,
) -> Mapping[Who, int]:
    """Return whose the seconds of a resolution clock were.

    Arguments:
        cycle: whose clock it is; other cycles' waits are left out.
        begun: when somebody began to handle the cycle, in several ways.
        version: key of its calendar's version, None for plain time.
    """
    spells = [
        Spell(
            WAITS[one.status] if one.cycle else Who.ENGINEER,
            one.since,
            stop if one.until is None else one.until,
        )
        for one in stretches
        if one.cycle in {0, cycle}
    ]
    taken = min((at for at in begun if at is not None), default=stop)
    table = held_table(db.session(), str(version)) if version else None
    return used_by(start, stop, taken, spells, table)
