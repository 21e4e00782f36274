"""Plain inserts and updates without the price of the unit of work: timelines, ledgers, audit rows, clocks.

A statement is compiled once for each table, engine and way of writing; only its values differ from call to
call. Rows loaded as objects stay objects: what nobody writes here is still written when the session flushes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Dialect,
    Insert,
    Table,
    Update,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from sladesk.db.base import Base

Values = Mapping[str, object]
#: How many statements are kept: updates differ by what changed.
_KEPT = 1024
#: Rows that are written by one statement; a list of more is sent row by row.
_TOGETHER = 8
#: The parameter that names the row of an update.
_KEY = "row_key"


@dataclass(frozen=True)
class _Prepared:
    """A compiled statement, and how each value becomes what the driver takes.

    Arguments:
        rows: how many rows it takes at once; the names of their values end with their places then.
    """

    text: str
    order: tuple[str, ...] | None
    processors: Mapping[str, Callable[[Any], Any] | None]
    rows: int = 1

    def run(self, link: Connection, given: Sequence[Values]) -> CursorResult[Any]:
        sent: Any
        if len(given) == self.rows == 1:
            sent = self._driver(given[0])
        elif len(given) == self.rows:
            sent = self._driver({_at(name, i): row[name] for i, row in enumerate(given) for name in row})
        else:
            sent = [self._driver(row) for row in given]
        return link.exec_driver_sql(self.text, sent)

    def _driver(self, row: Values) -> tuple[object, ...] | dict[str, object]:
        ready = {
            name: process(row[name]) if process else row[name] for name, process in self.processors.items()
        }
        return ready if self.order is None else tuple(map(ready.__getitem__, self.order))


def _at(name: str, place: int) -> str:
    return f"{name}_{place}"


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


def _prepared(
    statement: Insert | Update,
    dialect: Dialect,
    types: Mapping[str, TypeEngine[Any]],
    named: Iterable[str] | None,
    rows: int = 1,
) -> _Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=None if named is None else list(named))
    return _Prepared(
        str(compiled),
        tuple(compiled.positiontup or ()) if compiled.positional else None,
        {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in types.items()},
        rows,
    )


@lru_cache(maxsize=_KEPT)
def _insert(
    model: type[Base],
    dialect: Dialect,
    names: tuple[str, ...],
    unique: tuple[str, ...],
    rows: int,
    *,
    returning: bool,
) -> _Prepared:
    table = _table(model)
    statement: Insert = insert(table)
    if unique:
        polite = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
        statement = polite.on_conflict_do_nothing(index_elements=list(unique))
    if returning:
        statement = statement.returning(table.c.id)
    if rows == 1:
        return _prepared(statement, dialect, {name: table.c[name].type for name in names}, names)
    types = {_at(name, place): table.c[name].type for place in range(rows) for name in names}
    values = [
        {name: bindparam(_at(name, place), type_=table.c[name].type) for name in names}
        for place in range(rows)
    ]
    return _prepared(statement.values(values), dialect, types, None, rows)


def _run(
    session: Session,
    model: type[Base],
    given: Values | Sequence[Values],
    *,
    unique: tuple[str, ...] = (),
    returning: bool = False,
) -> CursorResult[Any]:
    """Insert a row, few rows by one statement, or many by one statement sent many times."""
    rows = [given] if isinstance(given, Mapping) else given
    link, together = session.connection(), len(rows) if len(rows) <= _TOGETHER else 1
    prepared = _insert(model, link.dialect, tuple(rows[0]), unique, together, returning=returning)
    return prepared.run(link, rows)


@lru_cache(maxsize=_KEPT)
def _update(model: type[Base], dialect: Dialect, names: tuple[str, ...]) -> _Prepared:
    table = _table(model)
    types = {name: table.c[name].type for name in names} | {_KEY: table.c.id.type}
    return _prepared(update(table).where(table.c.id == bindparam(_KEY)), dialect, types, names)


def full(model: type[Base], values: Values) -> dict[str, object]:
    """Return the values of a new row together with the defaults of the columns that were not named."""
    made = {name: default() for name, default in _defaults(model).items() if name not in values}
    return {**values, **made}


@cache
def _defaults(model: type[Base]) -> dict[str, Callable[[], object]]:
    """Return what makes the default of each column that has one; others may be null."""

    def of(column: Column[Any]) -> Callable[[], object]:
        default = column.default
        if isinstance(default, ScalarElementColumnDefault):
            return lambda: default.arg
        if isinstance(default, CallableColumnDefault):
            return lambda: default.arg(cast("Any", None))
        return lambda: None

    return {column.name: of(column) for column in _table(model).columns if column.name != "id"}


def put(session: Session, model: type[Base], rows: Values | Sequence[Values]) -> None:
    """Insert one row or several of the same shape."""
    _run(session, model, rows)


def put_new(session: Session, model: type[Base], values: Values) -> int:
    """Insert a row and return its key."""
    return int(_run(session, model, values, returning=True).scalar_one())


def add(session: Session, *rows: Base) -> None:
    """Insert new objects of one kind; they get keys and defaults, and the session never learns of them.

    Their keys rise in the order given: engines take the rows of a statement one after the other.
    """
    for start in range(0, len(rows), _TOGETHER):
        _add(session, rows[start : start + _TOGETHER])


def _add(session: Session, rows: Sequence[Base]) -> None:
    model, held = type(rows[0]), [inspect(row).dict for row in rows]
    values = [full(model, {name: each[name] for name in _defaults(model) if name in each}) for each in held]
    keys = sorted(_run(session, model, values, returning=True).scalars())
    for row, before, written, key in zip(rows, held, values, keys, strict=True):
        # Past the instruments that note changes: what is written now is no change any more.
        before.update(written, id=key)
        settled(session, row)


def put_once(
    session: Session, model: type[Base], rows: Values | Sequence[Values], *, unique: tuple[str, ...]
) -> None:
    """Insert one row or several, except where one with the same values in `unique` is there already."""
    _run(session, model, rows, unique=unique)


def let(row: Base, **values: object) -> None:
    """Give an object values that differ from its own: comparing costs a tenth of assigning a mapped one."""
    held = row.__dict__
    for name, value in values.items():
        if name not in held or held[name] != value:
            setattr(row, name, value)


def change(session: Session, row: Base) -> None:
    """Write at once what has changed of a row with the key `id`; the session has nothing left to flush of it.

    The row was loaded, or inserted by `put_new` and given its key.
    """
    state = inspect(row)
    held = state.dict
    changed = {name: held[name] for name, before in state.committed_state.items() if held[name] != before}
    changed.pop("id", None)
    if changed:
        names = tuple(sorted(changed))
        link = session.connection()
        _update(type(row), link.dialect, names).run(link, [{**changed, _KEY: held["id"]}])
    settled(session, row)


def settled(session: Session, row: Base) -> None:
    """Take a row as it stands for what the database holds."""
    state = inspect(row)
    state._commit_all(state.dict, session.identity_map)  # noqa: SLF001 - the loader's own, has no public name
