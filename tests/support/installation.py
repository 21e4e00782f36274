"""A whole installation on one engine for tests: database, application, the cast, and back again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import flask_migrate
from flask import Flask

from sladesk.app import create_app
from sladesk.config import Config
from sladesk.db.base import db
from tests.support import cast
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
    """

    engine: str
    folder: Path
    socket: Callable[[], str]
    worker: str

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> tuple[Database, Config]:
        """Make an empty database and the settings of an installation on it."""
        name = f"{self.worker}_{next(self._numbers)}"
        data = self.folder / name
        data.mkdir()
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
        flask_migrate.upgrade()
    cast.seed(app, now)
    database.keep()
    return Installation(app, config, database)
