"""What reviews are counted from: tickets requested in a stretch of days, as plain rows (R9.2)."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from sladesk.db.instants import EpochSeconds
from sladesk.db.reading import read
from sladesk.domain.codes import Status
from sladesk.domain.figures.facts import Fact, fact
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Ticket

_FIRST = bindparam("first", type_=Date)
_END = bindparam("end", type_=Date)


def facts(first: date, end: date, as_of: datetime) -> list[Fact]:
    """Return the tickets requested in a stretch of local days as they stood at the cut-off.

    Voided and merged tickets are left out (decision 18). The order is that of the numbers of cycles, so two
    runs over the same rows give the same list.

    Arguments:
        first, end: days of the request in the site's zone, the second no longer in it.
        as_of: the cut-off; what was requested after it is left out.
    """
    cut = int(as_of.timestamp())
    rows = read(_tickets(), {"first": first, "end": end}).all()
    return [one for row in rows if (one := fact(cut, *row)).requested <= cut]


@cache
def _tickets() -> Select[*tuple[Any, ...]]:
    last, begun = aliased(Cycle, name="last"), aliased(Clock, name="begun")
    solved = aliased(Clock, name="solved")
    return (
        select(
            Ticket.number,
            Ticket.channel_id,
            Ticket.category_id,
            Ticket.class_code,
            Ticket.service_type,
            Ticket.priority,
            Ticket.team_id,
            Ticket.owner_id,
            Ticket.status,
            Ticket.cycle_no,
            Cycle.local_day,
            Cycle.weekday,
            Cycle.hour,
            EpochSeconds(Ticket.requested_at),
            EpochSeconds(Cycle.assigned_at),
            EpochSeconds(Cycle.first_response_at),
            EpochSeconds(last.solution_at),
            EpochSeconds(last.closed_at),
            EpochSeconds(last.callback_at),
            last.score,
            *_clock(begun),
            *_clock(solved),
            Ticket.external_source.is_not(None),
        )
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .join(last, and_(last.ticket_id == Ticket.id, last.no == Ticket.cycle_no))
        .outerjoin(
            begun,
            and_(begun.cycle_id == Cycle.id, begun.kind == ClockKind.FIRST_RESPONSE, begun.no == 1),
        )
        .outerjoin(
            solved,
            and_(solved.cycle_id == last.id, solved.kind == ClockKind.RESOLUTION, solved.no == 1),
        )
        .where(
            Cycle.local_day >= _FIRST,
            Cycle.local_day < _END,
            Cycle.no == 1,
            Ticket.status != Status.VOIDED,
        )
        .order_by(Cycle.local_day, Cycle.id)
    )


def _clock(clock: Any) -> tuple[Any, ...]:
    return (
        clock.state,
        EpochSeconds(clock.due_at),
        EpochSeconds(clock.stopped_at),
        EpochSeconds(clock.breached_at),
        clock.open_seconds,
    )
