"""One test database per engine: put back to the seeded state before each test that needs it.

Whether a test changed anything is asked of the engine itself, so that changes by other processes
count too: SQLite's data_version moves with every commit of another connection, PostgreSQL's log
position with every write.
"""

import fcntl
import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

#: Restores of a PostgreSQL database between two clean-ups of its dead rows.
VACUUM_EVERY = 100


class Database(ABC):
    """A database with real commits that can be set back."""

    url: str

    @abstractmethod
    def keep(self) -> None:
        """Remember the present content as the state to return to."""

    @abstractmethod
    def restore(self) -> bool:
        """Return to the remembered content; False when nothing had changed."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connections this object holds."""


class SqliteDatabase(Database):
    """A file; the remembered state is a page-for-page copy, so that search tables and counters return too."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self._lock = path.with_suffix(".lock")
        self._watch = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._copy = sqlite3.connect(":memory:", check_same_thread=False)
        self._seen = -1

    def keep(self) -> None:
        """Remember the present content as the state to return to."""
        self._watch.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._watch.backup(self._copy)
        self._seen = self._version()

    def restore(self) -> bool:
        """Return to the remembered content; False when nothing had changed."""
        if self._version() == self._seen:
            return False
        with self._lock.open("a") as lock:  # the product's own write lock: a running site writes too
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._copy.backup(self._watch)
        self._seen = self._version()
        return True

    def _version(self) -> int:
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the connections this object holds."""
        self._watch.close()
        self._copy.close()


class PostgresDatabase(Database):
    """A database on the run's own server; every table is wiped by DELETE and filled again by COPY."""

    def __init__(self, socket: str, name: str) -> None:
        self.url = f"postgresql+psycopg://sladesk@/{name}?host={socket}"
        self._link = psycopg.connect(host=socket, user="sladesk", dbname=name, autocommit=True)
        self._rows: dict[str, bytes] = {}
        self._wipe = ""
        self._counters = ""
        self._seen = ""
        self._restores = 0

    @classmethod
    def create(cls, socket: str, name: str) -> Self:
        """Make an empty database and open it."""
        with psycopg.connect(host=socket, user="sladesk", dbname="postgres", autocommit=True) as link:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return cls(socket, name)

    def keep(self) -> None:
        """Remember the present content as the state to return to."""
        tables = self._list(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        self._rows = {table: self._read(table) for table in tables}
        self._wipe = ";".join(f"DELETE FROM {table}" for table in tables)
        counters = self._list(
            "SELECT format('SELECT setval(%L, %s, %L)', quote_ident(sequencename),"
            " coalesce(last_value, start_value), last_value IS NOT NULL)"
            " FROM pg_sequences WHERE schemaname = 'public'"
        )
        self._counters = ";".join(counters)
        self._seen = self._position()

    def restore(self) -> bool:
        """Return to the remembered content; False when nothing had changed."""
        if self._position() == self._seen:
            return False
        with self._link.transaction():
            # "replica" leaves foreign keys and triggers out: the order of tables does not matter then,
            # and what the remembered rows refer to comes back with them.
            self._run("SET LOCAL session_replication_role = replica;" + self._wipe)
            for table, rows in self._rows.items():
                if rows:
                    self._write(table, rows)
            self._run(self._counters)
        self._restores += 1
        if self._restores % VACUUM_EVERY == 0:
            self._run("VACUUM")
        self._seen = self._position()
        return True

    def _run(self, text: str) -> None:
        if text:
            self._link.execute(text.encode())

    def _list(self, query: str) -> list[str]:
        return [str(row[0]) for row in self._link.execute(query.encode()).fetchall()]

    def _read(self, table: str) -> bytes:
        with self._link.cursor().copy(f"COPY {table} TO STDOUT".encode()) as rows:
            return b"".join(bytes(part) for part in rows)

    def _write(self, table: str, rows: bytes) -> None:
        with self._link.cursor().copy(f"COPY {table} FROM STDIN".encode()) as target:
            target.write(rows)

    def _position(self) -> str:
        return self._list("SELECT pg_current_wal_insert_lsn()")[0]

    def close(self) -> None:
        """Let go of the connections this object holds."""
        self._link.close()
