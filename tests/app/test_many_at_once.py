"""What the system does to many tickets in one transaction is what it does to each alone (R3.7, R3.9)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import calendars, clocks
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.models import Breach, Event, Ticket
from sladesk.queries.reference import reference
from tests.support import desk
from tests.support.lives import lived, registered
from tests.support.moment import NOW
from tests.support.statements import statements

LATER = NOW + timedelta(hours=2)


@pytest.mark.parametrize("count", [2, 16])
def test_breaches_of_many_are_those_of_each(app: Flask, count: int) -> None:
    numbers = registered(count)
    together, alone = numbers[::2], numbers[1::2]
    assert clocks.settle_many(Call(SYSTEM, LATER), together) == []
    for number in alone:
        clocks.settle(Call(SYSTEM, LATER), number)
    for one, other in zip(together, alone, strict=True):
        assert lived(one) == lived(other)
        assert lived(one)["breach"], "nothing was late"


def test_a_second_sweep_finds_nothing_left(app: Flask) -> None:
    numbers = registered(6)
    clocks.settle_many(Call(SYSTEM, LATER), numbers)
    before = [lived(number) for number in numbers]
    clocks.settle_many(Call(SYSTEM, LATER), numbers)
    assert [lived(number) for number in numbers] == before


def test_statements_hardly_grow_with_the_tickets(app: Flask) -> None:
    few, more = registered(8), registered(72)
    with statements() as with_few:
        clocks.settle_many(Call(SYSTEM, LATER), few)
    with statements() as with_more:
        clocks.settle_many(Call(SYSTEM, LATER), more)
    assert len(with_more) <= len(with_few) + 40, "\n".join(with_more)
    assert db.session.scalar(select(func.count()).select_from(Breach)) == 80


def shorter() -> None:
    """Let every calendar of the site open an hour later, so that working targets move."""
    ref = reference(db.session())
    db.session.rollback()
    week = (*((windows("10:00-12:00", "13:00-18:00"),) * 5), (), ())
    for code in ("office", "online"):
        calendars.publish(desk.by("linhao"), code, CalendarSpec(str(ref.zone), week))


def test_other_hours_move_many_as_they_move_each(app: Flask) -> None:
    numbers = registered(16)
    shorter()
    together, alone = numbers[::2], numbers[1::2]
    later = Call(SYSTEM, NOW + timedelta(minutes=1))
    assert clocks.recompute_many(later, together, why="calendar") == []
    for number in alone:
        clocks.recompute(later, number, why="calendar")
    for one, other in zip(together, alone, strict=True):
        assert lived(one) == lived(other)
    moved = select(func.count()).select_from(Event).where(Event.kind == "clock:changed")
    assert db.session.scalar(moved) == 16


def test_who_is_being_changed_is_left_to_come_alone(app: Flask, engine: str) -> None:
    numbers = registered(3)
    shorter()
    later = Call(SYSTEM, NOW + timedelta(minutes=1))
    if engine == "sqlite":  # one transaction writes at a time there: nobody can be met
        assert clocks.recompute_many(later, numbers, why="calendar") == []
        return
    with write_transaction() as somebody:
        somebody.execute(select(Ticket.id).where(Ticket.number == numbers[1]).with_for_update())
        assert clocks.recompute_many(later, numbers, why="calendar") == [numbers[1]]
