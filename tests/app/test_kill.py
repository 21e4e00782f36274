"""Numbers under fire: four processes register, one is killed with -9 half-way (decision 5)."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from sladesk.config import Config
from sladesk.db import db
from sladesk.models import Event, Ticket
from tests.support.site import process_environment

EACH = 250
ROOT = Path(__file__).resolve().parents[2]


def start(config: Config) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.registrar", str(EACH)],
        cwd=ROOT,
        env=process_environment(config, 1),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines(process: "subprocess.Popen[str]", count: int) -> Iterator[str]:
    assert process.stdout is not None
    for _ in range(count):
        line = process.stdout.readline().strip()
        if line:
            yield line


def test_numbers_have_no_hole_and_no_repeat_when_a_process_is_killed(app: Flask, config: Config) -> None:
    processes = [start(config) for _ in range(4)]
    victim, others = processes[0], processes[1:]
    said = list(lines(victim, EACH // 2))
    victim.send_signal(signal.SIGKILL)
    rest, _ = victim.communicate()
    said += rest.split()
    for process in others:
        output, errors = process.communicate()
        assert process.returncode == 0, errors[-2000:]
        numbers = output.split()
        assert len(numbers) == EACH
        said += numbers
    assert victim.returncode == -signal.SIGKILL

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
