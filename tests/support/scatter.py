"""Tickets of chance: any state of clocks, any order of times, which no action would write."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from sladesk.db import write_transaction
from sladesk.domain.codes import Priority, ReasonKind
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Pause, Ticket, Visit
from tests.support import desk
from tests.support.moment import NOW

ZONE = "Asia/Shanghai"
SEED = 20_261_122
OTHERS = sorted(set(ClockKind) - {ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION})
STEPS = ("accepted", "arrived", "repaired")
Basis = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


def scatter(count: int) -> None:
    """Lay tickets of chance beside one that was registered: any state of clocks, any order of times."""
    dice = random.Random(SEED)
    number = desk.register(minutes=-60, owner="lina")
    with write_transaction() as session:
        ticket = _stored(session, Ticket, Ticket.number == number)
        cycle = _stored(session, Cycle, Cycle.ticket_id == ticket["id"])
        clock = _stored(session, Clock, Clock.ticket_id == ticket["id"], Clock.kind == "first_response")
        first = ticket["id"] + 1
        for n in range(count):
            _lay(session, dice, first + n, (ticket, cycle, clock))


def _stored(session: Any, model: Any, *wanted: Any) -> dict[str, Any]:
    """Return the columns of the one row that fits."""
    row = session.execute(select(model.__table__).where(*wanted)).mappings().one()
    return {str(name): value for name, value in row.items()}


def _lay(session: Any, dice: random.Random, key: int, basis: Basis) -> None:
    ticket, cycle, clock = basis
    asked = NOW - timedelta(seconds=dice.randrange(60, 70 * 86400))
    local = asked.astimezone(ZoneInfo(ZONE))

    def later(share: float) -> datetime | None:
        at = asked + timedelta(seconds=dice.randrange(-300, 4 * 86400))
        return at if dice.random() < share and at < NOW else None

    solved, closed = later(0.7), later(0.5)
    twice = dice.random() < 0.2
    status = (
        "voided" if dice.random() < 0.1 else "closed" if closed else "to_verify" if solved else "in_progress"
    )
    session.execute(
        insert(Ticket).values(
            ticket
            | {
                "id": key,
                "number": f"ZZ{key:05}",
                "requested_at": asked,
                "status": status,
                "cycle_no": 2 if twice else 1,
                "channel_id": dice.randrange(1, 4),
                "service_type": dice.choice(("repair", "consultation", "complaint")),
                "priority": dice.choice(list(Priority)),
                "external_ref": None,
            }
        )
    )
    keys = dict[str, int]()
    end = {
        "solution_at": solved,
        "closed_at": closed,
        "callback_at": closed,
        "score": dice.randrange(1, 6) if closed and dice.random() < 0.8 else None,
    }
    begin = {
        "assigned_at": later(0.9),
        "first_response_at": later(0.8),
        "solution_at": None,
        "closed_at": None,
    }
    day = {"local_day": local.date(), "weekday": local.isoweekday(), "hour": local.hour}
    cycles = [{"no": 1, **begin, **({} if twice else end)}, *([{"no": 2, **end}] if twice else [])]
    for values in cycles:
        base = {name: value for name, value in cycle.items() if name != "id"}
        made = session.execute(insert(Cycle).values(base | day | {"ticket_id": key, **values}))
        keys = {"ticket_id": key, "cycle_id": made.inserted_primary_key[0]}
        stops = {"first_response": values.get("first_response_at"), "resolution": values.get("solution_at")}
        for kind, stopped in stops.items():
            if dice.random() < 0.85:
                _tick(session, dice, clock, keys | {"kind": kind, "stopped_at": stopped}, asked)
        for kind in dice.sample(OTHERS, 3):
            for no in range(1, dice.randrange(2, 4)):
                _tick(session, dice, clock, keys | {"kind": kind, "no": no, "stopped_at": later(0.7)}, asked)
    if dice.random() < 0.5:
        _visit(session, dice, keys, asked, ticket["owner_id"])


def _tick(
    session: Any, dice: random.Random, clock: dict[str, Any], values: dict[str, Any], asked: datetime
) -> None:
    due, stopped = asked + timedelta(seconds=dice.randrange(60, 3 * 86400)), values["stopped_at"]
    state = "stopped" if stopped else dice.choice(("running", "running", "paused", "cancelled"))
    over = due < (stopped or NOW) and state in {"running", "stopped"} and (stopped or dice.random() < 0.6)
    session.execute(
        insert(Clock).values(
            {name: value for name, value in clock.items() if name != "id"}
            | values
            | {
                "state": state,
                "due_at": due,
                "breached_at": due if over else None,
                "open_seconds": dice.randrange(9999) if stopped else None,
            }
        )
    )


def _visit(session: Any, dice: random.Random, keys: dict[str, int], asked: datetime, person: int) -> None:
    """Lay visits in any order of steps, some in another zone, and a wait for a part."""
    for no in range(1, dice.randrange(2, 4)):
        at = [asked + timedelta(seconds=dice.randrange(-600, 3 * 86400)) for _step in STEPS]
        zones = [dice.choice((ZoneInfo("Asia/Shanghai"), UTC)) for _step in STEPS]
        stamps = {
            step: one.astimezone(zone).isoformat()
            for step, one, zone in zip(STEPS, at, zones, strict=True)
            if one < NOW and dice.random() < 0.8
        }
        session.execute(
            insert(Visit).values(
                **keys, no=no, engineer_id=person, window_start=asked, window_end=asked, state="planned",
                planned_by_id=person, planned_at=asked, stamps=stamps,
            )
        )  # fmt: skip
    if dice.random() < 0.5:
        ended = asked + timedelta(seconds=dice.randrange(1, 86400))
        session.execute(
            insert(Pause).values(
                **keys, status=dice.choice(("waiting_parts", "waiting_parts", "waiting_customer")),
                reason_id=desk.reason(ReasonKind.WAIT_PARTS), started_at=asked,
                ended_at=ended if ended < NOW else None,
            )
        )  # fmt: skip
