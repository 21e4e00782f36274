"""Reading plain columns, without what the ORM does for objects."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, literal_column
from sqlalchemy.sql.selectable import CompoundSelect

from sladesk.db.base import db


def read(
    statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    values: Mapping[str, object] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement of columns in the request's read transaction.

    A statement that is built once keeps the key by which the engine knows its SQL, so only its values are
    new; the session would look at it for entities each time.

    Arguments:
        statement: selects columns, no whole objects.
        values: of its bound parameters.
    """
    return db.session.connection().execute(statement, values)


def at_most(rows: int) -> ColumnElement[int]:
    """Return a number for `LIMIT` that stands in the statement itself.

    As a parameter it would be unknown to PostgreSQL when it plans once for all values: it then reckons with
    a tenth of the table, finds that dear, and plans anew each time.
    """
    return literal_column(str(int(rows)))
