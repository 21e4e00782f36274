"""Workers that live through simulated weeks: their clock moves from tick to tick, they claim what is due.

They are forked like those of `registrar`. Each says what it has done; any of them may be killed with -9.
"""

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from sladesk.actions import printing
from sladesk.actions._action import Call, Tx
from sladesk.app import create_app
from sladesk.config import Config, from_environment
from sladesk.db import db, queue, write_transaction
from sladesk.jobs import printing as making
from sladesk.jobs import reviewing
from sladesk.jobs.work import Work
from tests.support.site import process_environment

_FORKED = multiprocessing.get_context("forkserver")
#: Longer than the way to the next tick, so that few jobs are worked twice at once; some are.
LEASE = timedelta(hours=20)
_HANDLERS = {"reviews.issue": reviewing.issue, "reviews.print": making.make}


@dataclass(frozen=True)
class Worker:
    """A process, and what it says."""

    process: BaseProcess
    said: Connection

    def hear(self) -> str | None:
        """Return the next it says, None when it has ended."""
        try:
            return str(self.said.recv())
        except EOFError:
            return None

    def end(self) -> None:
        """Kill it with -9."""
        self.process.kill()
        self.process.join()


def start(config: Config, ticks: Sequence[datetime]) -> Worker:
    """Let a process work what is due at each of some instants, one after another.

    It says `done <job>` after each job, and how far a paper is on the way.
    """
    _FORKED.set_forkserver_preload([__name__])
    said, mouth = _FORKED.Pipe(duplex=False)
    arguments = (process_environment(config, 1), [*ticks], mouth)
    process = _FORKED.Process(target=_live, args=arguments, daemon=False)
    process.start()
    mouth.close()
    return Worker(process, said)


def _live(environment: Mapping[str, str], ticks: Sequence[datetime], mouth: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    app = create_app(from_environment())
    step = printing.step

    def told(caller: Call | Tx, file_id: int, name: str) -> None:
        step(caller, file_id, name)
        mouth.send(name)

    making.printing.step = told  # where the kill is placed
    with app.app_context():
        for now in ticks:
            while (job := _claim(now)) is not None:
                if job.name in _HANDLERS:  # the workbooks asked for on the way are not what is looked at
                    _HANDLERS[job.name](Work(app, job.args, lambda: False))
                with write_transaction() as session:
                    queue.finish(session, job, now=now)
                mouth.send(f"done {job.id}")


def _claim(now: datetime) -> queue.Claimed | None:
    there = queue.waiting(db.session(), now=now)
    db.session.rollback()
    if not there:
        return None
    with write_transaction() as session:
        return queue.claim(session, now=now, lease=LEASE)
