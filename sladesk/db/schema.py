"""Which version the tables are of, and which this program knows, told without the library that changes them.

Every process asks it at its start; the library takes nine megabytes (`db.migrating`).
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

#: Where the steps of the tables lie, wherever the program is started from; each begins with its version.
MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


@cache
def known() -> tuple[str, ...]:
    """Return the versions this program knows, newest first."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return tuple(sorted({file.name.partition("_")[0] for file in files}, reverse=True))


def found(connection: Connection) -> tuple[str, ...]:
    """Return the version of the tables; nothing where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ()
    return tuple(connection.scalars(text("select version_num from alembic_version")))
