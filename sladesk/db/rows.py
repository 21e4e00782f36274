"""Plain inserts and updates without the price of the unit of work: timelines, ledgers, audit rows, clocks.

Rows loaded as objects stay objects: what nobody writes here is still written when the session flushes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, CursorResult, inspect
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from sladesk.db.base import Base
from sladesk.db.gathering import Gathering
from sladesk.db.prepared import KEY, Values, insert_of, table_of, update_of

#: Rows that are written by one statement; a list of more is sent row by row.
_TOGETHER = 8
_GATHERING = "sladesk.gathering"


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """Keep what is written here until something is read, or the block ends, and send it many rows at a time.

    For work on many tickets in one transaction; the verbs need not know. What they read they find: whatever
    is kept is sent before a statement that could see it.
    """
    with Gathering(session) as held:
        session.info[_GATHERING] = held
        try:
            yield
        finally:
            del session.info[_GATHERING]


def _gathering(session: Session) -> Gathering | None:
    found = session.info.get(_GATHERING)
    return found if isinstance(found, Gathering) else None


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
    prepared = insert_of(model, link.dialect, tuple(rows[0]), unique, together, returning=returning)
    return prepared.run(link, rows)


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

    return {column.name: of(column) for column in table_of(model).columns if column.name != "id"}


def put(session: Session, model: type[Base], rows: Values | Sequence[Values]) -> None:
    """Insert one row or several of the same shape."""
    held = _gathering(session)
    if held:
        held.keep(model, rows)
    else:
        _run(session, model, rows)


def put_new(session: Session, model: type[Base], values: Values) -> int:
    """Insert a row and return its key."""
    held = _gathering(session)
    if held:
        return held.keep_new(model, values)
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
    gathering = _gathering(session)
    if gathering:
        keys = [gathering.keep_new(model, each) for each in values]
    else:
        keys = sorted(_run(session, model, values, returning=True).scalars())
    for row, before, written, key in zip(rows, held, values, keys, strict=True):
        # Past the instruments that note changes: what is written now is no change any more.
        before.update(written, id=key)
        settled(session, row)


def put_once(
    session: Session, model: type[Base], rows: Values | Sequence[Values], *, unique: tuple[str, ...]
) -> None:
    """Insert one row or several, except where one with the same values in `unique` is there already."""
    held = _gathering(session)
    if held:
        held.keep(model, rows, unique)
    else:
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
        change_of(session, type(row), held["id"], changed)
    settled(session, row)


def change_of(session: Session, model: type[Base], key: int, values: Values) -> None:
    """Write columns of a row that was not read as an object."""
    gathering = _gathering(session)
    if gathering:
        gathering.keep_change(model, key, values)
        return
    link = session.connection()
    update_of(model, link.dialect, tuple(sorted(values)), 1).run(link, [{**values, KEY: key}])


def settled(session: Session, row: Base) -> None:
    """Take a row as it stands for what the database holds."""
    state = inspect(row)
    state._commit_all(state.dict, session.identity_map)  # noqa: SLF001 - the loader's own, has no public name
