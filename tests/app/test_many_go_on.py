"""Chains and waiting of many tickets go on as those of each, and none holds up another (R3.6, R3.9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import chains, clocks, robots, waiting
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind, Status
from sladesk.domain.telling import Group
from sladesk.jobs.sweep import sweep
from sladesk.jobs.work import Work
from sladesk.models import Audit, ChainRun, ChainStep, Clock, Delivery, Event, Pause, Ticket
from sladesk.queries import late
from tests.support import desk
from tests.support.lives import lived, registered
from tests.support.moment import NOW
from tests.support.statements import statements

LATE, NEXT = NOW + timedelta(hours=2), NOW + timedelta(hours=5)
OVER = NOW + timedelta(days=3)


def waits(count: int) -> list[str]:
    """Tickets that wait for parts until the same instant, urgent and not, with and without owner."""
    numbers = registered(count)
    reason = desk.reason(ReasonKind.WAIT_PARTS)
    for number in numbers:
        waiting.wait(desk.by("zhaomin", 1), number, on="parts", reason_id=reason, expected_at=OVER)
    return numbers


def missed(count: int) -> list[int]:
    """Clocks that are late, and whose chains have a step to take at NEXT."""
    clocks.settle_many(Call(SYSTEM, LATE), registered(count))
    return steps_to_take(NEXT)


def steps_to_take(now: datetime) -> list[int]:
    found = list(late.chains(db.session(), now))
    db.session.rollback()
    return found


def number_of(clock_id: int) -> str:
    found = select(Ticket.number).join(Clock, Clock.ticket_id == Ticket.id).where(Clock.id == clock_id)
    return db.session.scalars(found).one()


def test_waiting_of_many_ends_as_that_of_each(app: Flask) -> None:
    numbers = waits(16)
    together, alone = numbers[::2], numbers[1::2]
    call = Call(SYSTEM, OVER + timedelta(hours=1))
    assert waiting.wake_many(call, together) == []
    for number in alone:
        waiting.wake(call, number)
    for one, other in zip(together, alone, strict=True):
        assert lived(one) == lived(other)
    db.session.rollback()
    assert set(db.session.scalars(select(Pause.ended_at))) == {OVER}
    assert set(db.session.scalars(select(Ticket.status))) == {Status.IN_PROGRESS}
    told = select(Audit.object_id).where(Audit.action == "wait.ended")
    assert sorted(db.session.scalars(told)) == sorted(numbers)


def test_who_was_woken_is_not_woken_again(app: Flask) -> None:
    numbers = waits(4)
    call = Call(SYSTEM, OVER)
    assert waiting.wake_many(Call(SYSTEM, OVER - timedelta(seconds=1)), numbers) == []
    assert set(db.session.scalars(select(Pause.ended_at))) == {None}
    waiting.wake_many(call, numbers)
    before = [lived(number) for number in numbers]
    waiting.wake_many(call, numbers)
    assert [lived(number) for number in numbers] == before


def test_chains_of_many_go_on_as_that_of_each(app: Flask) -> None:
    keys = missed(16)
    assert len(keys) >= 8
    by_ticket: dict[str, list[int]] = {}
    for key in keys:
        by_ticket.setdefault(number_of(key), []).append(key)
    db.session.rollback()
    numbers = sorted(by_ticket)
    first, others = numbers[0], [n for n in numbers[1:] if lived(n) == lived(numbers[0])]
    assert others, "two that lived alike"
    assert chains.advance_many(Call(SYSTEM, NEXT), by_ticket[first]) == []
    for key in by_ticket[others[0]]:
        chains.advance(Call(SYSTEM, NEXT), key)
    assert lived(first) == lived(others[0])
    assert "chain:reached" in repr(lived(first))
    chains.advance_many(Call(SYSTEM, NEXT), keys)
    done = [lived(number) for number in numbers]
    chains.advance_many(Call(SYSTEM, NEXT), keys)
    assert [lived(number) for number in numbers] == done, "each step once"
    assert steps_to_take(NEXT) == []


def test_a_chain_taken_on_or_decided_meanwhile_tells_nobody(app: Flask) -> None:
    taken, answered, *_rest = keys = missed(8)
    with write_transaction() as session:
        session.scalars(select(ChainRun).where(ChainRun.clock_id == taken)).one().next_at = None
        session.get_one(Clock, answered).state = "stopped"
    before = steps_of([taken, answered])
    chains.advance_many(Call(SYSTEM, NEXT), keys)
    assert steps_of([taken, answered]) == before
    assert not set(steps_to_take(NEXT)) & {taken, answered}


def steps_of(keys: list[int]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(ChainStep.clock_id.in_(keys))) or 0


def listening() -> None:
    """A robot that hears of everything: with each notice a message and its job are written."""
    groups = frozenset(map(str, Group))
    form = robots.RobotForm(name="群", kind="wecom", host="h", address="sealed", secret="", groups=groups)
    robots.create(desk.by("linhao"), form)


def advanced(count: int) -> Callable[[], object]:
    keys = missed(count)
    return lambda: chains.advance_many(Call(SYSTEM, NEXT), keys)


def settled(count: int) -> Callable[[], object]:
    numbers = registered(count)
    return lambda: clocks.settle_many(Call(SYSTEM, LATE), numbers)


def woken(count: int) -> Callable[[], object]:
    numbers = waits(count)
    return lambda: waiting.wake_many(Call(SYSTEM, OVER), numbers)


@pytest.mark.parametrize("begun", [advanced, settled, woken])
def test_statements_hardly_grow_with_the_tickets_though_each_is_told_outside(
    app: Flask, begun: Callable[[int], Callable[[], object]]
) -> None:
    listening()
    few = begun(8)
    with statements() as with_few:
        few()
    more = begun(32)
    with statements() as with_more:
        more()
    assert len(with_more) <= len(with_few) + 30, "\n".join(with_more)
    db.session.rollback()
    sent = db.session.scalar(select(func.count()).select_from(Delivery)) or 0
    jobs = db.session.scalar(select(func.count()).where(Job.name == "deliveries.send")) or 0
    assert sent == jobs > 0, "each with the job that sends it"


@pytest.mark.parametrize("what", ["waiting", "chain"])
def test_a_ticket_that_can_not_be_worked_holds_up_none_of_the_others(
    app: Flask, clock: time_machine.Traveller, what: str
) -> None:
    """The place of its next entry is taken, whoever did that: its transactions fail, alone and in a group."""
    numbers = waits(6) if what == "waiting" else [number_of(key) for key in missed(6)]
    stuck = numbers[2]
    clock.move_to(OVER if what == "waiting" else NEXT, tick=False)
    with write_transaction() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == stuck)).one()
        found = select(Event).where(Event.ticket_id == ticket.id).order_by(Event.seq)
        first = session.scalars(found).first()
        assert first is not None
        values = {c.name: getattr(first, c.name) for c in Event.__table__.columns if c.name != "id"}
        session.add(Event(**values | {"seq": ticket.event_seq + 1}))
    sweep(Work(app, {}, lambda: False))
    db.session.rollback()
    if what == "waiting":
        found = select(Ticket.number).where(Ticket.status == Status.WAITING_PARTS)
        assert db.session.scalars(found).all() == [stuck]
    else:
        assert {number_of(key) for key in steps_to_take(NEXT)} == {stuck}
