"""Connections, and the one way to write: a short transaction that nobody can be starved out of.

On SQLite a file lock is held from BEGIN IMMEDIATE to COMMIT, so that several processes take turns
instead of running into BUSY (decision 4). On PostgreSQL rows are locked by the actions themselves.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from sladesk.db.base import db

_WRITE = "sladesk_write"
_PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "busy_timeout=10000",
    "synchronous=FULL",
    # A ticket touches thirty pages, mostly the same ones: what is copied out of the log and kept at hand.
    "wal_autocheckpoint=4000",
    "cache_size=-8000",
)
#: SQLSTATE of PostgreSQL that say "run the transaction again": serialisation failure, deadlock.
RETRYABLE = frozenset({"40001", "40P01"})


def prepare_engine(engine: Engine) -> None:
    """Install the connection settings of the engine's dialect; call once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        from sladesk.db import postgresql  # ten megabytes of driver

        event.listen(engine, "connect", postgresql.prepare)
        event.listen(engine, "checkin", postgresql.put_back)
        event.listen(engine, "checkout", postgresql.taken)


def _sqlite_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the begin event below opens transactions, not the driver
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def database_path(engine: Engine) -> Path | None:
    """Return the file of an SQLite engine, None for anything else."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database)


@contextmanager
def file_lock(engine: Engine) -> Iterator[None]:
    """Hold the write lock of an SQLite database; nothing on PostgreSQL.

    Back-up takes it too. Each call opens the file anew, so it also parts threads of one process.
    """
    path = database_path(engine)
    if path is None:
        yield
        return
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def writing(engine: Engine) -> Engine:
    """Return the engine whose connections open transactions that write; it shares the pool of the other.

    On SQLite they take the write lock at once. On PostgreSQL the other one's statements stand alone: each
    would see the newest state within a transaction too, and a transaction that only read ends with ROLLBACK,
    at which psycopg forgets all prepared statements and the server plans every page anew.
    """
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_WRITE: True})
    return engine.execution_options(isolation_level="READ COMMITTED")


@contextmanager
def write_transaction() -> Iterator[Session]:
    """Open a write session, commit at the end, roll back on any error.

    The request's read transaction ends first: reading and then writing in one SQLite transaction
    fails at once when another process wrote in between (decision 3).
    """
    db.session.rollback()
    engine = db.engine
    with (
        file_lock(engine),
        Session(writing(engine), expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


def take_turns(session: Session, lock: int) -> None:
    """Let one transaction after the other go on from here; held until this one ends.

    On SQLite transactions that write take turns anyway.

    Arguments:
        session: of a write transaction; what it reads from here on holds what those before have written.
        lock: a number of one's own, which no other program would use on PostgreSQL.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": lock})


def is_retryable(error: DBAPIError) -> bool:
    """Whether the database asks to run the transaction again."""
    return getattr(error.orig, "sqlstate", None) in RETRYABLE
