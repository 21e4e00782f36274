"""The sweep under fire: several workers at once, one killed with -9; what it looks for stands in indexes."""

import signal
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select, update

from sladesk.config import Config
from sladesk.db import db, write_transaction
from sladesk.db.session import writing
from sladesk.models import Breach, ChainRun, ChainStep, Clock, ClockEntry, Event, Notice, Person, Ticket
from sladesk.queries import late
from tests.support import desk, sweeping
from tests.support.moment import NOW

#: Due times missed at one instant; a thousand take as long as all other tests of the sweep together.
MISSED = 300


def count(model: type[db.Model], *conditions: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_each_breach_is_told_once_though_two_workers_sweep_and_one_is_killed(
    app: Flask, config: Config
) -> None:
    number = desk.register(owner="lina", priority="urgent")
    due = desk.clocks(number, "first_response")[0].due_at
    assert due is not None
    sweeping.copies(number, MISSED - 1)
    with write_transaction() as session:
        session.execute(update(Person).where(Person.login == "zhaomin").values(duty="on"))
    at = due + timedelta(seconds=20)
    victim, other = sweeping.start(config, at), sweeping.start(config, at)
    victim.hear(2)  # it has begun its second portion
    victim.process.kill()
    victim.process.join()
    assert victim.process.exitcode == -signal.SIGKILL
    other.finish()
    assert other.process.exitcode == 0

    noted = db.session.execute(select(Breach.clock_id, Breach.due_at)).all()
    assert len(noted) == len({row.clock_id for row in noted}) == MISSED
    assert {row.due_at for row in noted} == {due}, "each dated at its due time"
    events = db.session.execute(
        select(Event.ticket_id, Event.occurred_at).where(Event.kind == "clock:breached")
    )
    told_of = [row.ticket_id for row in events if row.occurred_at == due]
    assert len(told_of) == len(set(told_of)) == MISSED
    notices = db.session.execute(
        select(Person.login)
        .join(Notice, Notice.person_id == Person.id)
        .where(Notice.kind == "clock:breached")
    )
    assert Counter(row.login for row in notices) == {"lina": MISSED, "zhaomin": MISSED}
    assert count(ClockEntry, ClockEntry.kind == "breach") == MISSED
    assert count(Ticket, Ticket.open_breaches == 1) == MISSED
    assert (count(ChainRun), count(ChainStep, ChainStep.step.startswith("late:0:"))) == (MISSED, 2 * MISSED)


@pytest.mark.parametrize(
    ("look", "index"),
    [("tickets", "ix_clock_sweep"), ("warnings", "ix_clock_warn"), ("chains", "ix_chain_run_next")],
)
def test_what_the_sweep_looks_for_stands_in_an_index(app: Flask, look: str, index: str) -> None:
    number = desk.register(owner="lina", priority="urgent")
    sweeping.copies(number, 300)
    with write_transaction() as session:  # few are due, as ever
        session.execute(update(Clock).values(next_warn_at=None, due_at=NOW + timedelta(days=9)))
    with writing(db.engine).connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    sent: list[tuple[str, Any]] = []

    def note(_link: Connection, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        sent.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    getattr(late, look)(db.session(), NOW)
    event.remove(db.engine, "before_cursor_execute", note)
    db.session.rollback()
    with writing(db.engine).connect() as connection:
        explain = "EXPLAIN QUERY PLAN "
        if connection.dialect.name == "postgresql":
            explain = "EXPLAIN "
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        statement, values = sent[-1]
        plan = "\n".join(
            " ".join(map(str, row)) for row in connection.exec_driver_sql(explain + statement, values)
        )
    assert index in plan, plan
