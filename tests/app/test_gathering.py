"""Rows that are gathered and sent many at a time: nobody can tell them from rows written one by one."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sladesk.db import db, rows, write_transaction
from sladesk.models import Audit, Event, Notice, Ticket
from tests.support import desk
from tests.support.moment import NOW
from tests.support.statements import statements

LINE: dict[str, object] = {
    "at": NOW,
    "action": "test",
    "object_type": "ticket",
    "source": "job",
    "data": {"n": 1},
}


def written() -> int:
    return db.session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "test")) or 0


def line(no: int) -> dict[str, object]:
    return {**LINE, "object_id": f"SR{no}"}


@pytest.mark.parametrize("many", [1, 7, 8, 73, 200])
def test_all_rows_arrive_by_few_statements(app: Flask, many: int) -> None:
    with statements() as seen, write_transaction() as session, rows.gathered(session):
        for no in range(many):
            rows.put(session, Audit, line(no))
    assert written() == many
    assert len([text for text in seen if "INSERT INTO audit" in text]) <= many // 64 + 7 + 8


def test_what_is_read_meanwhile_is_there(app: Flask) -> None:
    with write_transaction() as session, rows.gathered(session):
        rows.put(session, Audit, [line(no) for no in range(3)])
        assert session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "test")) == 3
        rows.put(session, Audit, line(3))
    assert written() == 4


def test_a_new_row_is_known_by_its_key_and_changed_before_it_is_sent(app: Flask) -> None:
    number = desk.register()
    with statements() as seen, write_transaction() as session, rows.gathered(session):
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        event = Event(
            ticket_id=ticket.id,
            cycle_no=1,
            seq=90,
            kind="ticket:noted",
            occurred_at=NOW,
            recorded_at=NOW,
            source="job",
        )
        rows.add(session, event)
        event.seq = 91
        rows.change(session, event)
        ticket.event_seq, ticket.last_note = 91, "一"
        rows.change(session, ticket)
        ticket.last_note = "二"
        rows.change(session, ticket)
    assert db.session.scalar(select(Event.seq).where(Event.id == event.id)) == 91
    assert db.session.scalar(select(Ticket.last_note).where(Ticket.number == number)) == "二"
    assert len([text for text in seen if text.startswith("UPDATE")]) == 1
    assert not [text for text in seen if text.startswith("UPDATE event")]


def test_many_rows_change_at_once_each_in_its_own_way(app: Flask) -> None:
    numbers = [desk.register() for _ in range(9)]
    with statements() as seen, write_transaction() as session, rows.gathered(session):
        for at, ticket in enumerate(session.scalars(select(Ticket).order_by(Ticket.id))):
            ticket.answers, ticket.chasers = {"n": str(at)}, at
            ticket.merged_into_id, ticket.last_event_at = None, NOW
            rows.change(session, ticket)
    found = db.session.execute(select(Ticket.answers, Ticket.chasers).order_by(Ticket.id)).all()
    assert [(row.answers, row.chasers) for row in found] == [
        ({"n": str(at)}, at) for at in range(len(numbers))
    ]
    assert len([text for text in seen if text.startswith("UPDATE")]) <= 3


def test_a_notice_is_told_once_however_often_it_is_gathered(app: Flask) -> None:
    told = {
        "person_id": desk.actor("lina").person_id,
        "kind": "ticket:urgent",
        "key": "1:urgent",
        "data": {"n": 1},
        "created_at": NOW,
    }
    for _turn in range(2):
        with write_transaction() as session, rows.gathered(session):
            for _time in range(12):
                rows.put_once(session, Notice, told, unique=("person_id", "key"))
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def refused_by_the_database() -> None:
    with write_transaction() as session, rows.gathered(session):
        rows.put(session, Audit, [line(no) for no in range(20)])
        nowhere = {"ticket_id": 10**9, "cycle_no": 1, "seq": 1, "kind": "x", "source": "job"}
        rows.put(session, Event, rows.full(Event, nowhere | {"occurred_at": NOW, "recorded_at": NOW}))


def broken_off() -> None:
    with write_transaction() as session, rows.gathered(session):
        rows.put(session, Audit, line(0))
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("work", "error"), [(refused_by_the_database, IntegrityError), (broken_off, ZeroDivisionError)]
)
def test_nothing_is_left_of_work_that_failed(
    app: Flask, work: Callable[[], None], error: type[Exception]
) -> None:
    with pytest.raises(error):
        work()
    assert written() == 0
