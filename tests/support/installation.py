"""A whole installation on one engine for tests: database, application, the cast, and back again."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import time_machine
from flask import Flask

from sladesk.app import create_app
from sladesk.config import Config
from sladesk.db import migrating
from sladesk.db.base import db
from tests.support import cast, postgres
from tests.support.databases import Database, PostgresDatabase, SqliteDatabase

ENGINES = ("sqlite", "postgresql")
SECRET = "only-for-tests-" * 4


@dataclass
class Place:
    """Where one engine keeps the databases of this test process.

    Arguments:
        engine: one of `ENGINES`.
        folder: an empty folder of this process.
        socket: gives the PostgreSQL socket folder, starting the server when first asked.
        worker: name of this test process.
        compiled: where templates are kept; one folder for all, as a template is the same everywhere.
    """

    engine: str
    folder: Path
    socket: Callable[[], str]
    worker: str
    compiled: Path

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> tuple[Database, Config]:
        """Make an empty database and the settings of an installation on it."""
        name = f"{self.worker}_{next(self._numbers)}"
        data = self.folder / name
        data.mkdir()
        (data / "compiled").symlink_to(self.compiled)
        database: Database
        if self.engine == "postgresql":
            database = PostgresDatabase.create(self.socket(), name)
        else:
            database = SqliteDatabase(data / "sladesk.db")
        config = Config(data_dir=data, database_url=database.url, secret_key=SECRET, testing=True)
        return database, config


@dataclass
class Installation:
    """A migrated installation with the cast, and the database it can be set back by."""

    app: Flask
    config: Config
    database: Database

    def close(self) -> None:
        """Let go of every connection."""
        with self.app.app_context():
            db.engine.dispose()
        self.database.close()


def install(place: Place, now: datetime) -> Installation:
    """Make an installation: empty database, real migrations, the cast."""
    database, config = place.new()
    app = create_app(config)
    with app.app_context():
        migrating.upgrade()
    cast.seed(app, now)
    database.keep()
    return Installation(app, config, database)


class Houses:
    """One seeded installation an engine, made when a test first asks and kept while the process lives.

    Arguments:
        folder: an empty folder of this process.
        worker: name of this test process.
        now: the moment the installations are made at.
        compiled: where templates are kept.
    """

    def __init__(self, folder: Path, worker: str, now: datetime, compiled: Path) -> None:
        self._folder = folder
        self._worker = worker
        self._now = now
        self._compiled = compiled
        self._places: dict[str, Place] = {}
        self._made: dict[str, Installation] = {}
        self._server = ExitStack()
        self._sockets: list[str] = []

    def place(self, engine: str) -> Place:
        """Return where databases of an engine are made: one place, so that no name comes twice."""
        if engine not in self._places:
            folder = self._folder / engine
            folder.mkdir()
            self._places[engine] = Place(engine, folder, self._socket, self._worker, self._compiled)
        return self._places[engine]

    def _socket(self) -> str:
        if not self._sockets:
            self._sockets.append(self._server.enter_context(postgres.server()))
        return self._sockets[0]

    def installation(self, engine: str) -> Installation:
        """Return the seeded installation of an engine."""
        if engine not in self._made:
            with time_machine.travel(self._now, tick=False):
                self._made[engine] = install(self.place(engine), self._now)
        return self._made[engine]

    def close(self) -> None:
        """Let go of every connection, then stop the PostgreSQL of this process."""
        with self._server:
            for made in self._made.values():
                made.close()
            self._made.clear()
