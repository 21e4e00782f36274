"""Eight processes do everything at once to the same tickets; what is stored afterwards holds."""

from flask import Flask

from sladesk.cli import _clockcheck
from sladesk.config import Config
from sladesk.db import db
from sladesk.queries.reference import reference
from tests.support import gale, ledgers

#: Verbs of each process, and tickets at the beginning; `python -m bench.storm` does more of both.
EACH, TICKETS = 100, 40


def test_ledgers_hold_after_a_storm_of_eight_processes(app: Flask, config: Config) -> None:
    told = gale.blow(config, EACH, TICKETS, seed=20261123)
    assert told.faults == []
    assert told.done == gale.PROCESSES * EACH
    checked, wrong = _clockcheck.verify(db.session(), reference(db.session()), None)
    assert (wrong, told.left) == ([], 0)
    assert checked > TICKETS * 3
    assert list(ledgers.otherwise()) == []
