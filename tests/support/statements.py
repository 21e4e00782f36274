"""Which statements a request sends: counted in tests, never timed (decision 43)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, event
from sqlalchemy.engine.interfaces import DBAPICursor

from sladesk.db import db
from sladesk.db.session import writing

#: What opens and closes transactions is no statement of a page.
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def _heard(say: Callable[[str, Any], None]) -> Iterator[None]:
    """Say each statement that is sent while the block runs, with its values."""

    def note(_link: Connection, _cursor: DBAPICursor, statement: str, values: object, *_rest: object) -> None:
        if not statement.startswith(_FRAME):
            say(statement, values)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements sent to the database while the block runs."""
    sent: list[str] = []
    with _heard(lambda statement, _values: sent.append(statement)):
        yield sent


def plans(look: Callable[[], object], *off: str) -> list[tuple[str, str]]:
    """Return the statements a look sends, and the way the engine goes for each; tables are counted first.

    Arguments:
        off: ways PostgreSQL takes with few rows, besides reading all of them, that it must not take here.
    """
    sent: list[tuple[str, Any]] = []
    with writing(db.engine).connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    with _heard(lambda statement, values: sent.append((statement, values))):
        look()
    db.session.rollback()
    with writing(db.engine).connect() as connection:
        explain = "EXPLAIN QUERY PLAN "
        if connection.dialect.name == "postgresql":
            explain = "EXPLAIN "
            for way in ("seqscan", *off):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        return [(text, _told(connection.exec_driver_sql(explain + text, values))) for text, values in sent]


def _told(lines: CursorResult[Any]) -> str:
    return "\n".join(" ".join(map(str, line)) for line in lines)
