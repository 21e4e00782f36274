"""Plain inserts without the price of an object: timelines, ledgers and audit rows are written, never changed.

A statement is built once for each table and way of inserting; only its values differ from call to call.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sladesk.db.base import Base

Values = Mapping[str, object]


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


@cache
def _plain(model: type[Base]) -> Insert:
    return insert(_table(model))


@cache
def _returning(model: type[Base]) -> Insert:
    table = _table(model)
    return insert(table).returning(table.c.id)


@cache
def _once(model: type[Base], dialect: str, unique: tuple[str, ...]) -> Insert:
    table = _table(model)
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return statement.on_conflict_do_nothing(index_elements=list(unique))


def put(session: Session, model: type[Base], rows: Values | Sequence[Values]) -> None:
    """Insert one row or several of the same shape."""
    session.connection().execute(_plain(model), rows)


def put_new(session: Session, model: type[Base], values: Values) -> int:
    """Insert a row and return its key."""
    return int(session.connection().execute(_returning(model), values).scalar_one())


def put_once(session: Session, model: type[Base], values: Values, *, unique: tuple[str, ...]) -> None:
    """Insert a row unless one with the same values in `unique` is there already."""
    session.connection().execute(_once(model, session.get_bind().dialect.name, unique), values)
