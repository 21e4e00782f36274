"""A database server that was started anew while pages were open."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, select, text

from sladesk.db import db, postgresql, write_transaction
from sladesk.models import Person
from tests.support.client import Client

Login = Callable[[Client, str], Client]


def hang_up() -> None:
    """End every connection of the application, as a server does that is stopped; SQLite has none."""
    if db.engine.dialect.name != "postgresql":
        return
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    with create_engine(db.engine.url, poolclass=NullPool).connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))


def test_pages_and_changes_go_on_after_a_restart_of_the_server(
    app: Flask, client: Client, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "IDLE", 0.0)
    login(client, "lina")
    with db.engine.connect() as first, db.engine.connect() as second:
        first.execute(select(Person.id).limit(1))
        second.execute(select(Person.id).limit(1))
    for _ in range(3):
        db.session.remove()
        hang_up()
        assert client.get("/queue").status_code == 200
        hang_up()
        with write_transaction() as session:
            assert session.scalars(select(Person.id).where(Person.login == "lina")).one()
