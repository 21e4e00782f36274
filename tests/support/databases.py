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
#: Of a table: its rows and the sum of their transactions; of a counter: its value and whether it was given.
Mark = tuple[int, int]


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
    """A database on the run's own server; tables that changed are wiped by DELETE and filled again by COPY.

    Every row carries the number of the transaction that wrote it, so their count and their sum tell
    whether a table holds other rows than before, whoever wrote them.
    """

    def __init__(self, socket: str, name: str) -> None:
        self.url = f"postgresql+psycopg://sladesk@/{name}?host={socket}"
        self._link = psycopg.connect(host=socket, user="sladesk", dbname=name, autocommit=True)
        self._rows: dict[str, bytes] = {}
        self._counters: dict[str, Mark] = {}
        self._question = ""
        self._marks: dict[str, Mark] = {}
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
        counters = self._list(
            "SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public'"
        )
        self._rows = {table: self._read(table) for table in tables}
        sums = [f"SELECT '{t}', count(*), coalesce(sum(xmin::text::bigint), 0) FROM {t}" for t in tables]
        lasts = [f"SELECT '{name}', last_value, is_called::int FROM {name}" for name in counters]
        self._question = " UNION ALL ".join(sums + lasts)
        self._marks = self._read_marks()
        self._counters = {name: self._marks[name] for name in counters}
        self._seen = self._position()

    def restore(self) -> bool:
        """Return to the remembered content; False when nothing had changed."""
        if self._position() == self._seen:
            return False
        marks = self._read_marks()
        changed = {name for name, mark in marks.items() if mark != self._marks[name]}
        with self._link.transaction():
            # "replica" leaves foreign keys and triggers out: the order of tables does not matter then,
            # and what the remembered rows refer to comes back with them.
            self._run("SET LOCAL session_replication_role = replica")
            for table in changed & self._rows.keys():
                self._run(f"DELETE FROM {table}")
                if self._rows[table]:
                    self._write(table, self._rows[table])
            for name in changed & self._counters.keys():
                last, called = self._counters[name]
                self._run(f"SELECT setval('{name}', {last}, {called} = 1)")
        self._restores += 1
        if self._restores % VACUUM_EVERY == 0:
            self._run("VACUUM")
        self._marks = self._read_marks()
        self._seen = self._position()
        return True

    def _read_marks(self) -> dict[str, Mark]:
        """What tells each table's rows and each counter's place."""
        rows = self._link.execute(self._question.encode()).fetchall()
        return {str(name): (int(first), int(second)) for name, first, second in rows}

    def _run(self, text: str) -> None:
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
