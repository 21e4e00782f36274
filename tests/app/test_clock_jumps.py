"""The machine's clock jumps back an hour: nobody is held up, nothing is lost, no ledger is broken (R3.9)."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import calendars, callbacks, communications, corrections, solutions, tickets, waiting
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.cli import _clockcheck
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.domain.codes import ReasonKind
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.jobs import steady
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.periodic import Period, Rounds
from sladesk.jobs.runner import Runner
from sladesk.models import Breach, ClockEntry, Event
from sladesk.queries.reference import reference
from tests.support import desk
from tests.support.admin import work_off
from tests.support.moment import NOW

HOUR = timedelta(hours=1)


def clean() -> bool:
    checked, wrong = _clockcheck.verify(db.session(), reference(db.session()), None)
    db.session.rollback()
    return checked > 0 and not wrong


def test_work_on_a_ticket_goes_on_dated_like_its_newest_entry() -> None:
    """Whatever is done meanwhile lies on the timeline where it belongs: behind what was done before."""
    number = desk.register(owner="lina")

    def behind(login: str) -> Call:
        return desk.by(login, -60)

    communications.contact(behind("lina"), number, Contact("phone", "已联系客户。"))
    reason = desk.reason(ReasonKind.WAIT_PARTS)
    waiting.wait(behind("lina"), number, on="parts", reason_id=reason)
    waiting.resume(behind("lina"), number)
    category = desk.ticket(number).category_id
    tickets.change(behind("lina"), number, priority="urgent", category_id=category, reason="调整")
    solutions.solve(behind("lina"), number, code="remote", solution="指导后恢复")
    solutions.reject(behind("lina"), number, words="又不行了")
    (clock,) = desk.clocks(number, "first_response")
    corrections.correct(behind("zhaomin"), number, clock.id, 2, at=NOW, reason="记错了")
    solutions.solve(behind("lina"), number, code="remote", solution="指导后恢复")
    solutions.confirm(behind("lina"), number, method="phone")
    callbacks.record(behind("wuqian"), number, score=5, comment="满意")
    key = desk.ticket(number).id
    times = select(Event.recorded_at).where(Event.ticket_id == key).order_by(Event.seq)
    assert set(db.session.scalars(times)) == {NOW}
    assert clean()
    communications.progress(desk.by("lina", 5), desk.register(owner="lina"), text="处理中")
    assert clean()


def test_two_that_look_at_the_clock_in_one_order_and_write_in_the_other() -> None:
    """The second to write is not refused for a second it has lost in the queue."""
    number, earlier = desk.register(owner="lina"), desk.by("lina", 10)
    communications.contact(desk.by("lina", 10.1), number, Contact("phone", "已联系客户。"))
    waiting.wait(earlier, number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    (held,) = desk.clocks(number, "resolution")
    assert held.paused_since == NOW + timedelta(minutes=10.1)
    assert clean()


def test_other_hours_published_meanwhile_reach_what_was_touched_before(
    app: Flask, clock: time_machine.Traveller
) -> None:
    numbers = [desk.register(owner="lina") for _ in range(3)]
    clock.shift(-HOUR)
    week = (*((windows("10:00-12:00", "13:00-18:00"),) * 5), (), ())
    for code in ("office", "online"):
        calendars.publish(Call(desk.actor("linhao"), utcnow()), code, CalendarSpec("Asia/Shanghai", week))
    work_off(app)
    db.session.rollback()
    lines = select(func.count(ClockEntry.clock_id.distinct())).where(ClockEntry.kind == "retarget")
    assert db.session.scalar(lines) == sum(len(desk.clocks(n, "resolution")) for n in numbers)
    assert clean()


def test_slots_worked_while_the_clock_was_ahead_come_again(
    app: Flask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nobody would look for what is late until the right time has caught up with the wrong one."""
    elapsed = [100.0]
    monkeypatch.setattr("sladesk.jobs.runner.running_time", lambda: elapsed[0])
    sweeps_only = (Period("clocks.sweep", 5),)
    runner = Runner(app, HANDLERS, rounds=Rounds(periods=sweeps_only))

    def live(seconds: float, jump: timedelta = timedelta(0)) -> None:
        clock.shift(timedelta(seconds=seconds) + jump)
        elapsed[0] += seconds
        while runner.turn():
            pass

    def sweeps() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).where(Job.name == "clocks.sweep")) or 0

    live(0, HOUR)  # started with a wrong clock
    for _ in range(60):
        live(60)
    live(60, -HOUR)
    number = desk.register(owner="lina", priority="urgent")
    due = desk.clocks(number, "first_response")[0].due_at
    assert due is not None
    before = sweeps()
    for _ in range(20):
        live(60)
    assert sweeps() >= before + 19
    assert utcnow() > due + steady.REST / 10
    assert db.session.scalars(select(Breach.due_at).where(Breach.kind == "first_response")).all() == [due]
