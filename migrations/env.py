"""Runs migrations on both engines inside one transaction each; SQLite checks foreign keys at the end."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

from sladesk.db.base import db
from sladesk.db.session import file_lock, writing
from sladesk.db.types import JsonType, Key, UtcDateTime


def render(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write the project's own column types by name into new migrations."""
    if kind != "type":
        return False
    names = {repr(JsonType): "JsonType", repr(Key): "Key", repr(UtcDateTime()): "UtcDateTime()"}
    name = names.get(repr(item))
    if name is None:
        return False
    autogen.imports.add(f"from sladesk.db.types import {name.removesuffix('()')}")
    return name


def compared(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the text index out of the comparison with the models: migrations written by hand make it."""
    return kind != "table" or not (name or "").startswith("search_")


def run(connection: Connection) -> None:
    """Run the wanted migrations on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        include_name=compared,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate() -> None:
    """Open a connection of the application's engine and migrate."""
    engine = current_app.extensions["migrate"].db.engine
    with file_lock(engine), writing(engine).connect() as connection:
        if engine.dialect.name != "sqlite":
            run(connection)
            connection.commit()
            return
        # Batch mode copies tables. Through SQLAlchemy a pragma would come after BEGIN and do nothing, and the
        # connection would go back to the application's pool without its foreign keys.
        driver = connection.connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            run(connection)
            connection.commit()
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")


migrate()
