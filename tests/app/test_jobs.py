"""The runner: each slot once, each breach once, leases taken over, failures put back, clocks that jump."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import audit, house, tickets
from sladesk.actions._action import Call
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db, queue, write_transaction
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.files.store import Store
from sladesk.jobs import steady, tidy
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.runner import LEASE, Runner, lanes, run_until_signal
from sladesk.jobs.work import Stopped, Work
from sladesk.models import Audit, Breach, Clock, Delivery, Event, LoginAttempt, Notice, RequestKey, Ticket
from sladesk.queries import audit as sealed
from tests.support.registrar import agent, new_ticket
from tests.support.senders import NoRounds


def job(name: str) -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.name == name)).one()


def enqueue(name: str, max_attempts: int = 8) -> None:
    with write_transaction() as session:
        queue.enqueue(session, name, {}, now=utcnow(), max_attempts=max_attempts)


def count(model: type[db.Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def work_off(runner: Runner) -> int:
    turns = 0
    while runner.turn():
        turns += 1
        assert turns < 100
    return turns


def registered() -> str:
    who, form = agent(), new_ticket()
    return str(tickets.register(Call(who, utcnow()), form)["number"])


def test_two_runners_work_each_slot_once(app: Flask, clock: time_machine.Traveller) -> None:
    runners = [Runner(app, HANDLERS) for _ in range(2)]
    for _ in range(20):
        for runner in runners:
            work_off(runner)
        clock.shift(5)
    db.session.rollback()
    slots = db.session.scalars(select(Job.unique_key).where(Job.name == "clocks.sweep")).all()
    assert len(slots) == len(set(slots)) == 20
    assert count(Job) == 20 + 7 + 7 + 7 + 2 + 5, (
        "looks for facts, for planned policies and for who has come on duty, seals, one tidying, one count "
        "of the tables, two remindings, one look for reviews"
    )
    assert not db.session.scalars(select(Job.id).where(Job.state != "done")).all()


def test_sending_does_not_hold_up_the_clocks(app: Flask) -> None:
    done: list[str] = []
    for name in ("deliveries.send", "clocks.sweep"):
        enqueue(name)
    handlers = {name: partial(lambda said, _work: done.append(said), name) for name in HANDLERS}
    desk, sender = lanes(app, handlers)
    work_off(desk)
    assert "clocks.sweep" in done
    assert "deliveries.send" not in done
    assert job("deliveries.send").state == "queued"
    seen = len(done)
    work_off(sender)
    assert done[seen:] == ["deliveries.send"], "and no slot of the rounds is asked for twice"
    desk.stop.set()
    assert sender.stop.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sender_that_breaks_ends_its_process(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody would notice a lost thread; a process that ends is started again."""

    def turn(self: Runner) -> bool:
        if self.lane.only:
            raise SystemExit
        return False

    monkeypatch.setattr(Runner, "turn", turn)
    monkeypatch.setattr("signal.signal", lambda *_of: None)
    with pytest.raises(SystemExit) as said:
        run_until_signal(app, HANDLERS)
    assert said.value.code == 1


def test_missed_slots_are_caught_up_by_one(app: Flask, clock: time_machine.Traveller) -> None:
    runner = Runner(app, HANDLERS)
    work_off(runner)
    clock.shift(3600)
    work_off(runner)
    slots = db.session.scalars(select(Job.id).where(Job.name == "clocks.sweep")).all()
    assert len(slots) == 2


def test_a_breach_is_noted_once_by_two_runners(app: Flask, clock: time_machine.Traveller) -> None:
    number = registered()
    first = db.session.scalars(select(Clock.due_at).where(Clock.kind == "first_response")).one()
    assert first is not None
    clock.move_to(first, tick=False)
    for _ in range(2):
        work_off(Runner(app, HANDLERS))
    assert count(Breach) == 0, "an event at the due instant would be in time"
    clock.shift(5)
    for _ in range(3):
        work_off(Runner(app, HANDLERS))
        clock.shift(5)
    db.session.rollback()
    breach = db.session.scalars(select(Breach)).one()
    assert breach.due_at == first, "dated at the due time, not at the sweep"
    assert breach.kind == "first_response"
    ticket = db.session.scalars(select(Ticket).where(Ticket.number == number)).one()
    assert ticket.open_breaches == 1
    missed = select(func.count()).select_from(Event).where(Event.kind == "clock:breached")
    assert db.session.scalar(missed) == 1


def test_owner_is_warned_at_half_and_at_four_fifths_once(app: Flask, clock: time_machine.Traveller) -> None:
    registered()
    clock_row = db.session.scalars(select(Clock).where(Clock.kind == "first_response")).one()
    half, late = clock_row.warn50_at, clock_row.warn80_at
    assert half is not None
    assert late is not None
    for moment, shares in ((half, [50]), (late, [50, 80])):
        clock.move_to(moment, tick=False)
        for _ in range(2):
            work_off(Runner(app, HANDLERS))
        db.session.rollback()
        warned = db.session.scalars(
            select(Event)
            .where(Event.kind == "clock:warned", Event.ticket_id == clock_row.ticket_id)
            .order_by(Event.seq)
        ).all()
        assert [e.data["share"] for e in warned if e.data["clock_kind"] == "first_response"] == shares
    told = db.session.execute(select(Notice.person_id, Notice.key)).all()
    assert len(told) == len(set(told))


def test_a_jump_of_the_machines_clock_calls_nobody_late(
    app: Flask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day ahead and back again: the running time of the machine says that the wall clock is wrong."""
    elapsed = [100.0]
    monkeypatch.setattr("sladesk.jobs.runner.running_time", lambda: elapsed[0])
    registered()
    runner = Runner(app, HANDLERS)
    work_off(runner)
    for jump in (timedelta(days=1), timedelta(days=-1)):
        clock.shift(jump + timedelta(seconds=5))
        elapsed[0] += 5
        work_off(runner)
    assert count(Breach) == 0
    clock.shift(steady.REST.total_seconds() + 3600)
    elapsed[0] += steady.REST.total_seconds() + 3600
    work_off(runner)
    assert count(Breach) > 0, "once the clock goes right again, what is late is late"


def test_a_dead_runners_job_is_taken_over_and_the_dead_changes_nothing(
    app: Flask, clock: time_machine.Traveller
) -> None:
    done: list[str] = []
    enqueue("probe")
    with write_transaction() as session:
        dead = queue.claim(session, now=utcnow(), lease=LEASE)
    assert dead is not None
    runner = Runner(app, {**HANDLERS, "probe": lambda _work: done.append("probe")})
    work_off(runner)
    assert done == [], "its lease still holds"
    clock.shift(LEASE.total_seconds() + 1)
    work_off(runner)
    assert done == ["probe"]
    with write_transaction() as session:
        queue.fail(session, dead, "too late", now=utcnow())
    assert job("probe").state == "done"


def test_a_failure_waits_longer_each_time_and_ends_dead(app: Flask, clock: time_machine.Traveller) -> None:
    def broken(_work: Work) -> None:
        raise ValueError("line one\nmobile 13900001111")

    runner = Runner(app, {**HANDLERS, "probe": broken})
    enqueue("probe", max_attempts=3)
    waits: list[float] = []
    for _ in range(3):
        work_off(runner)
        row = job("probe")
        waits.append((row.run_after - utcnow()).total_seconds())
        clock.move_to(row.run_after, tick=False)
    row = job("probe")
    assert waits[:2] == [60, 240]
    assert (row.state, row.attempts) == ("dead", 3)
    assert row.last_error == "ValueError: line one", "details may quote a person"
    house.retry_job(Call(SYSTEM, utcnow()), row.id)
    assert job("probe").state == "queued"


def test_a_job_without_handler_is_kept_for_the_administrator(app: Flask) -> None:
    enqueue("from.the.future", max_attempts=1)
    work_off(Runner(app, HANDLERS))
    row = job("from.the.future")
    assert row.state == "dead"
    assert "handler" in str(row.last_error)


def test_a_job_is_put_back_when_the_process_stops(app: Flask) -> None:
    runner = Runner(app, {}, rounds=NoRounds())

    def long(work: Work) -> None:
        runner.stop.set()
        work.go_on()
        raise AssertionError("it should have stopped")

    runner.handlers = {"probe": long}
    enqueue("probe")
    assert runner.turn()
    row = job("probe")
    assert (row.state, row.attempts, row.lease_until) == ("queued", 0, None)


def test_stopping_is_no_failure() -> None:
    with pytest.raises(Stopped):
        Work(Flask("x"), {}, lambda: True).go_on()


def test_seals_find_a_changed_a_removed_and_an_added_row(app: Flask) -> None:
    registered()
    while audit.seal(Call(SYSTEM, utcnow())):
        pass
    assert list(sealed.verify(db.session())) == []
    extent = sealed.extent(db.session())
    assert extent.rows == count(Audit) > 0
    assert extent.unsealed == 0
    row = db.session.scalars(select(Audit).order_by(Audit.id)).first()
    assert row is not None
    key, before = row.id, row.action
    with write_transaction() as session:
        session.execute(update(Audit).where(Audit.id == key).values(action="nothing.happened"))
    db.session.rollback()
    assert [(b.first_id <= key <= b.last_id) for b in sealed.verify(db.session())] == [True]
    with write_transaction() as session:
        session.execute(update(Audit).where(Audit.id == key).values(action=before))
    db.session.rollback()
    assert list(sealed.verify(db.session())) == []
    with write_transaction() as session:
        session.delete(session.get_one(Audit, key))
    db.session.rollback()
    broken = list(sealed.verify(db.session()))
    assert [(b.sealed - b.found) for b in broken] == [1]


def test_seals_are_chained(app: Flask, clock: time_machine.Traveller) -> None:
    for _ in range(3):
        registered()
        clock.shift(60)
        work_off(Runner(app, HANDLERS))
    assert sealed.extent(db.session()).seals >= 3
    assert list(sealed.verify(db.session())) == []


OLD = {
    "keys": lambda now: RequestKey(actor_id=0, key="k", action="a", body_hash="", answer=None, at=now),
    "attempts": lambda now: LoginAttempt(login="x", address="::1", at=now, ok=False),
}


def test_what_was_sent_goes_after_a_month_and_what_failed_stays(app: Flask) -> None:
    now = utcnow()
    with write_transaction() as session:
        for state, days, batch, template in (
            ("sent", 31, "a", "clock:breached"),
            ("sent", 29, "b", "clock:breached"),
            ("sent", 31, "c", "calendars:days_missing"),
            ("dead", 31, "d", "clock:breached"),
            ("dead", 31, None, "clock:breached"),
            ("waiting", 31, None, "clock:breached"),
        ):
            at = now - timedelta(days=days)
            values = {"gateway": "mail", "recipient": "mail:1", "public_id": f"{state}-{days}-{batch}"}
            row = Delivery(state=state, batch=batch, template=template, **values)
            row.created_at = row.due_at = row.sent_at = at
            session.add(row)
    tidy.tidy(Work(app, {}, lambda: False))
    db.session.rollback()
    left = set(db.session.scalars(select(Delivery.public_id)))
    assert left == {"sent-29-b", "sent-31-c", "dead-31-d", "waiting-31-None"}


@pytest.mark.parametrize("what", OLD)
def test_tidying_removes_only_what_is_past_its_time(
    app: Flask, clock: time_machine.Traveller, what: str
) -> None:
    make: Callable[[datetime], db.Model] = OLD[what]
    now = utcnow()
    model = type(make(now))
    with write_transaction() as session:
        fresh = make(now - timedelta(days=6))
        if what == "keys":
            fresh.key = "fresh"  # type: ignore[attr-defined] - a function has no such name
        session.add_all([make(now - timedelta(days=8)), fresh])
    work_off(Runner(app, HANDLERS))
    assert count(model) == 1


def test_finished_slots_go_and_dead_jobs_stay(app: Flask, clock: time_machine.Traveller) -> None:
    enqueue("from.the.future", max_attempts=1)
    runner = Runner(app, HANDLERS)
    for _ in range(5):
        work_off(runner)
        clock.shift(600)
    clock.shift(7200)
    work_off(runner)
    db.session.rollback()
    left = db.session.scalars(select(Job.name).order_by(Job.name)).all()
    assert "from.the.future" in left
    assert left.count("clocks.sweep") == 1


def test_a_round_that_failed_goes_after_a_week_and_other_failed_jobs_stay(
    app: Flask, clock: time_machine.Traveller
) -> None:
    enqueue("round.of.old", max_attempts=1)
    enqueue("letter.of.old", max_attempts=2)
    runner = Runner(app, HANDLERS)
    for _ in range(3):
        work_off(runner)
        clock.shift(600)
    clock.shift(timedelta(days=6))
    work_off(runner)
    db.session.rollback()
    dead = select(Job.name).where(Job.state == "dead").order_by(Job.name)
    assert db.session.scalars(dead).all() == ["letter.of.old", "round.of.old"]
    clock.shift(timedelta(days=1))
    work_off(runner)
    db.session.rollback()
    assert db.session.scalars(dead).all() == ["letter.of.old"]


def test_the_clock_is_believed_again_after_a_rest() -> None:
    look = steady.Steady()
    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert look.look(now, 0) is None
    assert look.look(now + timedelta(seconds=30), 30) is None
    assert look.look(now + timedelta(hours=5), 31) == timedelta(hours=5) - timedelta(seconds=31)
    assert not look.believed(32)
    assert look.look(now + timedelta(hours=5, seconds=600), 631) is None
    assert look.believed(31 + steady.REST.total_seconds())


def test_a_new_calendar_reaches_what_still_runs(app: Flask) -> None:
    """The job goes through every ticket; where nothing moves, nothing is written (R3.7)."""
    registered()
    before = count(Event)
    with write_transaction() as session:
        queue.enqueue(session, "clocks.recompute", {"why": "calendar", "after": 0}, now=utcnow())
    work_off(Runner(app, HANDLERS))
    of_it = select(queue.Job.state).where(queue.Job.name == "clocks.recompute").order_by(queue.Job.id)
    assert db.session.scalars(of_it).all() == ["done", "queued"], "a minute later once more"
    assert count(Event) == before


def test_files_without_a_row_go_after_a_day(
    app: Flask, config: Config, clock: time_machine.Traveller
) -> None:
    store = Store(config.data_dir / "files")
    key = store.put(b"its row never came")
    path = store.folder / key[:2] / key
    moment = utcnow().timestamp()
    os.utime(path, (moment, moment))
    runner = Runner(app, HANDLERS)
    work_off(runner)
    assert path.exists(), "its transaction may still be under way"
    clock.shift(2 * 86400)
    elsewhere = Runner(app, HANDLERS)
    work_off(elsewhere)
    assert not path.exists()
