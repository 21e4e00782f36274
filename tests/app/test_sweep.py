"""What the sweep looks for stands in indexes, on both engines (R3.9)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, update

from sladesk.db import db, write_transaction
from sladesk.db.session import writing
from sladesk.models import Clock
from sladesk.queries import late
from tests.support import desk, sweeping
from tests.support.moment import NOW


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
