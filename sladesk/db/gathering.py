"""Rows of many tickets on their way into the database: sent many at a time, before they could be missed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from types import TracebackType
from typing import Any, Self
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable, Select, TableClause, event
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from sladesk.db.base import Base
from sladesk.db.prepared import KEY, Prepared, Values, insert_of, table_of, update_of

#: How many rows one statement takes, at best; what is left over goes by fewer.
_SIZES = (64, 16, 4, 1)
#: Keys that are asked for at once.
_BLOCK = 200

#: A model, the columns that are given, and those that make a row the same as another.
Shape = tuple[type[Base], tuple[str, ...], tuple[str, ...]]
#: A row by model and key.
Place = tuple[type[Base], int]
_read_tables: WeakKeyDictionary[Executable, frozenset[str]] = WeakKeyDictionary()


@dataclass
class Gathering:
    """New and changed rows of a transaction that are not sent yet; as a context it sends them at the end."""

    session: Session
    new: dict[Shape, list[dict[str, object]]] = field(default_factory=dict[Shape, list[dict[str, object]]])
    known: dict[Place, dict[str, object]] = field(default_factory=dict[Place, dict[str, object]])
    changed: dict[Place, dict[str, object]] = field(default_factory=dict[Place, dict[str, object]])
    keys: dict[type[Base], Iterator[int]] = field(default_factory=dict[type[Base], Iterator[int]])

    def __enter__(self) -> Self:
        """Begin: from here on statements that are not ours find nothing missing."""
        event.listen(self.session.connection(), "before_execute", self._before)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End: send what is left, unless something failed, which has to be rolled back outside."""
        link = self.session.connection()
        try:
            if error is None:
                self.session.flush()
                self.send()
        finally:
            event.remove(link, "before_execute", self._before)

    def keep(self, model: type[Base], rows: Values | Sequence[Values], unique: tuple[str, ...] = ()) -> None:
        """Keep new rows of one shape whose keys nobody asks for."""
        given = [rows] if isinstance(rows, Mapping) else rows
        if given:
            self.new.setdefault((model, tuple(given[0]), unique), []).extend(map(dict, given))

    def keep_new(self, model: type[Base], values: Values) -> int:
        """Keep a new row and return the key it will have."""
        key = self._key(model)
        row = {**values, "id": key}
        self.new.setdefault((model, tuple(row), ()), []).append(row)
        self.known[model, key] = row
        return key

    def keep_change(self, model: type[Base], key: int, values: Values) -> None:
        """Keep what changes of a row; of one that is not sent yet nothing is left to change afterwards."""
        row = self.known.get((model, key))
        if row is not None and row.keys() >= values.keys():
            row.update(values)
        else:
            self.changed.setdefault((model, key), {}).update(values)

    def send(self) -> None:
        """Send everything, what others point to first."""
        new, changed = dict(self.new), dict(self.changed)
        for held in (self.new, self.changed, self.known):
            held.clear()
        link = self.session.connection()
        order = _order()
        for (model, names, unique), rows in sorted(new.items(), key=lambda item: order[_name(item[0][0])]):
            _in_parts(link, rows, _inserting(model, names, unique, link))
        alike: dict[tuple[type[Base], tuple[str, ...]], list[dict[str, object]]] = {}
        for (model, key), values in sorted(changed.items(), key=lambda item: (_name(item[0][0]), item[0][1])):
            alike.setdefault((model, tuple(sorted(values))), []).append({**values, KEY: key})
        for (model, names), rows in alike.items():
            _in_parts(link, rows, _updating(model, names, link))

    def _before(self, _link: Connection, statement: Executable, *_given: object) -> None:
        if not (self.new or self.changed):
            return
        if isinstance(statement, Select):
            waiting = {_name(shape[0]) for shape in self.new} | {_name(row[0]) for row in self.changed}
            if waiting.isdisjoint(_tables(statement)):
                return
        else:
            self.keys.clear()  # somebody else may write rows of the same table now
        self.send()

    def _key(self, model: type[Base]) -> int:
        key = next(self.keys.get(model, iter(())), None)
        if key is None:
            self.keys[model] = self._block(model)
            key = next(self.keys[model])
        return key

    def _block(self, model: type[Base]) -> Iterator[int]:
        """Return keys that nobody else is given."""
        link, name = self.session.connection(), _name(model)
        if link.dialect.name == "postgresql":
            asked = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            return iter(link.exec_driver_sql(asked, (name, _BLOCK)).scalars().all())
        # The write lock is ours until the end.
        last = link.exec_driver_sql(f"SELECT max(id) FROM {name}").scalar()  # noqa: S608 - a table's name
        waiting = [key for held, key in self.known if held is model]
        return count(max(last or 0, *waiting, 0) + 1)


@cache
def _order() -> Mapping[str, int]:
    """Return the place of each table behind all it points to."""
    return {table.name: at for at, table in enumerate(Base.metadata.sorted_tables)}


def _name(model: type[Base]) -> str:
    return table_of(model).name


def _tables(statement: Select[Any]) -> frozenset[str]:
    """Return the tables a statement reads."""
    found = _read_tables.get(statement)
    if found is None:
        parts = visitors.iterate(statement)
        found = frozenset(part.name for part in parts if isinstance(part, TableClause))
        _read_tables[statement] = found
    return found


def _inserting(
    model: type[Base], names: tuple[str, ...], unique: tuple[str, ...], link: Connection
) -> Callable[[int], Prepared]:
    return lambda rows: insert_of(model, link.dialect, names, unique, rows, returning=False)


def _updating(model: type[Base], names: tuple[str, ...], link: Connection) -> Callable[[int], Prepared]:
    return lambda rows: update_of(model, link.dialect, names, rows)


def _in_parts(link: Connection, rows: Sequence[Values], prepared: Callable[[int], Prepared]) -> None:
    at = 0
    while at < len(rows):
        size = next(size for size in _SIZES if size <= len(rows) - at)
        prepared(size).run(link, rows[at : at + size])
        at += size
