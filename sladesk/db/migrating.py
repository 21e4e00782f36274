"""Bringing the tables to another version: nothing else loads the library that does it."""

import flask_migrate
from flask import current_app

from sladesk.db.base import db
from sladesk.db.schema import MIGRATIONS


def upgrade(revision: str = "head") -> None:
    """Bring the tables to a version of this program, the newest unless another is named."""
    _connect()
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Take the tables back to an older version."""
    _connect()
    flask_migrate.downgrade(revision=revision)


def check() -> None:
    """Compare the tables with the models; ends the process where they differ."""
    _connect()
    flask_migrate.check()


def _connect() -> None:
    if "migrate" not in current_app.extensions:
        library = flask_migrate.Migrate(directory=str(MIGRATIONS), render_as_batch=True)
        library.init_app(current_app, db)
