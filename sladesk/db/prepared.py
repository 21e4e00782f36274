"""Statements that write rows, compiled once for each table, engine and way of writing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    Connection,
    CursorResult,
    Dialect,
    Insert,
    Table,
    Update,
    bindparam,
    insert,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from sladesk.db.base import Base

Values = Mapping[str, object]
#: How many statements are kept: updates differ by what changed.
_KEPT = 1024
#: The parameter that names the row of an update.
KEY = "row_key"


Processor = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Prepared:
    """A compiled statement, and how each value becomes what the driver takes.

    Arguments:
        columns: name and way of each value of a row.
        keys: what the statement calls the values, row by row.
        places: where the driver wants which of them, None where it takes them by what they are called.
        rows: how many rows it takes at once.
    """

    text: str
    columns: tuple[tuple[str, Processor], ...]
    keys: tuple[str, ...]
    places: tuple[int, ...] | None
    rows: int = 1

    def run(self, link: Connection, given: Sequence[Values]) -> CursorResult[Any]:
        """Write rows of the shape it was compiled for."""
        together = self._driver(given) if len(given) == self.rows else [self._driver((row,)) for row in given]
        return link.exec_driver_sql(self.text, cast("Any", together))

    def _driver(self, given: Sequence[Values]) -> tuple[object, ...] | dict[str, object]:
        values = [
            process(row[name]) if process else row[name] for row in given for name, process in self.columns
        ]
        if self.places is None:
            return dict(zip(self.keys, values, strict=True))
        return tuple([values[place] for place in self.places])


def _at(name: str, place: int) -> str:
    return f"{name}_{place}"


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return cast("Table", model.__table__)


def _prepared(
    text: str, order: Sequence[str] | None, dialect: Dialect, types: Mapping[str, TypeEngine[Any]], rows: int
) -> Prepared:
    """Return a statement whose values are called by their columns, where it takes several rows by place too.

    Arguments:
        order: what the driver wants where; None where it goes by names.
    """
    keys = tuple(types) if rows == 1 else tuple(_at(name, row) for row in range(rows) for name in types)
    where = {key: place for place, key in enumerate(keys)}
    return Prepared(
        text,
        tuple((name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in types.items()),
        keys,
        None if order is None else tuple(where[key] for key in order),
        rows,
    )


def _compiled(
    statement: Insert | Update,
    dialect: Dialect,
    types: Mapping[str, TypeEngine[Any]],
    named: Iterable[str] | None,
    rows: int = 1,
) -> Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=None if named is None else list(named))
    order = compiled.positiontup or () if compiled.positional else None
    return _prepared(str(compiled), order, dialect, types, rows)


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
    table = table_of(model)
    statement: Insert = insert(table)
    if unique:
        polite = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
        statement = polite.on_conflict_do_nothing(index_elements=list(unique))
    if returning:
        statement = statement.returning(table.c.id)
    types = {name: table.c[name].type for name in names}
    if rows == 1:
        return _compiled(statement, dialect, types, names)
    values = [
        {name: bindparam(_at(name, place), type_=kind) for name, kind in types.items()}
        for place in range(rows)
    ]
    return _compiled(statement.values(values), dialect, types, None, rows)


@lru_cache(maxsize=_KEPT)
def update_of(model: type[Base], dialect: Dialect, names: tuple[str, ...], rows: int) -> Prepared:
    """Return what changes some columns of so many rows at once; `KEY` names the row."""
    table = table_of(model)
    kinds = {KEY: table.c.id.type} | {name: table.c[name].type for name in names}
    if rows == 1:
        return _compiled(update(table).where(table.c.id == bindparam(KEY)), dialect, kinds, names)
    # Both engines name the columns of VALUES so; SQLAlchemy's own construct names them anew, which SQLite
    # does not understand.
    places = [
        ", ".join(_placeholder(_at(name, row), kind, dialect) for name, kind in kinds.items())
        for row in range(rows)
    ]
    quote = dialect.identifier_preparer.quote
    sets = ", ".join(f"{quote(name)} = v.column{at}" for at, name in enumerate(names, start=2))
    values = "), (".join(places)
    order = [_at(name, row) for row in range(rows) for name in kinds] if dialect.positional else None
    return _prepared(
        f"UPDATE {quote(table.name)} SET {sets} FROM (VALUES ({values})) AS v"  # noqa: S608 - names of columns, no values
        f" WHERE {quote(table.name)}.id = v.column1",
        order,
        dialect,
        kinds,
        rows,
    )


def _placeholder(name: str, kind: TypeEngine[Any], dialect: Dialect) -> str:
    return str(bindparam(name, type_=kind).compile(dialect=dialect))
