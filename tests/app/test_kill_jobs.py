"""Jobs killed with -9 before and after their commits: as if nothing had happened (R3.7, R3.11)."""

import signal
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import calendars, checks, clocks, communications, trials
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import WrongState
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.jobs import trials as job
from sladesk.jobs.work import Work
from sladesk.models import Clock, ClockCheck, Event, Trial
from sladesk.queries import checks as comparing
from sladesk.queries import trials as queries
from sladesk.queries.trials import Source
from tests.support import desk, halting
from tests.support.admin import admin
from tests.support.lives import lived, registered
from tests.support.moment import NOW

LATER = NOW + timedelta(minutes=1)


def states(name: str) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Job.state).where(Job.name == name)))


def killed(config: Config, stops: int) -> None:
    """Let a worker come so far, and no further."""
    worker = halting.start(config, LATER)
    worker.go_on(stops)
    assert worker.kill() == -signal.SIGKILL


def finished(config: Config) -> None:
    assert halting.start(config, LATER).finish() == 0


def test_other_hours_reach_every_ticket_once(app: Flask, config: Config) -> None:
    """It claims, computes group after group anew, and ends: each a commit with a before and an after."""
    numbers = registered(8 * halting.GROUP)
    together, alone = numbers[::2], numbers[1::2]
    week = (*((windows("10:00-12:00", "13:00-18:00"),) * 5), (), ())
    for code in ("office", "online"):
        calendars.publish(desk.by("linhao"), code, CalendarSpec("Asia/Shanghai", week))
    for number in alone:
        clocks.recompute(Call(SYSTEM, LATER), number, why="calendar")
    for stops in (2, 3, 6, 3, 4):
        killed(config, stops)
    assert states("clocks.recompute") == {"running", "queued"}
    finished(config)
    assert states("clocks.recompute") == {"done", "queued"}, "a minute later all are looked at once more"
    for one, other in zip(together, alone, strict=True):
        assert lived(one) == lived(other)
    moved = select(func.count()).select_from(Event).where(Event.kind == "clock:changed")
    assert db.session.scalar(moved) == len(numbers)


def trial(key: int) -> Trial:
    db.session.rollback()
    found = queries.trial(key)
    assert found is not None
    return found


def checked(key: int) -> ClockCheck:
    db.session.rollback()
    found = comparing.check(key)
    assert found is not None
    return found


def test_a_check_compares_every_clock_once_and_the_next_can_begin(app: Flask, config: Config) -> None:
    """Killed anywhere it is under way, so far as it was kept; whoever takes it up ends it."""
    registered(7)
    clocks_there = db.session.scalar(select(func.count()).select_from(Clock)) or 0
    wrong = db.session.scalars(select(Clock).order_by(Clock.id).limit(1)).one().id
    db.session.execute(update(Clock).where(Clock.id == wrong).values(target_seconds=1))
    db.session.commit()
    key = checks.start(admin())
    for stops in (2, 3, 4, 5, 9):
        killed(config, stops)
        assert checked(key).state == "running"
        with pytest.raises(WrongState, match="check_running"):
            checks.start(admin())
    finished(config)
    found = checked(key)
    assert (found.state, found.clocks, found.wrong) == ("done", clocks_there, 1)
    assert states("clocks.check") == {"done"}
    assert checks.start(admin()) > key


def begun() -> int:
    return trials.start(admin(), Source("shipped", "c"), date(2026, 11, 1), date(2026, 12, 31))


def test_a_trial_counts_every_ticket_once(app: Flask, config: Config) -> None:
    """It claims, keeps what it found and has it gone on with, and ends: three commits a job."""
    for n in range(14):
        number = desk.register("lina", -120, owner="lina", priority="urgent")
        communications.contact(desk.by("lina", n - 119), number, Contact("phone", "已联系客户。"))
    key = begun()
    for stops in (2, 3, 4, 5, 9):
        killed(config, stops)
    assert trial(key).state == "running"
    finished(config)
    found = trial(key)
    assert (found.state, found.tickets, found.tickets_done) == ("done", 14, 14)
    assert states("policies.try") == {"done"}

    again = begun()
    while trial(again).state == "running":
        job.carry_on(Work(app, {"trial": again}, lambda: False))
    whole, undisturbed = (queries.document_of(trial(each).body).figures for each in (key, again))
    assert whole == undisturbed
    listed = [
        [(one.number, one.kind, one.better, one.due_now) for one in queries.changes(each, better=None).rows]
        for each in (key, again)
    ]
    assert listed[0] == listed[1]
    assert listed[0]
