"""What every command needs: the application, its errors as one sentence, the database's age."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.cli import _engines
from sladesk.clock import utcnow
from sladesk.config import Config, ConfigError, from_environment
from sladesk.db import db, schema
from sladesk.domain.access import Actor
from sladesk.domain.codes import Source
from sladesk.domain.errors import DeskError, Invalid
from sladesk.models import Person
from sladesk.web.sentences import say_error, say_problem

#: Any number that no other program would use as an advisory lock of PostgreSQL.
_MIGRATION_LOCK = 7_305_119
_BEGIN = (
    "set SLADESK_DATA or SLADESK_DATABASE_URL to the right one, or begin with  sladesk init  or  sladesk demo"
)


class UserErrors(click.Group):
    """Says what went wrong in one sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command.

        Raises:
            ClickException: the machine is not as it should be: settings, database, folders.
        """
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            raise _database_error(error) from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}.") from error


def _database_error(error: DBAPIError) -> Exception:
    """Return the sentence for a database that is not there or can't be read; a fault of ours stays as it is.

    An unreadable SQLite file is a plain DatabaseError; the kinds derived from it blame a statement.
    """
    cause = error.orig
    ours = not isinstance(error, OperationalError)
    if ours and type(error) is not DatabaseError:
        return error
    lines = str(cause).strip().splitlines()
    said = "cannot be read" if ours else "does not answer"
    return click.ClickException(f"The database {said}: {lines[0] if lines else type(cause).__name__}")


def sentence_of(error: DeskError) -> str:
    """Return a refusal in the words of the pages; for fields each with its name."""
    with force_locale("en"):
        if isinstance(error, Invalid):
            return "; ".join(f"{name}: {say_problem(problem)}" for name, problem in error.problems.items())
        return say_error(error)


def call() -> Call:
    """Return who acts and when, for a verb from the terminal: the desk itself; the audit says from where."""
    return Call(Actor(None, source=Source.CLI), utcnow())


def settings() -> Config:
    """Return the machine settings of the environment."""
    return from_environment()


@contextmanager
def opened(config: Config | None = None) -> Iterator[Flask]:
    """Build the application and keep its context open for one command."""
    app = create_app(config or settings())
    with app.app_context():
        try:
            yield app
        except DeskError as error:
            raise click.ClickException(sentence_of(error)) from error
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def ready(config: Config | None = None) -> Iterator[Flask]:
    """Like `opened`, for commands that need the tables of this version.

    Raises:
        ClickException: there is no database, or it has other tables than this program.
    """
    config = config or settings()
    if _engines.is_sqlite(config) and not _engines.database_file(config).exists():
        # Said before anything is opened: a look into the wrong folder leaves no database behind.
        raise click.ClickException(f"There is no database in {config.data_dir} yet: {_BEGIN}.")
    with opened(config) as app:
        found, known = versions()
        if found != known[:1]:
            raise click.ClickException(_age(found, known))
        yield app


def versions() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the database's version (nothing when it is empty) and the program's, newest first."""
    with db.engine.connect() as connection:
        return schema.found(connection), schema.known()


def _age(found: tuple[str, ...], known: tuple[str, ...]) -> str:
    if not found:
        return f"The database is empty: {_BEGIN}."
    if any(version not in known for version in found):
        return (
            f"The database was written by a newer Sladesk (version {', '.join(found)}); "
            f"this one knows {known[0]}. Install that version, or restore a back-up from before."
        )
    return "The database is not up to date: run  sladesk db upgrade  (or  sladesk serve,  which does it)."


def upgrade() -> bool:
    """Bring the database to this program's version; one process at a time. Return whether it changed.

    Raises:
        ClickException: the database is newer than the program.
    """
    found, known = versions()
    if found == known[:1]:
        return False
    if any(version not in known for version in found):
        raise click.ClickException(_age(found, known))
    from sladesk.db import migrating  # few starts find something to bring up

    with _alone():
        migrating.upgrade()
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes from migrating; on SQLite the migrations hold the file lock themselves."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _MIGRATION_LOCK})


def people() -> int:
    """Return how many persons the database holds."""
    return db.session.scalar(select(func.count()).select_from(Person)) or 0
