"""Many due times missed at one instant, and processes that sweep them."""

import multiprocessing
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import time_machine
from sqlalchemy import insert, select

from sladesk.app import create_app
from sladesk.config import Config, from_environment
from sladesk.db import db, write_transaction
from sladesk.jobs.sweep import sweep
from sladesk.jobs.work import Work
from sladesk.models import Clock, ClockEntry, Cycle, Ticket
from sladesk.queries import late
from tests.support.site import process_environment

_FORKED = multiprocessing.get_context("forkserver")


def copies(number: str, times: int) -> None:
    """Add copies of a ticket with its cycle, the clock of its first response and that clock's ledger."""
    with write_transaction() as session:
        ticket = _row(session.execute(select(Ticket.__table__).where(Ticket.number == number)))
        key = ticket.pop("id")
        cycle = _row(session.execute(select(Cycle.__table__).where(Cycle.ticket_id == key)))
        first = (Clock.ticket_id == key) & (Clock.kind == "first_response")
        clock = _row(session.execute(select(Clock.__table__).where(first)))
        own = select(ClockEntry.__table__).where(ClockEntry.clock_id == clock.pop("id"))
        lines: list[dict[str, Any]] = [dict(line) for line in session.execute(own).mappings()]
        cycle.pop("id")
        named = [f"{number}-c{i:04}" for i in range(times)]
        session.execute(insert(Ticket), [{**ticket, "number": name} for name in named])
        made = list(session.scalars(select(Ticket.id).where(Ticket.number.in_(named))))
        session.execute(insert(Cycle), [{**cycle, "ticket_id": one} for one in made])
        found = select(Cycle.ticket_id, Cycle.id).where(Cycle.ticket_id.in_(made))
        pairs = session.execute(found).all()
        session.execute(insert(Clock), [{**clock, "ticket_id": t, "cycle_id": c} for t, c in pairs])
        keys = session.scalars(select(Clock.id).where(Clock.ticket_id.in_(made))).all()
        for line in lines:
            line.pop("id")
            session.execute(insert(ClockEntry), [{**line, "clock_id": one, "event_id": None} for one in keys])


def _row(result: Any) -> dict[str, Any]:
    return dict(result.mappings().one())


@dataclass(frozen=True)
class Sweeper:
    """A process that sweeps, and its words: one before each portion and each single ticket."""

    process: BaseProcess
    said: Connection

    def hear(self, count: int) -> None:
        """Wait until it has turned so often to something new."""
        for _ in range(count):
            self.said.recv()

    def finish(self) -> None:
        """Hear it out."""
        try:
            while True:
                self.said.recv()
        except EOFError:
            self.process.join()


def start(config: Config, at: datetime) -> Sweeper:
    """Let a process sweep at an instant until nothing is late and unnoticed any more."""
    _FORKED.set_forkserver_preload([__name__])
    said, mouth = _FORKED.Pipe(duplex=False)
    own = (process_environment(config, 1), at, mouth)
    process = _FORKED.Process(target=_work, args=own, daemon=True)
    process.start()
    mouth.close()
    return Sweeper(process, said)


def _work(environment: Mapping[str, str], at: datetime, mouth: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    app = create_app(from_environment())
    with app.app_context(), time_machine.travel(at, tick=False):
        while late.tickets(db.session(), at):
            db.session.rollback()
            sweep(Work(app, {}, lambda: bool(mouth.send(1))))
