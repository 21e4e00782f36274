"""A worker that stands still before and after each commit until it is told to go on, or killed with -9.

Forked like those of `registrar`; it works the jobs that are due at an instant, and no periodic work, or
counts once for the board.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import time_machine
from flask import Flask
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from sladesk.app import create_app
from sladesk.config import Config, from_environment
from sladesk.db import write_transaction
from sladesk.db.queue import Job
from sladesk.jobs import checking, trials, work
from sladesk.jobs.counting import Counter
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.runner import Runner
from sladesk.queries import board_counts, trying
from tests.support.senders import NoRounds
from tests.support.site import process_environment

_FORKED = multiprocessing.get_context("forkserver")
#: Tickets of a group, of a portion, and of a job of a trial: few, so that there is a middle. One
#: open ticket is enough to be counted beside the pages.
GROUP, PORTION, RUN = 4, 3, 6
SIZES = (
    (work, "GROUP", GROUP),
    (trying, "PORTION", PORTION),
    (trials, "PORTION", PORTION),
    (trials, "RUN", RUN),
    (checking, "PORTION", PORTION),
    (checking, "RUN", RUN),
    (board_counts, "MANY", 1),
)


@dataclass(frozen=True)
class Worker:
    """A process, and the line on which it says where it stands."""

    process: BaseProcess
    line: Connection

    def go_on(self, stops: int) -> None:
        """Let it come to its n-th stop from here."""
        for stop in range(stops):
            if stop:
                self.line.send("go on")
            self.line.recv()

    def kill(self) -> int | None:
        """End it with -9 where it stands; return how it ended."""
        self.process.kill()
        self.process.join()
        return self.process.exitcode

    def finish(self) -> int | None:
        """Let it work until nothing is due; return how it ended."""
        try:
            while True:
                self.line.recv()
                self.line.send("go on")
        except EOFError:
            self.process.join()
        return self.process.exitcode


def work_off(app: Flask) -> None:
    """Work the jobs that are due."""
    runner = Runner(app, HANDLERS, rounds=NoRounds())
    while runner.turn():
        pass


def count(app: Flask) -> None:
    """Take one turn as the board's counter."""
    Counter(app, threading.Event()).turn()


def start(config: Config, now: datetime, do: Callable[[Flask], None] = work_off) -> Worker:
    """Let a process work at an instant; what somebody killed before it has held is free."""
    with write_transaction() as session:
        session.execute(
            update(Job).where(Job.state == "running").values(lease_until=now - timedelta(seconds=1))
        )
    _FORKED.set_forkserver_preload([__name__])
    line, far = _FORKED.Pipe()
    process = _FORKED.Process(target=_live, args=(process_environment(config, 1), now, far, do), daemon=True)
    process.start()
    far.close()
    return Worker(process, line)


def _live(
    environment: Mapping[str, str], now: datetime, line: Connection, do: Callable[[Flask], None]
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    app = create_app(from_environment())
    for module, name, size in SIZES:
        setattr(module, name, size)

    def stand(_session: Session) -> None:
        line.send("here")
        line.recv()

    event.listen(Session, "before_commit", stand)
    event.listen(Session, "after_commit", stand)
    with time_machine.travel(now, tick=False), app.app_context():
        do(app)
