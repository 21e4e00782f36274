"""The sweep: finds what has become late or asks for a warning, many tickets a transaction (R3.9)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from flask import Flask

from sladesk.actions import alerts, chains, clocks, waiting
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.jobs.work import Work, attempt, by_groups, log
from sladesk.queries import late
from sladesk.queries.alerts import Standing, standings

T = TypeVar("T")
#: How often channels are looked at as far back as a worker may have been away; and where it is kept when.
_WHOLE, LOOKED = timedelta(seconds=60), "sladesk.alerts"


def sweep(work: Work) -> None:
    """End waiting that is over, record breaches, take steps of chains, warn, raise alarms.

    Nothing while the clock of the machine is not believed.
    """
    if not work.steady:
        log.warning("sweep rests: the machine's clock has jumped")
        return
    now = utcnow().replace(microsecond=0)
    over = late.waking(db.session(), now)
    db.session.rollback()
    by_groups(
        work,
        "waiting.wake",
        over,
        lambda group: waiting.wake_many(Call(SYSTEM, now), group),
        lambda number: waiting.wake(Call(SYSTEM, now), number),
    )
    found = late.tickets(db.session(), now)
    db.session.rollback()
    by_groups(
        work,
        "clocks.settle",
        found,
        lambda group: clocks.settle_many(Call(SYSTEM, now), group),
        lambda number: clocks.settle(Call(SYSTEM, now), number),
    )
    going = late.chains(db.session(), now)
    db.session.rollback()
    by_groups(
        work,
        "chains.advance",
        going,
        lambda group: chains.advance_many(Call(SYSTEM, now), group),
        lambda clock: chains.advance(Call(SYSTEM, now), clock),
    )
    passed = late.warnings(db.session(), now)
    db.session.rollback()
    by_groups(
        work,
        "clocks.warn",
        passed,
        lambda group: clocks.warn_many(Call(SYSTEM, now), group),
        lambda clock: clocks.warn(Call(SYSTEM, now), clock),
    )
    _each(work, "alerts.raise", _standings(work.app, now), lambda one: _alarm(Call(SYSTEM, now), one))


def _standings(app: Flask, now: datetime) -> list[Standing]:
    """Look at what was decided just now; once a minute at all that may have been noted late."""
    looked = app.extensions.get(LOOKED)
    if looked is not None and timedelta(0) <= now - looked < _WHOLE:
        return standings(now, 2 * _WHOLE)
    app.extensions[LOOKED] = now
    return standings(now)


def _alarm(call: Call, one: Standing) -> None:
    alerts.alarm(call, one.channel_id, one.day.isoformat(), late=one.late.part, decided=one.late.whole)


def _each(work: Work, name: str, found: Sequence[T], verb: Callable[[T], object]) -> None:
    db.session.rollback()
    for item in found:
        work.go_on()
        attempt(f"{name} {item}", partial(verb, item))
