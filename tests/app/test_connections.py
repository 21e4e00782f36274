"""A database server that was started anew while pages were open."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, select, text

from sladesk.db import db, postgresql, write_transaction
from sladesk.models import Person
from tests.support.client import Client

Login = Callable[[Client, str], Client]


def hang_up() -> None:
    """End the application's connections, as a server does that is stopped; SQLite has none."""
    if db.engine.dialect.name != "postgresql":
        return
    db.session.remove()
    me = text("SELECT pg_backend_pid()")
    with db.engine.connect() as first, db.engine.connect() as second:
        used = [first.scalar(me), second.scalar(me)]
    with create_engine(db.engine.url, poolclass=NullPool).connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM unnest(:used) AS pid"), {"used": used})


@pytest.fixture
def emptied(app: Flask) -> Iterator[None]:
    """Leave no connection to later tests: while the clock stands still the pool takes old ones for new."""
    yield
    db.session.remove()
    db.engine.dispose()


@pytest.mark.usefixtures("emptied")
def test_pages_and_changes_go_on_after_a_restart_of_the_server(
    app: Flask, client: Client, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "IDLE", 0.0)
    login(client, "lina")
    for _ in range(3):
        hang_up()
        assert client.get("/queue").status_code == 200
        hang_up()
        with write_transaction() as session:
            assert session.scalars(select(Person.id).where(Person.login == "lina")).one()
