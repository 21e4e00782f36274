"""Statements that write rows, compiled once for each table, engine and way of writing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Dialect, Table, bindparam
from sqlalchemy.types import TypeEngine

from sladesk.db.base import Base

Values = Mapping[str, object]
#: How many statements are kept: updates differ by what changed.
_KEPT = 1024
#: The parameter that names the row of an update.
KEY = "row_key"
#: Stands for the name of a value while a statement is put together.
_NAME = "value_of_a_row"
Processor = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Prepared:
    """A compiled statement, and how each value becomes what the driver takes.

    Arguments:
        columns: name and way of each value of a row.
        keys: what the statement calls the values, row by row; None where it takes them by their places.
        rows: how many rows it takes at once.
    """

    text: str
    columns: tuple[tuple[str, Processor], ...]
    keys: tuple[str, ...] | None
    rows: int

    def run(self, link: Connection, given: Sequence[Values]) -> CursorResult[Any]:
        """Write rows of the shape it was compiled for."""
        together = self._driver(given) if len(given) == self.rows else [self._driver((row,)) for row in given]
        return link.exec_driver_sql(self.text, cast("Any", together))

    def _driver(self, given: Sequence[Values]) -> tuple[object, ...] | dict[str, object]:
        values = [
            process(row[name]) if process else row[name] for row in given for name, process in self.columns
        ]
        return tuple(values) if self.keys is None else dict(zip(self.keys, values, strict=True))


def _at(name: str, place: int) -> str:
    return f"{name}_{place}"


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return cast("Table", model.__table__)


@lru_cache(maxsize=_KEPT)
def insert_of(
    model: type[Base],
    dialect: Dialect,
    names: tuple[str, ...],
    unique: tuple[str, ...],
    rows: int,
    *,
    returning: bool,
) -> Prepared:
    """Return what inserts so many rows at once.

    Arguments:
        names: columns that are given.
        unique: columns that make a row the same as one that is there, which is then left as it is.
        returning: whether the keys come back.
    """
    table, quote = table_of(model), dialect.identifier_preparer.quote
    types = {name: table.c[name].type for name in names}
    into, values = ", ".join(map(quote, names)), _values(types, rows, dialect)
    text = f"INSERT INTO {quote(table.name)} ({into}) VALUES {values}"  # noqa: S608 - names of columns, no values
    if unique:
        text += f" ON CONFLICT ({', '.join(map(quote, unique))}) DO NOTHING"
    return _prepared(text + (" RETURNING id" if returning else ""), dialect, types, rows)


@lru_cache(maxsize=_KEPT)
def update_of(model: type[Base], dialect: Dialect, names: tuple[str, ...], rows: int) -> Prepared:
    """Return what changes some columns of so many rows at once; `KEY` names the row."""
    table, quote = table_of(model), dialect.identifier_preparer.quote
    types, changed = {name: table.c[name].type for name in names}, f"UPDATE {quote(table.name)} SET "  # noqa: S608 - names of columns, no values
    if rows == 1:
        types[KEY] = table.c.id.type
        *places, key = _places(types, 0, dialect)
        sets = [f"{quote(name)} = {place}" for name, place in zip(names, places, strict=True)]
        return _prepared(f"{changed}{', '.join(sets)} WHERE id = {key}", dialect, types, rows)
    # Both engines name the columns of VALUES so; SQLAlchemy's own construct names them anew, which SQLite
    # does not understand.
    types = {KEY: table.c.id.type, **types}
    sets = [f"{quote(name)} = v.column{at}" for at, name in enumerate(names, start=2)]
    found = f"FROM (VALUES {_values(types, rows, dialect)}) AS v WHERE {quote(table.name)}.id = v.column1"
    return _prepared(f"{changed}{', '.join(sets)} {found}", dialect, types, rows)


def _values(types: Mapping[str, TypeEngine[Any]], rows: int, dialect: Dialect) -> str:
    """Return the places of the values of some rows."""
    return ", ".join(f"({', '.join(_places(types, row, dialect))})" for row in range(rows))


def _places(types: Mapping[str, TypeEngine[Any]], row: int, dialect: Dialect) -> list[str]:
    return [_said(kind, dialect).replace(_NAME, _at(name, row)) for name, kind in types.items()]


@lru_cache(maxsize=_KEPT)
def _said(kind: TypeEngine[Any], dialect: Dialect) -> str:
    """Return what an engine calls a value."""
    return str(bindparam(_NAME, type_=kind).compile(dialect=dialect))


def _prepared(text: str, dialect: Dialect, types: Mapping[str, TypeEngine[Any]], rows: int) -> Prepared:
    return Prepared(
        text,
        tuple((name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in types.items()),
        None if dialect.positional else tuple(_at(name, row) for row in range(rows) for name in types),
        rows,
    )
