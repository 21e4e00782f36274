"""From a basis made by the actions to 100,000 tickets: carried to an engine, multiplied in SQL (decision 41).

Finished tickets are copied whole weeks back, each week on calendars whose holidays lie as far back: copies
obey the same arithmetic as their originals, so `sladesk sla verify` holds for all of them. Open tickets are
copied where they are, or all their due times would have passed, and only a few times.
"""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    Table,
    TextClause,
    create_engine,
    delete,
    func,
    insert,
    select,
    text,
    true,
)

from bench.copying import FINISHED, TABLES, Copying
from sladesk import search
from sladesk.db import db, write_transaction
from sladesk.db.session import writing
from sladesk.db.statistics import analyze
from sladesk.jobs import facts
from sladesk.jobs.work import Work
from sladesk.models import CalendarVersion, Customer, Cycle, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.measuring import unkept
from sladesk.search import customers as names

#: So often is copied what is still open, unless many of these are wanted: an agent has a queue of some
#: seventy then, not of thousands.
OPEN_COPIES = 1
#: Rows carried from one engine to another at once.
_CHUNK = 5_000


def carry(source: str, app: Flask) -> None:
    """Put every row of an SQLite basis into an empty, migrated database on the other engine.

    Arguments:
        source: address of the basis.
        app: of the other installation.
    """
    tables = db.metadata.sorted_tables
    with app.app_context(), create_engine(source).connect() as basis, writing(db.engine).begin() as target:
        target.execute(text("set local session_replication_role = replica"))
        for table in tables:
            target.execute(delete(table))
            for rows in basis.execute(select(table)).mappings().partitions(_CHUNK):
                target.execute(insert(table), [_plain(row) for row in rows])
        _reset_sequences(target, tables)
    with app.app_context(), write_transaction() as session:
        search.rebuild(session)


def multiply(app: Flask, wanted: int, still_open: int = 0) -> int:
    """Copy the tickets at hand until there are at least as many as wanted; return how many there are.

    Arguments:
        still_open: how many of them shall be open at least.
    """
    with app.app_context():
        copies = _copies(wanted, still_open)
        with writing(db.engine).connect() as connection:
            _for_speed(connection)
            with connection.begin():
                _multiply(connection, *copies)
        db.engine.dispose()  # what was set for speed ends with the connection
        _name_customers()
        _settle(db.engine)
        _keep_facts(app)
        return _count(true())


def _name_customers() -> None:
    """Let the copies of customers be found by their names too."""
    ids = db.session.scalars(select(Customer.id).order_by(Customer.id)).all()
    for start in range(0, len(ids), _CHUNK):
        with write_transaction() as session:
            names.reindex(session, ids[start : start + _CHUNK])


def _keep_facts(app: Flask) -> None:
    """Let the job do what it has done long ago on a site with so many tickets."""
    while unkept(1):
        facts.keep(Work(app, {}, lambda: False))


def _count(which: ColumnElement[bool] | TextClause) -> int:
    found = db.session.scalar(select(func.count()).select_from(Ticket).where(which)) or 0
    db.session.rollback()
    return found


def _copies(wanted: int, still_open: int) -> tuple[int, int]:
    """Return how often the finished tickets must be copied, and how often the others."""
    finished = _count(Ticket.status.in_(FINISHED))
    others = _count(true()) - finished
    again = max(OPEN_COPIES, -(-still_open // _count(OPEN)) - 1)
    return max(OPEN_COPIES, -(-(wanted - others * (again + 1)) // finished) - 1), again


def _for_speed(connection: Connection) -> None:
    """On SQLite these must be said before the transaction begins; the file is thrown away after a crash."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        cursor = raw.cursor()
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-300000", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")


def _multiply(connection: Connection, finished: int, still_open: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("set local maintenance_work_mem = '512MB'"))
    aside = _indexes(connection)
    for name in aside:
        connection.execute(text(f'drop index "{name}"'))
    copying = Copying(connection, _calendars(connection, finished), finished, still_open)
    copying.generations()
    for table in TABLES:
        copying.copy(table)
    copying.copy_documents()
    for made in aside.values():
        connection.exec_driver_sql(made)
    _name_weeks(connection)
    if connection.dialect.name == "postgresql":
        _reset_sequences(connection, db.metadata.sorted_tables)


def _indexes(connection: Connection) -> dict[str, str]:
    """Return name and statement of every index that is not a constraint of the tables to be filled.

    They are built afterwards in one go: that sorts instead of searching.
    """
    if connection.dialect.name == "sqlite":
        found = (
            "select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in "
        )
    else:
        found = (
            "select indexname, indexdef from pg_indexes where schemaname = 'public' and not exists "
            "(select 1 from pg_constraint where conname = indexname) and tablename in "
        )
    names = ", ".join(f"'{name}'" for name in (*(table.name for table in TABLES), "search_doc"))
    return {str(name): str(made) for name, made in connection.execute(text(f"{found} ({names})"))}


def _calendars(connection: Connection, generations: int) -> tuple[int, tuple[int, ...]]:
    """Give each generation its own versions of the calendars that name single days.

    Returns:
        what to add to a version's key for each generation, and the keys of the versions it holds for.
    """
    rows = connection.execute(select(CalendarVersion.__table__)).mappings().all()
    dated = [row for row in rows if row["spec"]["exceptions"]]
    step = max(row["id"] for row in rows)
    for back in range(1, generations + 1):
        for row in dated:
            days = row["spec"]["exceptions"].items()
            earlier = {str(date.fromisoformat(day) - timedelta(weeks=back)): hours for day, hours in days}
            own = {
                "id": row["id"] + step * back,
                "no": row["no"] - back * len(rows),
                "spec": row["spec"] | {"exceptions": earlier},
                "active_from": row["active_from"] - timedelta(weeks=back),
            }
            connection.execute(insert(CalendarVersion), _plain(row) | own)
    return step, tuple(row["id"] for row in dated)


def _plain(row: RowMapping) -> dict[str, object]:
    return {str(name): value for name, value in row.items()}


def _name_weeks(connection: Connection) -> None:
    """Say of the copied cycles in which week they now lie."""
    days: Select[date] = select(Cycle.local_day).distinct()
    for day in connection.scalars(days).all():
        year, week, _ = day.isocalendar()
        connection.execute(
            text("update cycle set iso_week = :week where local_day = :day and iso_week <> :week"),
            {"week": f"{year}-W{week:02}", "day": str(day)},
        )


def _reset_sequences(connection: Connection, tables: list[Table]) -> None:
    for table in tables:
        if "id" in table.c and connection.scalar(select(func.count()).select_from(table)):
            name = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
            connection.execute(text(f'select setval({name}, (select max(id) from "{table.name}"))'))


def _settle(engine: Engine) -> None:
    """Leave the database as time would have: dead rows gone, log written back."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("vacuum (analyze)"))
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    analyze(engine)
