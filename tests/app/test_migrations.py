"""The migrations make what the models describe, on both engines, there and back (decision 13)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, inspect
from sqlalchemy.exc import IntegrityError

from sladesk.app import create_app
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import migrating, write_transaction
from sladesk.db.base import Base, db
from sladesk.models import Customer, SavedView
from sladesk.queries import customers

_CODE = re.compile(r"'([^']*)'")


@contextmanager
def opened(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_up_check_down_and_up_again(empty: Config) -> None:
    with opened(empty):
        migrating.upgrade()
        first = tables()
        assert first >= set(Base.metadata.tables)
        migrating.check()
        migrating.downgrade(revision="base")
        assert not tables()
        migrating.upgrade()
        assert tables() == first
        migrating.check()


def test_foreign_keys_hold_on_the_connection_that_has_migrated(empty: Config) -> None:
    with opened(empty):
        migrating.upgrade()
        with pytest.raises(IntegrityError), write_transaction() as session:
            session.add(SavedView(person_id=10**9, name="x", query="", created_at=utcnow()))


def test_customers_from_before_their_index_are_found(empty: Config) -> None:
    with opened(empty):
        migrating.upgrade(revision="0002")
        with write_transaction() as session:
            for n, name in enumerate(("张建国", "王桂兰")):
                session.add(
                    Customer(
                        number=f"C{n}",
                        name=name,
                        nickname="",
                        initials="",
                        type="person",
                        mobile="",
                        email="",
                        vip=False,
                        note="",
                        purchases=0,
                        created_at=utcnow(),
                    )
                )
        migrating.upgrade()
        assert [row.name for row in customers.page("桂兰").rows] == ["王桂兰"]


def test_the_database_allows_exactly_the_codes_of_the_models(app: Flask) -> None:
    """Autogeneration does not see CHECK constraints, so they are compared here."""
    looked_at = 0
    for table in Base.metadata.sorted_tables:
        described = {
            str(c.name): set(_CODE.findall(str(c.sqltext)))
            for c in table.constraints
            if isinstance(c, CheckConstraint) and _CODE.search(str(c.sqltext))
        }
        made = {
            str(c["name"]): set(_CODE.findall(c["sqltext"]))
            for c in inspect(db.engine).get_check_constraints(table.name)
        }
        for name, codes in described.items():
            assert made.get(name) == codes, f"{table.name}: {name}"
            looked_at += 1
    assert looked_at > 10
