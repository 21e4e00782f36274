"""What the query planner knows of the tables: without it SQLite reads a year to count an open dozen."""

from sqlalchemy import Engine

from sladesk.db.session import file_lock

#: Index entries looked at for one figure: the rest is reckoned from them, so that writers wait 0.1 s at most.
_LOOKED_AT = 1000


def analyze(engine: Engine) -> None:
    """Let SQLite count anew what its planner reckons with; PostgreSQL does so by itself (autovacuum).

    A connection that is open already reckons with new figures once it is opened again, except with the first.
    """
    if engine.dialect.name != "sqlite":
        return
    with file_lock(engine), engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA analysis_limit={_LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
