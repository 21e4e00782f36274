"""What a connection to PostgreSQL is told, and a cursor that says briefly what its columns are."""

from typing import Any

from psycopg import Connection, Cursor

Described = list[tuple[str, int, None, None, None, None, None]]


class PlainCursor(Cursor[tuple[Any, ...]]):
    """Describes columns by name and type, which is all that is read of it.

    Psycopg makes an object of each column of each result, with its type looked up: a quarter of what a short
    statement takes.
    """

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


def prepare(connection: Connection[tuple[Any, ...]]) -> None:
    """Tell the planner what our statements are like; let results be described plainly.

    The order of a page's eight joins was thought over for 7 ms, to the same plan. Pages read a few rows here
    and there out of memory or from flash, where the next row is as near as any. And nobody's page starts
    workers of its own: there are others who want the processors.

    Arguments:
        connection: just made.
    """
    connection.execute("SET join_collapse_limit = 4")
    connection.execute("SET random_page_cost = 1.1")
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()
    connection.cursor_factory = PlainCursor
