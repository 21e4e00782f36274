"""What the sweep looks for stands in indexes, on both engines (R3.9)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from sladesk.db import db, write_transaction
from sladesk.models import Clock
from sladesk.queries import late
from tests.support import desk, sweeping
from tests.support.moment import NOW
from tests.support.statements import plans


@pytest.mark.parametrize(
    ("look", "index"),
    [("tickets", "ix_clock_sweep"), ("warnings", "ix_clock_warn"), ("chains", "ix_chain_run_next")],
)
def test_what_the_sweep_looks_for_stands_in_an_index(app: Flask, look: str, index: str) -> None:
    number = desk.register(owner="lina", priority="urgent")
    sweeping.copies(number, 300)
    with write_transaction() as session:  # few are due, as ever
        session.execute(update(Clock).values(next_warn_at=None, due_at=NOW + timedelta(days=9)))
    _statement, plan = plans(lambda: getattr(late, look)(db.session(), NOW))[-1]
    assert index in plan, plan
