"""What reviews are counted from: tickets requested in a stretch of days (R9.2).

Facts of tickets nobody works on are kept ready (`models.facts`); which of them hold is one look at an index,
in the same statement. The few others are worked out from what is recorded.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any

from msgspec import json
from sqlalchemy import BigInteger, ColumnElement, Date, Select, Text, bindparam, cast, select, union_all

from sladesk.db.reading import joined, read
from sladesk.domain.codes import Status
from sladesk.domain.figures.facts import Fact, Facts
from sladesk.models import Cycle, Ticket, TicketFact
from sladesk.models.tickets import STALE
from sladesk.queries.measuring import PORTION, measured

FIRST = bindparam("first", type_=Date)
END = bindparam("end", type_=Date)
#: Whatever the zone was, a request of one of the days lies between these instants.
_SINCE, _UNTIL = (bindparam(name, type_=Ticket.requested_at.type) for name in ("since", "until"))
_MARGIN = timedelta(days=2)
#: Where a ticket's day stands behind its key.
_DAY = Fact._fields.index("day") + 1
_place = itemgetter(_DAY, 0)
#: Tuples, which are no work for the collector of garbage.
_BODIES = json.Decoder(list[tuple[Any, ...]])


def facts(first: date, start: date, end: date, as_of: datetime) -> tuple[Facts, Facts]:
    """Return the tickets requested in a period and in the one before, as they stood at the cut-off.

    Voided and merged tickets are left out (decision 18). The order is that of the days and of the tickets'
    keys, so two runs over the same rows give the same.

    Arguments:
        first, start, end: days of the request in the site's zone: the first of the period before (`start`
            again when nothing is asked of it), of the period, and of what is no longer in it.
        as_of: the cut-off; what was requested after it is left out.

    Returns:
        Those of the period before, and those of the period.
    """
    values = {**span(first, end), "cut": int(as_of.timestamp())}
    # One statement, so that a ticket that changes meanwhile is in it once.
    kept, others = (f"[{text or ''}]" for text in read(_kept(), values).one())
    rows = [*_BODIES.decode(kept), *_recorded(json.decode(others), as_of)]
    rows.sort(key=_place)
    split = bisect_left(rows, str(start), key=itemgetter(_DAY))
    return Facts.of(rows[:split], 1), Facts.of(rows[split:], 1)


def _recorded(keys: Sequence[int], as_of: datetime) -> Iterator[tuple[Any, ...]]:
    for first in range(0, len(keys), PORTION):
        for one in measured(keys[first : first + PORTION], as_of):
            yield one.key, *one.fact


@cache
def _kept() -> Select[str, str]:
    """Return the statement of all facts that hold, as one text, and of the keys of all other tickets."""
    cut = bindparam("cut", type_=BigInteger)
    kept = select(joined(TicketFact.body, ",")).where(*holding(), TicketFact.holds_from <= cut)
    early = select(TicketFact.ticket_id.label("key")).where(*holding(), TicketFact.holds_from > cut)
    others = union_all(early, stale(Ticket.id)).subquery("others").c.key
    return select(kept.scalar_subquery(), select(joined(cast(others, Text), ",")).scalar_subquery())


def span(first: date, end: date) -> dict[str, object]:
    """Return the values that `holding` and `stale` ask for.

    Arguments:
        first, end: days of the request.
    """
    since, until = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, end))
    return {"first": first, "end": end, "since": since - _MARGIN, "until": until + _MARGIN}


def holding() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of facts of a stretch of days that hold, for cut-offs from `holds_from` on."""
    return (TicketFact.day >= FIRST, TicketFact.day < END, TicketFact.ticket_id.not_in(changed()))


def changed() -> Select[int]:
    """Return the keys of all tickets whose kept facts don't hold."""
    return select(Ticket.id).where(STALE)


def stale(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return columns of the tickets of a stretch of days whose facts don't hold, the voided left out."""
    return (
        select(*columns)
        .select_from(Ticket)
        .join(Cycle, Cycle.ticket_id == Ticket.id)
        .where(
            STALE,
            Ticket.requested_at >= _SINCE,
            Ticket.requested_at < _UNTIL,
            Ticket.status != Status.VOIDED,
            Cycle.no == 1,
            Cycle.local_day >= FIRST,
            Cycle.local_day < END,
        )
    )
