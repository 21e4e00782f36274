"""Dumping and loading each engine's database: the one place of the back-up that knows them."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, make_url
from sqlalchemy.exc import OperationalError

from sladesk.cli import _tables
from sladesk.config import Config
from sladesk.db import db, schema
from sladesk.db.session import file_lock

if TYPE_CHECKING:
    from psycopg import Connection

Tables = Mapping[str, tuple[int, str]]
_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class ArchiveError(Exception):
    """A back-up cannot be made or brought back; the text says why."""


def _url(config: Config) -> URL:
    return make_url(config.sqlalchemy_url)


def is_sqlite(config: Config) -> bool:
    """Whether the installation keeps its database in a file."""
    return _url(config).get_backend_name() == "sqlite"


def database_file(config: Config) -> Path:
    """Return the file of an SQLite installation."""
    return Path(_url(config).database or config.data_dir / "sladesk.db")


def dump(config: Config, target: Path) -> tuple[str, str, Tables]:
    """Write the database as of one instant; return engine, version of the tables, and their content.

    Raises:
        ArchiveError: PostgreSQL's tools are missing or failed.
    """
    return _dump_sqlite(target) if is_sqlite(config) else _dump_postgres(config, target)


def _dump_sqlite(target: Path) -> tuple[str, str, Tables]:
    path = Path(db.engine.url.database or "")
    with (
        file_lock(db.engine),
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("pragma journal_mode = delete")  # one file, nothing beside it
        (version,) = copy.execute("select version_num from alembic_version").fetchone()
        return "sqlite", str(version), _tables.sqlite_tables(copy)


def _dump_postgres(config: Config, target: Path) -> tuple[str, str, Tables]:
    """Let pg_dump and the counting look at the same exported snapshot."""
    tool = _tool("pg_dump")
    with _linked(config) as link:
        link.execute("set transaction isolation level repeatable read, read only")
        (snapshot,) = link.execute("select pg_export_snapshot()").fetchone() or ("",)
        _run(
            config,
            tool,
            "--format=custom",
            "--compress=0",
            "--no-owner",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
        (version,) = link.execute("select version_num from alembic_version").fetchone() or ("",)
        return "postgresql", str(version), _tables.postgres_tables(link)


def tables_now(config: Config) -> Tables:
    """Return the content of the tables as they are; nobody may be writing."""
    if is_sqlite(config):
        with closing(sqlite3.connect(database_file(config))) as connection:
            return _tables.sqlite_tables(connection)
    with _linked(config) as link:
        return _tables.postgres_tables(link)


def must_be_empty(config: Config) -> None:
    """Make sure that nothing would be overwritten.

    Raises:
        ArchiveError: there is a database already.
    """
    if is_sqlite(config):
        file = database_file(config)
        if file.exists() and _holds_something(file):
            raise ArchiveError(f"There is a database in {file} already; restore only into nothing.")
        return
    with _linked(config) as link:
        found = link.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    if found and found[0]:
        raise ArchiveError(
            "The database holds tables already; restore only into a new, empty one (createdb)."
        )


def _holds_something(file: Path) -> bool:
    """Whether a file is more than an SQLite database without tables; anything else counts as something."""
    try:
        with _tables.sqlite_copy(file) as connection:
            return connection.execute("select 1 from sqlite_master limit 1").fetchone() is not None
    except sqlite3.DatabaseError:
        return True


def check_origin(config: Config, engine: str, version: str) -> None:
    """Make sure that a back-up fits this installation and this program.

    Raises:
        ArchiveError: it is of the other engine, or newer than this program.
    """
    here = "sqlite" if is_sqlite(config) else "postgresql"
    if engine != here:
        raise ArchiveError(f"This back-up is of {engine}, but SLADESK_DATABASE_URL names {here}.")
    if version not in schema.known():
        raise ArchiveError(
            f"This back-up was written by a newer Sladesk (version {version}); restore it with that one."
        )


def load(config: Config, dump_file: Path) -> None:
    """Put a dump where the installation expects its database.

    Raises:
        ArchiveError: PostgreSQL's tools are missing or failed.
    """
    if is_sqlite(config):
        file = database_file(config)
        for beside in ("-wal", "-shm"):  # of an empty database that was here: they do not belong to this one
            file.with_name(file.name + beside).unlink(missing_ok=True)
        dump_file.rename(file)
        return
    tool = _tool("pg_restore")
    name = str(_connection(config)["dbname"])
    _run(
        config,
        tool,
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={name}",
        str(dump_file),
    )


def _connection(config: Config) -> dict[str, str]:
    """Return what the driver needs to connect."""
    url = _url(config)
    return {name: str(value) for name, value in url.get_dialect()().create_connect_args(url)[1].items()}


@contextmanager
def _linked(config: Config) -> "Iterator[Connection]":
    """Open a connection of the driver's own.

    Raises:
        OperationalError: the server does not answer.
    """
    from psycopg import OperationalError as Unanswered
    from psycopg import connect
    from psycopg.conninfo import make_conninfo

    try:
        with connect(make_conninfo(**_connection(config))) as link:
            yield link
    except Unanswered as error:
        raise OperationalError(None, None, error) from error


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise ArchiveError(f"{name} is missing: please run  apt install postgresql-client  as root.")
    return path


def _run(config: Config, *command: str) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where no process list shows it."""
    own = {_ENVIRONMENT[name]: value for name, value in _connection(config).items() if name in _ENVIRONMENT}
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ArchiveError(f"{Path(command[0]).name} failed: {last}")
