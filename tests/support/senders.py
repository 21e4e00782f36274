"""A worker that sends what is told outside the desk, to be killed with -9 while it does.

Forked like those of `registrar`; its clock stands where the test puts it and moves on when nothing is due.
"""

import multiprocessing
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess

import time_machine

from sladesk.app import create_app
from sladesk.config import Config, from_environment
from sladesk.jobs import delivering
from sladesk.jobs.periodic import Period, Rounds
from sladesk.jobs.runner import Runner
from tests.support.site import process_environment

_FORKED = multiprocessing.get_context("forkserver")
#: After so long neither a job nor a message of somebody killed is still held.
AFTER = timedelta(minutes=3)
HANDLERS = {"deliveries.send": delivering.send}


class NoRounds(Rounds):
    """No periodic work at all."""

    def due(self, now: datetime) -> list[tuple[Period, int]]:  # noqa: ARG002 - as the real ones
        """Return nothing."""
        return []


def start(config: Config, now: datetime) -> BaseProcess:
    """Let a process send what is due from an instant on."""
    _FORKED.set_forkserver_preload([__name__])
    environment = process_environment(config, 1) | {"SLADESK_OUTWARD_PRIVATE": "1"}
    process = _FORKED.Process(target=_live, args=(environment, now), daemon=True)
    process.start()
    return process


def _live(environment: Mapping[str, str], now: datetime) -> None:
    os.environ.clear()
    os.environ.update(environment)
    app = create_app(from_environment())
    runner = Runner(app, HANDLERS, rounds=NoRounds())
    with time_machine.travel(now, tick=False) as clock, app.app_context():
        while True:
            if not runner.turn():
                clock.shift(1)
