"""Numbers under fire: four processes register, one is killed with -9 half-way (decision 5)."""

import signal

from flask import Flask
from sqlalchemy import select

from sladesk.config import Config
from sladesk.db import db
from sladesk.models import Event, Ticket
from tests.support import registrar

EACH = 250


def test_numbers_have_no_hole_and_no_repeat_when_a_process_is_killed(app: Flask, config: Config) -> None:
    victim, *others = [registrar.start(config, EACH) for _ in range(4)]
    said = victim.numbers(EACH // 2)
    victim.end()
    said += victim.numbers(EACH)
    for other in others:
        numbers = other.numbers(EACH)
        other.process.join()
        assert other.process.exitcode == 0
        assert len(numbers) == EACH
        said += numbers
    assert victim.process.exitcode == -signal.SIGKILL

    db.session.rollback()
    stored = db.session.scalars(select(Ticket.number)).all()
    day = {number[:10] for number in stored}
    assert len(day) == 1
    assert sorted(int(number[10:]) for number in stored) == list(range(1, len(stored) + 1))
    assert len(set(said)) == len(said) >= EACH * 3 + EACH // 2
    assert set(said) <= set(stored), "a number was said and is gone"
    assert len(stored) - len(said) <= 1, "at most the one that was under way"
    registered = db.session.scalars(select(Event.ticket_id).where(Event.seq == 1)).all()
    assert len(registered) == len(stored), "no ticket without its first event"
