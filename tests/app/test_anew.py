"""Clocks computed anew after a change of hours or targets: many on plain rows, as each alone (R3.7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import calendars, clocks, communications, waiting
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db, queue, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.sla.hours import windows
from sladesk.domain.sla.kinds import ClockKind
from sladesk.jobs import recompute
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.runner import Runner
from sladesk.jobs.work import Work
from sladesk.models import Audit, Clock, ClockEntry, Customer, Event, Policy, Ticket
from sladesk.queries import late, outdated
from sladesk.queries.reference import reference
from tests.support import desk, sweeping
from tests.support.lives import lived, registered
from tests.support.moment import NOW
from tests.support.policies import rule
from tests.support.senders import NoRounds
from tests.support.statements import plans, statements

#: Urgent first responses are late by then, and nobody has noticed.
LATER = NOW + timedelta(minutes=20)


def at_work(count: int = 24) -> list[str]:
    """Register tickets of which two each live alike: some wait, were promised something, are late already."""
    numbers = registered(count)
    for number in numbers[4:8]:
        waiting.wait(desk.by("lina", 1), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    for number in numbers[6:12]:
        promise = Contact("phone", "已联系", promise_at=NOW + timedelta(hours=30), promise="回电")
        communications.contact(desk.by("lina", 2), number, promise)
    for number in numbers[12:16]:
        clocks.settle(Call(SYSTEM, LATER - timedelta(minutes=1)), number)
    for number in numbers[20:24]:
        waiting.wait(
            desk.by("lina", 3), number, on="customer", reason_id=desk.reason(ReasonKind.WAIT_CUSTOMER)
        )
    return numbers


def other_hours(*hours: str) -> None:
    """Let the calendars most targets rest on open at these hours."""
    ref = reference(db.session())
    for code in ("office", "online"):
        spec = ref.calendar_specs[ref.newest_calendars[ref.calendars[code].id]]
        calendars.publish(desk.by("linhao"), code, replace(spec, week=(*((windows(*hours),) * 5), (), ())))


def a_far_holiday() -> None:
    """Close the calendars on a day that no running target reaches."""
    ref = reference(db.session())
    for code in ("office", "online"):
        spec = ref.calendar_specs[ref.newest_calendars[ref.calendars[code].id]]
        days = {**spec.exceptions, date(2027, 6, 8): ()}
        calendars.publish(desk.by("linhao"), code, replace(spec, exceptions=days))


def other_targets() -> None:
    """Let another set rule, in which each resolution may take an hour longer; its policies are new rows."""
    kind = ClockKind.RESOLUTION
    policies = reference(db.session()).policies
    rule({(p.code, kind, "seconds"): p.targets[kind].seconds + 3_600 for p in policies if kind in p.targets})


def count(model: type[db.Model], *conditions: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def left_behind() -> list[str]:
    """Return the numbers of all tickets whose clocks rest on what rules no more."""
    numbers, after = list[str](), 0
    while (found := outdated.portion(reference(db.session()), after)) is not None:
        numbers, after = numbers + found.numbers, found.last
    db.session.rollback()
    return numbers


@pytest.mark.parametrize(
    "change",
    [
        lambda: other_hours("10:00-12:00", "13:00-18:00"),
        lambda: other_hours("07:00-22:00"),
        a_far_holiday,
        other_targets,
    ],
    ids=["moved", "late at once", "not moved", "other targets"],
)
def test_many_on_plain_rows_become_what_each_does_alone(app: Flask, change: Callable[[], None]) -> None:
    numbers = at_work()
    with write_transaction() as session:
        session.execute(update(Customer).values(vip=True).where(Customer.id == 1))
    change()
    together, alone = numbers[::2], numbers[1::2]
    call = Call(SYSTEM, LATER)
    assert clocks.recompute_many(call, together, why="calendar") == []
    for number in alone:
        clocks.recompute(call, number, why="calendar")
    for one, other in zip(together, alone, strict=True):
        assert lived(one) == lived(other)
    assert count(ClockEntry, ClockEntry.kind == "retarget", ClockEntry.recorded_at == LATER) > 0
    assert left_behind() == []
    before = [lived(number) for number in numbers]
    clocks.recompute_many(call, numbers, why="calendar")
    assert [lived(number) for number in numbers] == before, "a second run changes nothing"


def test_hours_that_move_nothing_are_taken_over_and_not_told(app: Flask) -> None:
    numbers = at_work()
    clocks.settle_many(Call(SYSTEM, LATER), numbers)
    events, audits = count(Event), count(Audit, Audit.action == "clocks.recomputed")
    a_far_holiday()
    clocks.recompute_many(Call(SYSTEM, LATER), numbers, why="calendar")
    assert (count(Event), count(Audit, Audit.action == "clocks.recomputed")) == (events, audits)
    ref = reference(db.session())
    current = {int(key) for key in ref.newest_calendars.values()}
    kept = db.session.scalars(
        select(Clock.calendar_version_id).where(
            Clock.state.in_(("running", "paused")), Clock.breached_at.is_(None), Clock.policy_id.is_not(None)
        )
    )
    assert {*kept} - {None} <= current, "a pause that ends late meets the holiday"


def test_only_tickets_that_rest_on_what_changed_are_found(app: Flask) -> None:
    numbers = registered(8)
    assert left_behind() == []
    ref = reference(db.session())
    spec = ref.calendar_specs[ref.newest_calendars[ref.calendars["duty"].id]]
    calendars.publish(desk.by("linhao"), "duty", replace(spec, exceptions={date(2027, 6, 8): ()}))
    on_duty = (
        select(Ticket.number)
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(Clock.calendar_version_id == int(ref.newest_calendars[ref.calendars["duty"].id]))
    )
    resting = {*db.session.scalars(on_duty)}
    assert resting < {*numbers}
    assert {*left_behind()} == resting


def test_what_goes_is_found_by_an_index(app: Flask) -> None:
    sweeping.copies(desk.register(), 200)
    with write_transaction() as session:
        session.execute(update(Clock).where(Clock.id % 50 != 0).values(state="cancelled"))
    for statement, plan in [one for one in plans(left_behind) if "clock" in one[0]][:2]:
        assert "ix_clock_going" in plan, statement


def test_a_change_is_gone_through_job_after_job(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps come in between; a job that was begun anew lets nothing be gone through twice."""
    monkeypatch.setattr(outdated, "PORTION", 4)
    outdated._end.cache_clear()
    registered(24)
    a_far_holiday()
    work = Work(app, {"why": "calendar", "after": 0}, lambda: False)
    with write_transaction() as session:
        session.execute(update(queue.Job).values(state="done"))
    for _time in range(2):
        recompute.recompute(work)
    waiting_jobs = (queue.Job.name == "clocks.recompute", queue.Job.state == "queued")
    assert count(queue.Job, *waiting_jobs) == 1
    assert len(left_behind()) > 0
    runner = Runner(app, HANDLERS)
    while runner.turn():
        pass
    assert count(queue.Job, *waiting_jobs, queue.Job.run_after <= NOW) == 0
    assert count(queue.Job, *waiting_jobs) == 1, "a minute later all are looked at once more"
    assert left_behind() == []
    outdated._end.cache_clear()


def test_a_second_look_goes_its_own_way_to_the_end(
    app: Flask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one change is looked at for the second time another is made; what it finds then comes too early.

    A registration that read the hours of before is written behind that, within the minute.
    """
    monkeypatch.setattr(outdated, "PORTION", 4)
    monkeypatch.setattr(recompute, "RUN", 1)
    outdated._end.cache_clear()
    numbers, runner = registered(24), Runner(app, HANDLERS, rounds=NoRounds())
    work_off(runner)
    a_far_holiday()
    work_off(runner)
    clock.shift(clocks.AGAIN)
    assert runner.turn(), "the second look has begun"
    other_hours("10:00-12:00", "13:00-18:00")
    work_off(runner)
    assert left_behind() == []
    last = desk.clocks(numbers[-1], "resolution")[0]
    key, others = last.id, select(Policy.id).where(Policy.id != last.policy_id).limit(1)
    db.session.rollback()
    with write_transaction() as session:
        session.execute(update(Clock).where(Clock.id == key).values(policy_id=others.scalar_subquery()))
    assert left_behind() == [numbers[-1]]
    clock.shift(clocks.AGAIN)
    work_off(runner)
    assert left_behind() == []
    outdated._end.cache_clear()


def work_off(runner: Runner) -> None:
    """Work what is due now."""
    while runner.turn():
        pass


def test_warnings_of_many_are_those_of_each(app: Flask) -> None:
    numbers = registered(16)
    at = NOW + timedelta(minutes=13)
    found = late.warnings(db.session(), at)
    db.session.rollback()
    owners = dict(
        db.session.execute(
            select(Clock.id, Ticket.number)
            .join(Ticket, Ticket.id == Clock.ticket_id)
            .where(Clock.id.in_(found))
        ).all()
    )
    db.session.rollback()
    assert found, "nobody is warned of anything"
    for _share in (50, 80):
        assert clocks.warn_many(Call(SYSTEM, at), [k for k in found if owners[k] in numbers[::2]]) == []
        for key in found:
            if owners[key] in numbers[1::2]:
                clocks.warn(Call(SYSTEM, at), key)
    for one, other in zip(numbers[::2], numbers[1::2], strict=True):
        assert lived(one) == lived(other)
    assert count(Event, Event.kind == "clock:warned") > 0
    assert late.warnings(db.session(), at) == []


def test_statements_hardly_grow_with_the_warned(app: Flask) -> None:
    sent = list[int]()
    for many in (8, 64):
        at = NOW + timedelta(minutes=8)
        registered(many)
        found = late.warnings(db.session(), at)
        db.session.rollback()
        with statements() as seen:
            clocks.warn_many(Call(SYSTEM, at), found)
        sent.append(len(seen))
    assert sent[1] <= sent[0] + 30, sent
