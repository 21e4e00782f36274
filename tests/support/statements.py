"""Which statements a request sends: counted in tests, never timed (decision 43)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor

from sladesk.db import db

#: What opens and closes transactions is no statement of a page.
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements sent to the database while the block runs."""
    sent: list[str] = []

    def note(_connection: Connection, _cursor: DBAPICursor, statement: str, *_rest: object) -> None:
        if not statement.startswith(_FRAME):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
