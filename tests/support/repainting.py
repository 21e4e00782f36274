"""Who used the time until tickets were resolved, painted second by second, without the product's rules."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from sladesk.db import db
from sladesk.models import CalendarVersion, Channel, Clock, Cycle, Pause, Ticket, Visit
from tests.domain.oracle import _day_stretches

#: The colours, in the order of a bar.
QUEUE, AGENT, ENGINEER, PARTS, CUSTOMER, OFF = range(6)
Line = tuple[int, list[int]]


def painted(begins: datetime, ends: datetime, now: datetime) -> dict[str, Line]:
    """Return by code of the channel, all of them under an empty one, how many tickets and whose seconds.

    Arguments:
        begins, ends, now: first instant of the period, the first after it, the cut-off.
    """
    found_specs = db.session.execute(select(CalendarVersion.id, CalendarVersion.spec))
    specs: dict[int, Any] = {row.id: row.spec for row in found_specs}
    asked = (
        select(Ticket.id, Channel.code, Cycle, Clock)
        .join(Channel, Channel.id == Ticket.channel_id)
        .join(Cycle, (Cycle.ticket_id == Ticket.id) & (Cycle.no == Ticket.cycle_no))
        .join(Clock, (Clock.cycle_id == Cycle.id) & (Clock.kind == "resolution") & (Clock.no == 1))
        .where(Ticket.status != "voided", Ticket.external_source.is_(None), Clock.state == "stopped")
        .where(Ticket.requested_at >= begins, Ticket.requested_at < ends, Clock.stopped_at <= now)
    )
    found: dict[str, list[list[int]]] = defaultdict(list)
    for ticket, channel, cycle, clock in db.session.execute(asked).all():
        seconds = _paint(ticket, cycle, clock, specs)
        found[channel].append(seconds)
        found[""].append(seconds)
    return {
        code: (len(each), [sum(column) for column in zip(*each, strict=True)]) for code, each in found.items()
    }


def _paint(ticket: int, cycle: Cycle, clock: Clock, specs: dict[int, Any]) -> list[int]:
    start, end = _epoch(clock.started_at), _epoch(clock.stopped_at)
    wall = bytearray([OFF]) * max(end - start, 0)

    def paint(since: int, until: int, colour: int) -> None:
        a, b = max(since - start, 0), min(until - start, len(wall))
        if a < b:
            wall[a:b] = bytes([colour]) * (b - a)

    begun = [at for at in (cycle.accepted_at, cycle.first_response_at, cycle.solution_at) if at is not None]
    taken = min(map(_epoch, begun), default=end)
    spec = specs[clock.calendar_version_id] if clock.calendar_version_id else None
    for opens, closes in _open(spec, start, end):
        paint(opens, min(closes, taken), QUEUE)
        paint(max(opens, taken), closes, AGENT)
    for visit in db.session.scalars(select(Visit).where(Visit.ticket_id == ticket)):
        since = visit.stamps.get("on_way") or visit.stamps.get("arrived")
        if since:
            until = _epoch(visit.ended_at) if visit.ended_at else end
            paint(_epoch(datetime.fromisoformat(since)), until, ENGINEER)
    waits = db.session.scalars(select(Pause).where(Pause.cycle_id == cycle.id)).all()
    for status, colour in (("waiting_parts", PARTS), ("waiting_customer", CUSTOMER)):
        for pause in waits:
            if pause.status == status:
                paint(_epoch(pause.started_at), _epoch(pause.ended_at) if pause.ended_at else end, colour)
    return [wall.count(colour) for colour in range(6)]


def _open(spec: Any, start: int, end: int) -> list[tuple[int, int]]:
    if spec is None:
        return [(start, end)]
    day: date = (datetime.fromtimestamp(start, UTC) - timedelta(days=2)).date()
    last = (datetime.fromtimestamp(end, UTC) + timedelta(days=2)).date()
    days = [day + timedelta(days=n) for n in range((last - day).days)]
    return [stretch for one in days for stretch in _day_stretches(spec, one)]


def _epoch(at: datetime | None) -> int:
    assert at is not None
    return int(at.timestamp())
