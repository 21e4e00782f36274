"""The next most urgent ticket of an agent (R7.2).

The first tickets by due time are ranked by working time that is left. Both are bounded: a ticket that is due
behind `FIRST` others of the same group has more than enough before it, whatever its calendar.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, select, union_all

from sladesk.db.reading import at_most, read
from sladesk.domain.access import Actor
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.targets import Mode
from sladesk.domain.sla.urgency import Waiting, by_urgency
from sladesk.models import Clock, Ticket
from sladesk.queries.lists import Condition
from sladesk.queries.queue import KEPT, mine, unassigned
from sladesk.queries.reference import Reference

#: Tickets that are ranked, of one's own and of those nobody of one's teams has taken.
FIRST = 50


def most_urgent(
    actor: Actor, ref: Reference, now: datetime, day: datetime, but: str | None = None
) -> str | None:
    """Return the number of the ticket that presses most, None when nothing is due.

    Arguments:
        day: the instant today began in the site's zone.
        but: the ticket one is at, which is not the next one.
    """
    found: dict[str, Waiting] = {}
    for number, due_at, mode, version in read(_first(actor), {"now": now, "day": day}):
        table = ref.table(str(version)) if mode == Mode.WORKING and version else None
        found[number] = Waiting(number, to_epoch(due_at), table)
    found.pop(but or "", None)
    ordered = by_urgency(found.values(), to_epoch(now))
    return ordered[0].number if ordered else None


@lru_cache(maxsize=KEPT)
def _first(actor: Actor) -> Select[*tuple[Any, ...]]:
    parts = [_some(mine(actor))]
    if actor.team_ids:
        parts.append(_some(unassigned(actor)))
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    rules = and_(
        Clock.ticket_id == both.c.id, Clock.kind == both.c.next_kind, Clock.due_at == both.c.next_due_at
    )
    return select(both.c.number, both.c.next_due_at, Clock.mode, Clock.calendar_version_id).outerjoin_from(
        both, Clock, rules
    )


def _some(conditions: list[Condition]) -> Select[*tuple[Any, ...]]:
    return (
        select(Ticket.id, Ticket.number, Ticket.next_kind, Ticket.next_due_at)
        .where(*conditions, Ticket.next_due_at.is_not(None))
        .order_by(Ticket.sort_due_at)
        .limit(at_most(FIRST))
    )
