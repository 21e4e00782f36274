"""Reading plain columns, without what the ORM does for objects."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, SQLColumnExpression, func, literal_column
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import Function
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


def plain(
    statement: Select[*tuple[Any, ...]], values: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """Return rows as the driver gives them: for very many of them.

    Arguments:
        statement: as for `read`; of numbers and words only, because nothing is made of their values.
        values: of its bound parameters.
    """
    return as_given(read(statement, values))


def as_given(result: CursorResult[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of a result as the driver gives them."""
    with closing(result):
        cursor = result.cursor
        assert cursor is not None, "a statement that selects has a cursor"
        return list(cursor.fetchall())


def joined(texts: SQLColumnExpression[str], separator: str) -> Function[str]:
    """Return the texts of a group's rows as one, the separator between them.

    As a parameter it would be put into the SQL anew at each execution.
    """
    if "'" in separator:
        raise ValueError("a separator stands in the statement itself")
    said: Any = literal_column(f"'{separator}'")
    return func.aggregate_strings(texts, said)


def one_of(column: InstrumentedAttribute[Any], keys: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these keys, which stand in the statement itself.

    A list as a parameter would be written into the SQL anew at each execution; this is for statements that
    are kept, for keys of which there are few.
    """
    return column.in_([literal_column(str(int(key))) for key in keys])


def at_most(rows: int) -> ColumnElement[int]:
    """Return a number for `LIMIT` that stands in the statement itself.

    As a parameter it would be unknown to PostgreSQL when it plans once for all values: it then reckons with
    a tenth of the table, finds that dear, and plans anew each time.
    """
    return literal_column(str(int(rows)))
