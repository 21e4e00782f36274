"""PostgreSQL: what a connection is told, and a cursor that keeps statements and describes results briefly."""

import time
from functools import lru_cache
from typing import Any

from psycopg import Connection, Cursor, OperationalError
from psycopg._queries import PostgresQuery, _query2pg_nocache
from psycopg.abc import Params, Query
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

#: Statements kept in PostgreSQL's own writing, for each process: a few megabytes of text.
_KEPT = 1000
#: Statements a connection keeps planned; Psycopg's hundred would drive one another out.
_PLANNED = 250
#: Seconds after which a connection is asked whether it is still there before it is used: a server that was
#: started anew took longer. Asked each time, it would cost a request twice what reading a session does.
IDLE = 1.0
_USED = "sladesk.used"
_written = lru_cache(_KEPT)(_query2pg_nocache)

Described = list[tuple[str, int, None, None, None, None, None]]


class KeptQuery(PostgresQuery):
    """A statement whose `%(name)s` became `$1` once.

    Psycopg forgets the long ones and those of many values at once, as what programs put together at random;
    a new ticket has more than fifty, and reading one is a long statement. Ours are a few hundred, and are
    all alike when they come again.
    """

    __slots__ = ()

    def convert(self, query: Query, vars: Params | None) -> None:  # noqa: A002 - Psycopg's
        """Take over a statement and its values."""
        if not isinstance(query, str) or vars is None:
            super().convert(query, vars)
            return
        written = _written(query.encode(self._tx.encoding), self._tx.encoding)
        self.query, self._want_formats, self._order, self._parts = written
        self.dump(vars)


class PlainCursor(Cursor[tuple[Any, ...]]):
    """Describes columns by name and type, which is all that is read of it.

    Psycopg makes an object of each column of each result, with its type looked up: a quarter of what a short
    statement takes.
    """

    _query_cls = KeptQuery

    @property
    def description(self) -> Described | None:  # type: ignore[override]  # plain rows, as PEP 249 has them
        """Return name and type of each column, None when there are no rows to come."""
        result = self.pgresult
        if result is None or not result.nfields:
            return None
        return [
            ((result.fname(place) or b"").decode(), result.ftype(place), None, None, None, None, None)
            for place in range(result.nfields)
        ]


def prepare(connection: Connection[tuple[Any, ...]], _entry: ConnectionPoolEntry) -> None:
    """Tell the planner what our statements are like; let results be described plainly.

    The order of a page's eight joins was thought over for 7 ms, to the same plan. Pages read a few rows here
    and there out of memory or from flash, where the next row is as near as any. Nobody's page starts
    workers of its own: there are others who want the processors. And no statement is compiled to machine
    code: that takes 0.2 s, on a large site again for every portion of rows that takes 0.05 s to read.

    Arguments:
        connection: just made.
    """
    connection.execute("SET join_collapse_limit = 4")
    connection.execute("SET random_page_cost = 1.1")
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("SET jit = off")
    connection.commit()
    connection.prepared_max = _PLANNED
    connection.cursor_factory = PlainCursor


def put_back(_connection: object, entry: ConnectionPoolEntry) -> None:
    """Note when a connection was used last."""
    entry.info[_USED] = time.monotonic()


def taken(connection: Connection[tuple[Any, ...]], entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Look whether a connection that has rested is still there.

    Raises:
        InvalidatePoolError: it is gone, and so are all of its age; the pool makes new ones.
    """
    if time.monotonic() - entry.info.get(_USED, time.monotonic()) < IDLE:
        return
    try:
        connection.execute("")
    except OperationalError as error:
        raise InvalidatePoolError from error
