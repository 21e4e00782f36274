"""Tickets whose clocks rest on other targets or hours than those that rule now (R3.7).

Plain values, no objects: after a change all that runs is looked at, of which often little rests on it.
"""

import json
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, bindparam, cast, func, select

from sladesk.db.reading import at_most, plain, read
from sladesk.domain.sla.entries import EntryKind
from sladesk.domain.sla.targets import Target
from sladesk.models import Clock, ClockEntry, Customer, Ticket
from sladesk.queries.reference import Reference
from sladesk.queries.ruling import ASKED, rulings

#: Clocks looked at in one go; those of the last ticket may be a few more.
PORTION = 2_000
_AFTER = bindparam("after", type_=Clock.ticket_id.type)
_LAST = bindparam("last", type_=Clock.ticket_id.type)
_GOING = Clock.state.in_(("running", "paused"))


class Outdated(NamedTuple):
    """The numbers of those among some tickets whose clocks have to be computed anew; the last one's key."""

    numbers: list[str]
    last: int


def portion(ref: Reference, after: int) -> Outdated | None:
    """Return what is found on the next tickets with clocks that go; None when there are none.

    Arguments:
        after: key of the last ticket looked at.
    """
    last = read(_end(), {"after": after}).scalar()
    if last is None:
        return None
    ruled, given = rulings(ref), dict[int, tuple[Any, ...]]()
    for row in plain(_clocks(), {"after": after, "last": last}):
        before = given.get(row[0])
        if before is None or before[1] < row[1]:
            given[row[0]] = row
    found = dict[str, None]()
    for _key, _seq, target, kind, policy, number, *facts in given.values():
        rule = ruled.of(*facts).get(kind)
        if rule is not None and (rule.policy_id != policy or rule.target != target_of(target)):
            found[number] = None
    return Outdated(list(found), int(last))


@lru_cache(maxsize=1_000)
def target_of(stored: str) -> Target:
    """Return a target as the ledger holds it."""
    return Target.from_json(json.loads(stored))


@cache
def _end() -> Select[int]:
    next_ones = (
        select(Clock.ticket_id)
        .where(_GOING, Clock.ticket_id > _AFTER)
        .order_by(Clock.ticket_id)
        .limit(at_most(PORTION))
        .subquery()
    )
    return select(func.max(next_ones.c.ticket_id))


@cache
def _clocks() -> Select[*tuple[Any, ...]]:
    """Every target a ledger has named: the last one counts."""
    return (
        select(
            Clock.id,
            ClockEntry.seq,
            cast(ClockEntry.target, Text),
            Clock.kind,
            Clock.policy_id,
            Ticket.number,
            *ASKED,
        )
        .select_from(Clock)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .join(ClockEntry, ClockEntry.clock_id == Clock.id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(
            _GOING,
            Clock.ticket_id > _AFTER,
            Clock.ticket_id <= _LAST,
            Clock.policy_id.is_not(None),
            Clock.breached_at.is_(None),
            ~Ticket.read_only,
            ClockEntry.kind.in_((EntryKind.START, EntryKind.RETARGET)),
        )
    )
