"""Counting and hashing every table of a database, in one consistent look, the same way before and after."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection


@contextmanager
def sqlite_copy(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file that nobody writes to."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def sqlite_tables(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return number of rows and content hash of every real table, search tables' inner ones left out."""
    listed = connection.execute(
        "select name from pragma_table_list"
        " where schema = 'main' and type = 'table' and name not like 'sqlite_%'"
    )
    return {str(name): _sqlite_table(connection, str(name)) for (name,) in sorted(listed.fetchall())}


def _sqlite_table(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    info = connection.execute(
        "select name from pragma_table_info(?) where pk > 0 order by pk", (name,)
    ).fetchall()
    order = ", ".join(f'"{column}"' for (column,) in info) or "rowid"
    value, count = hashlib.sha256(), 0
    rows = connection.execute(f'select * from "{name}" order by {order}')  # noqa: S608 - our own tables' names
    for row in rows:
        value.update(repr(row).encode())
        count += 1
    return count, value.hexdigest()


def postgres_tables(link: "Connection") -> dict[str, tuple[int, str]]:
    """Return number of rows and content hash of every table, as the server's own copy format writes it."""
    link.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local extra_float_digits = 1")
    names = link.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    return {str(name): _postgres_table(link, str(name)) for (name,) in names}


def _postgres_table(link: "Connection", name: str) -> tuple[int, str]:
    from psycopg import sql

    keys = link.execute(
        "select a.attname from pg_index i"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)"
        " where i.indrelid = %s::regclass and i.indisprimary order by array_position(i.indkey, a.attnum)",
        (f'public."{name}"',),
    ).fetchall()
    order = sql.SQL(", ").join(sql.Identifier(str(key)) for (key,) in keys) if keys else sql.SQL("1")
    query = sql.SQL("copy (select * from {} order by {}) to stdout").format(sql.Identifier(name), order)
    value, count = hashlib.sha256(), 0
    with link.cursor().copy(query) as lines:
        for line in lines:
            value.update(bytes(line))
            count += 1
    return count, value.hexdigest()
