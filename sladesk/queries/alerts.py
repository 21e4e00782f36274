"""Channels whose overdue contacts have to be looked at, and how they stand on a day (R3.10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select, union

from sladesk.db import UtcDateTime
from sladesk.db.reading import read
from sladesk.domain.codes import Status
from sladesk.domain.figures import Share
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import ChannelAlert, Clock, Cycle, Ticket
from sladesk.queries.board import number

#: What was met so long ago is not looked at again; what was missed for longer: a worker may have been away.
MET_BACK, MISSED_BACK = timedelta(hours=1), timedelta(days=1)
_NOW = bindparam("now", type_=UtcDateTime)


@dataclass(frozen=True)
class Standing:
    """A channel on the day of its requests: overdue of decided first responses."""

    channel_id: int
    day: date
    late: Share


def standings(now: datetime, back: timedelta = MISSED_BACK) -> list[Standing]:
    """Return the channels and days of which a contact was decided lately and that raised no alarm yet.

    A contact counts on the day of its request, whenever its first response is decided.

    Arguments:
        back: how long ago at most; less where somebody has looked a moment ago.
    """
    pairs = {
        (channel, day)
        for channel, day in read(
            _lately(), {"now": now, "met": now - min(back, MET_BACK), "missed": now - back}
        ).all()
    }
    if not pairs:
        return []
    counted = read(_counts(len({day for _channel, day in pairs})), {"now": now, **_days(pairs)}).all()
    found = (Standing(channel, day, Share(late, decided)) for channel, day, late, decided in counted)
    return [one for one in found if (one.channel_id, one.day) in pairs]


def _days(pairs: Collection[tuple[int, date]]) -> dict[str, object]:
    return {f"day_{at}": day for at, day in enumerate(sorted({day for _channel, day in pairs}))}


@cache
def _lately() -> Select[*tuple[Any, ...]]:
    """Late and met ones apart: each by an index of its own."""
    kind = Clock.kind == ClockKind.FIRST_RESPONSE
    ends = (
        select(Clock.cycle_id).where(
            kind, Clock.stopped_at >= bindparam("met", type_=UtcDateTime), Clock.stopped_at <= _NOW
        ),
        select(Clock.cycle_id).where(
            kind, Clock.breached_at >= bindparam("missed", type_=UtcDateTime), Clock.breached_at <= _NOW
        ),
    )
    decided = union(*ends).subquery()
    alarmed = exists().where(
        ChannelAlert.day == Cycle.local_day, ChannelAlert.channel_id == Ticket.channel_id
    )
    return (
        select(Ticket.channel_id, Cycle.local_day)
        .select_from(decided)
        .join(Cycle, Cycle.id == decided.c.cycle_id)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .where(Cycle.no == 1, Ticket.status != Status.VOIDED, ~alarmed)
        .distinct()
    )


@cache
def _counts(days: int) -> Select[*tuple[Any, ...]]:
    late = or_(Clock.breached_at.is_not(None), and_(Clock.state == "running", Clock.due_at < _NOW))
    first = and_(Clock.cycle_id == Cycle.id, Clock.kind == ClockKind.FIRST_RESPONSE, Clock.no == 1)
    return (
        select(
            Ticket.channel_id,
            Cycle.local_day,
            number(late),
            number(or_(Clock.state == "stopped", late)),
        )
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .join(Clock, first)
        .where(
            Cycle.local_day.in_([bindparam(f"day_{at}", type_=Cycle.local_day.type) for at in range(days)]),
            Cycle.no == 1,
            Ticket.status != Status.VOIDED,
        )
        .group_by(Ticket.channel_id, Cycle.local_day)
    )
